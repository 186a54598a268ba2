import { COORDINATE_SYSTEM, type Layer } from '@deck.gl/core';
import { ScatterplotLayer } from '@deck.gl/layers';
import { GlowLayer } from './glow.js';
import type { Points, PointSet } from './points.js';

export interface Look {
  night: boolean;
  noise: boolean;
  /** CSS pixels. */
  radius: number;
  /** 0 to 1. */
  opacity: number;
  accent: [number, number, number];
}

/** What is ringed: places as x, y. */
export interface Marks {
  hits: Float32Array;
  selected: Float32Array;
  hovered: Float32Array;
}

/** Light adds up: what crowds, glows. */
const ADDITIVE = {
  blendColorSrcFactor: 'src-alpha',
  blendColorDstFactor: 'one',
  blendAlphaSrcFactor: 'one',
  blendAlphaDstFactor: 'one-minus-src-alpha',
} as const;

/** Points fill their discs; nothing is hidden by depth. */
const FLAT = { depthCompare: 'always', depthWriteEnabled: false } as const;

/** All layers for a look, bottom first. Data objects are the same from frame to frame: nothing uploads twice. */
export function mapLayers(points: Points, marks: Marks, look: Look): Layer[] {
  const { night, noise, radius, opacity } = look;
  return [
    new ScatterplotLayer({
      ...common('dust', points.dust),
      visible: noise,
      radiusScale: radius * 0.72,
      opacity: gamma(opacity * (night ? 0.75 : 0.7)),
    }),
    // By day there is none: a layer that is not shown would still have its shader compiled.
    ...(night ? [glow(points.placed, radius, opacity)] : []),
    new ScatterplotLayer({
      ...common('placed', points.placed),
      radiusScale: radius,
      opacity: gamma(opacity),
    }),
    ring('hits', marks.hits, radius + 3, look.accent, 1.75),
    ring('hovered', marks.hovered, radius + 4, look.accent, 1.5),
    ring('selected', marks.selected, radius + 6, look.accent, 2.5),
  ];
}

function glow(set: PointSet, radius: number, opacity: number): Layer {
  return new GlowLayer({
    ...common('glow', set),
    radiusScale: radius * 4.5,
    opacity: gamma(opacity * 0.13),
    parameters: { ...FLAT, ...ADDITIVE },
  });
}

/** deck.gl draws an opacity of o at o^(1/2.2). */
function gamma(opacity: number): number {
  return opacity ** 2.2;
}

const dataOf = new WeakMap<PointSet, object>();

function common(id: string, set: PointSet) {
  let data = dataOf.get(set);
  if (data === undefined) {
    data = {
      length: set.order.length,
      attributes: {
        getPosition: { value: set.positions, size: 2 },
        getRadius: { value: set.sizes, size: 1 },
        getFillColor: { value: set.colours, size: 4, normalized: true },
      },
    };
    dataOf.set(set, data);
  }
  return {
    id,
    data: data as never,
    coordinateSystem: COORDINATE_SYSTEM.CARTESIAN,
    radiusUnits: 'pixels' as const,
    pickable: false,
    parameters: FLAT,
  };
}

const ringData = new WeakMap<Float32Array, object>();

function ring(
  id: string,
  places: Float32Array,
  radius: number,
  colour: [number, number, number],
  width: number,
): Layer {
  let data = ringData.get(places);
  if (data === undefined) {
    data = { length: places.length / 2, attributes: { getPosition: { value: places, size: 2 } } };
    ringData.set(places, data);
  }
  return new ScatterplotLayer({
    id,
    data: data as never,
    coordinateSystem: COORDINATE_SYSTEM.CARTESIAN,
    radiusUnits: 'pixels',
    getRadius: radius,
    filled: false,
    stroked: true,
    lineWidthUnits: 'pixels',
    getLineWidth: width,
    getLineColor: colour,
    pickable: false,
    parameters: FLAT,
  });
}
