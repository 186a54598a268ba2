import { ScatterplotLayer } from '@deck.gl/layers';

/** Discs that fade from their middle to nothing: light around points at night. */
export class GlowLayer extends ScatterplotLayer {
  static override layerName = 'GlowLayer';

  override getShaders() {
    const shaders = super.getShaders();
    return {
      ...shaders,
      inject: {
        ...shaders.inject,
        'fs:DECKGL_FILTER_COLOR': /* glsl */ `
          float square = min(1.0, dot(geometry.uv, geometry.uv));
          color.a *= (1.0 - square) * (1.0 - square);
        `,
      },
    };
  }
}
