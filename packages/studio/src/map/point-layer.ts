import type { DefaultProps, LayerContext } from '@deck.gl/core';
import { DIMMED, SIZES } from '@parallax-map/core';
import { ScatterplotLayer, type ScatterplotLayerProps } from '@deck.gl/layers';
import { ALONE, STEPS } from './crowding.js';

/** What all points of a layer have in common. */
export interface PointLook {
  /** Common radius, CSS pixels. */
  radius: number;
  /** 0 to 1, on what crowding leaves of a point. */
  strength: number;
  /** log2 of the discs of the common radius that lie on each other where crowding is 0. */
  leastLayers: number;
  /** The same, where one point in fifty is more crowded still. */
  mostLayers: number;
  /** Fades from the middle to nothing: light around points. */
  soft: boolean;
  /** Of a point's way to where it belongs, what it has gone: 0 to 1. */
  part: number;
}

type Props = ScatterplotLayerProps & { look: PointLook };

/** Share of the ground that the discs of a place are to cover: where one lies on average, and where many do. */
const COVER = { one: 0.55, most: 0.955 } as const;

const block = /* glsl */ `\
layout(std140) uniform discsUniforms {
  float radius;
  float strength;
  float leastLayers;
  float mostLayers;
  float soft;
  float part;
} discs;
`;

const discsUniforms = {
  name: 'discs',
  vs: block,
  fs: block,
  uniformTypes: {
    radius: 'f32',
    strength: 'f32',
    leastLayers: 'f32',
    mostLayers: 'f32',
    soft: 'f32',
    part: 'f32',
  },
} as const;

const vs = /* glsl */ `\
#version 300 es
#define SHADER_NAME parallax-points-vertex
in vec3 positions;
in vec3 instancePositions;
in vec3 instancePositions64Low;
in vec2 instanceFrom;
in vec4 instanceShape;
in vec4 instanceColour;
in float instanceState;
out vec4 vColour;
out vec2 unitPosition;
out float radiusPixels;

/** Opacity at which discs that lie this many deep cover as much of the ground as they should. */
float opacityOf(float octave) {
  float crowd = clamp(octave / max(discs.mostLayers, 3.0), 0.0, 1.0);
  float cover = mix(${glsl(COVER.one)}, ${glsl(COVER.most)}, crowd);
  return min(${glsl(ALONE)}, -log(1.0 - cover) / exp2(octave));
}

void main(void) {
  vec3 place = vec3(mix(instanceFrom, instancePositions.xy, discs.part), 0.0);
  geometry.worldPosition = place;
  radiusPixels = discs.radius * mix(${glsl(SIZES.least)}, ${glsl(SIZES.most)}, instanceShape.x);
  float edge = (radiusPixels + SMOOTH_EDGE_RADIUS) / radiusPixels;
  unitPosition = edge * positions.xy;
  geometry.uv = unitPosition;
  vec3 offset = edge * positions * project_pixel_size(radiusPixels);
  gl_Position = project_position_to_clipspace(place, instancePositions64Low, offset, geometry.position);
  float octave = discs.leastLayers + instanceShape.y * ${glsl(255 / STEPS)};
  float opacity = opacityOf(octave) * discs.strength * mix(${glsl(DIMMED)}, 1.0, instanceState);
  vColour = vec4(instanceColour.rgb, opacity);
}
`;

const fs = /* glsl */ `\
#version 300 es
#define SHADER_NAME parallax-points-fragment
precision highp float;
in vec4 vColour;
in vec2 unitPosition;
in float radiusPixels;
out vec4 fragColor;
void main(void) {
  geometry.uv = unitPosition;
  float square = dot(unitPosition, unitPosition);
  float shape;
  if (discs.soft > 0.5) {
    float rest = 1.0 - min(1.0, square);
    shape = rest * rest;
  } else {
    shape = smoothedge(sqrt(square) * radiusPixels, radiusPixels);
  }
  if (shape == 0.0) discard;
  fragColor = vec4(vColour.rgb, vColour.a * shape);
}
`;

function glsl(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Discs whose opacity follows how crowded their place is at this zoom, and which can be on their way. */
export class PointLayer extends ScatterplotLayer<unknown, { look: PointLook }> {
  static override layerName = 'PointLayer';
  static override defaultProps = {
    ...ScatterplotLayer.defaultProps,
    look: { type: 'object', value: null, compare: false },
    getFrom: { type: 'accessor', value: [0, 0] },
    getShape: { type: 'accessor', value: [0, 0, 0, 0] },
    getColour: { type: 'accessor', value: [0, 0, 0, 0] },
    getState: { type: 'accessor', value: 1 },
  } as unknown as DefaultProps<Props>;

  override getShaders() {
    const shaders = super.getShaders();
    return { ...shaders, vs, fs, modules: [...shaders.modules, discsUniforms] };
  }

  override initializeState(): void {
    super.initializeState();
    const attributes = this.getAttributeManager()!;
    attributes.remove([
      'instanceRadius',
      'instanceFillColors',
      'instanceLineColors',
      'instanceLineWidths',
      'instancePixelOffset',
    ]);
    attributes.addInstanced({
      instanceFrom: { size: 2, accessor: 'getFrom' },
      instanceShape: { size: 4, type: 'unorm8', accessor: 'getShape' },
      instanceColour: { size: 4, type: 'unorm8', accessor: 'getColour' },
      instanceState: { size: 1, type: 'unorm8', accessor: 'getState' },
    });
  }

  override draw(): void {
    const { model } = this.state as unknown as { model: DrawnModel };
    const { look } = this.props as unknown as Props;
    model.shaderInputs.setProps({ discs: { ...look, soft: look.soft ? 1 : 0 } });
    model.draw(this.context.renderPass);
  }
}

interface DrawnModel {
  shaderInputs: { setProps(props: unknown): void };
  draw(pass: LayerContext['renderPass']): void;
}
