import { COORDINATE_SYSTEM, type Layer } from '@deck.gl/core';
import { ScatterplotLayer } from '@deck.gl/layers';
import { dust } from './dust.js';
import { PointLayer, type PointLook } from './point-layer.js';
import type { PointData, Points, PointSet } from './points.js';

export interface Look {
  night: boolean;
  noise: boolean;
  /** CSS pixels. */
  radius: number;
  /** CSS pixels for a map unit. */
  scale: number;
  /** Of the points' way to where they belong, what they have gone: 0 to 1. */
  part: number;
  accent: [number, number, number];
}

/** What is ringed: places as x, y. */
export interface Marks {
  hits: Float32Array;
  selected: Float32Array;
  hovered: Float32Array;
}

/** Of the radius and of the opacity of a point, what its light by night has. */
const GLOW = { radius: 4.5, opacity: 0.13 };
/** Points that give light: of more, a sample gives that of all. */
const MOST_GLOWING = 60_000;

/** Light adds up: what crowds, glows. */
const ADDITIVE = {
  blendColorSrcFactor: 'src-alpha',
  blendColorDstFactor: 'one',
  blendAlphaSrcFactor: 'one',
  blendAlphaDstFactor: 'one-minus-src-alpha',
} as const;

/** Points fill their discs; nothing is hidden by depth. */
const FLAT = { depthCompare: 'always', depthWriteEnabled: false } as const;

/** All layers for a look, bottom first. Data objects are the same from frame to frame: nothing is sent twice. */
export function mapLayers(points: Points, marks: Marks, look: Look): Layer[] {
  const { night, noise, radius } = look;
  const { size, opacity } = dust(points.rank.length, night ? 'night' : 'day');
  return [
    new PointLayer({
      ...common('dust', points.dust.data),
      visible: noise,
      look: looks(points.dust, look, radius * size, opacity),
    }),
    // By day there is none: a layer that is not shown would still have its shader compiled.
    ...(night ? [glow(points.placed, look)] : []),
    new PointLayer({ ...common('placed', points.placed.data), look: looks(points.placed, look, radius, 1) }),
    ring('hits', marks.hits, radius + 3, look.accent, 1.75),
    ring('hovered', marks.hovered, radius + 4, look.accent, 1.5),
    ring('selected', marks.selected, radius + 6, look.accent, 2.5),
  ];
}

function glow(set: PointSet, look: Look): Layer {
  const data = sampleOf(set.data);
  const strength = GLOW.opacity * (set.data.length / Math.max(1, data.length));
  return new PointLayer({
    ...common('glow', data),
    look: { ...looks(set, look, look.radius, strength), radius: look.radius * GLOW.radius, soft: true },
    parameters: { ...FLAT, ...ADDITIVE },
  });
}

function looks({ crowding }: PointSet, { scale, part }: Look, radius: number, strength: number): PointLook {
  const discs = Math.log2((Math.PI * radius * radius) / (scale * scale));
  return {
    radius,
    strength,
    leastLayers: crowding.least + discs,
    mostLayers: crowding.most + discs,
    soft: false,
    part,
  };
}

const samples = new WeakMap<PointData, PointData>();
const heads = new WeakMap<object, object>();

/** The first of the points, which are in no order: a sample. */
function sampleOf(data: PointData): PointData {
  if (data.length <= MOST_GLOWING) return data;
  let sample = samples.get(data);
  if (sample === undefined) {
    const attributes = Object.fromEntries(
      Object.entries(data.attributes).map(([name, wrapper]) => [name, headOf(wrapper)]),
    );
    sample = { length: MOST_GLOWING, attributes: attributes as PointData['attributes'] };
    samples.set(data, sample);
  }
  return sample;
}

function headOf(wrapper: PointData['attributes'][keyof PointData['attributes']] & object): object {
  let head = heads.get(wrapper);
  if (head === undefined) {
    head = { ...wrapper, value: wrapper.value.subarray(0, MOST_GLOWING * wrapper.size) };
    heads.set(wrapper, head);
  }
  return head;
}

function common(id: string, data: PointData) {
  return {
    id,
    data: data as never,
    coordinateSystem: COORDINATE_SYSTEM.CARTESIAN,
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
    // Nothing to ring would still be drawn in every frame. Their shader is compiled with the first picture.
    visible: places.length > 0,
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
