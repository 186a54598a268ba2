import {
  fromHex,
  fromOklch,
  hex,
  THEMES,
  toOklch,
  type Legend,
  type Rgb,
  type ThemeName,
  type TopicColours,
  type Topics,
} from '@parallax-map/core';
import type { CategoryColumn } from '../data/columns.js';
import { dateInWords } from '../data/dates.js';
import type { Rows } from '../data/rows.js';
import type { ColourBy } from '../state/place.js';
import { numberInWords } from '../words.js';

/** Colours that the common colour blindnesses keep apart (Okabe & Ito 2008), in the order they are given out. */
const APART = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#b0a000'];
/** Lightness that these may have, so that all are seen on the ground. */
const LIGHTNESS = { day: [0.48, 0.7], night: [0.62, 0.86] } as const;
const STEPS = 64;

/** Colours rows by what is asked for; by their finest topic where the table has no such column. Three bytes for each. */
export function colourRows(
  rows: Rows,
  topics: Topics,
  colours: TopicColours,
  theme: ThemeName,
  colour: ColourBy,
): Uint8Array {
  const scale = scaleOf(rows, topics, colour);
  if (scale === null) {
    const level = colour.by === 'topic' && colour.level > 0 ? colour.level : rows.levels.length;
    return byTopic(rows.levels[level - 1]!, colours.levels[level - 1]!, colours.noise);
  }
  return 'column' in scale ? byCategory(rows.n, scale.column, theme) : byNumber(rows.n, scale, theme);
}

/** What the colours of {@link colourRows} mean; looks at no row. */
export function legendOf(rows: Rows, topics: Topics, theme: ThemeName, colour: ColourBy): Legend | null {
  const scale = scaleOf(rows, topics, colour);
  if (scale === null) return null;
  if ('column' in scale) {
    const { column } = scale;
    const palette = paletteOf(theme);
    const entries = column.values.slice(0, palette.length).map((value, code) => ({
      ...{ value, colour: hex(palette[code]!) },
      count: column.counts[code]!,
    }));
    const others = Math.max(0, column.values.length - palette.length);
    return { kind: 'categories', column: column.name, entries, others };
  }
  const { name, range, about, say = numberInWords } = scale;
  const colours = rampOf(theme)
    .filter((_, k) => k % 9 === 0)
    .map(hex);
  return { kind: 'ramp', name, from: say(range[0]), to: say(range[1]), colours, about };
}

/** Values from the ground's end of a ramp to the other. */
interface NumberScale {
  name: string;
  range: readonly [number, number];
  value(i: number): number;
  about: string;
  /** How an end of the range is told. */
  say?: (value: number) => string;
}

/** Null where topics have colours of their own. */
function scaleOf(
  rows: Rows,
  topics: Topics,
  colour: ColourBy,
): { column: CategoryColumn } | NumberScale | null {
  if (colour.by === 'column') {
    const column = rows.columns.find(({ name }) => name === colour.name);
    if (column?.kind === 'category') return { column };
    if (column === undefined || Number.isNaN(column.min)) return null;
    const { name, min, max, values } = column;
    const say = column.kind === 'date' ? dateInWords : numberInWords;
    return { name, range: [min, max], value: (i) => values[i]!, about: '', say };
  }
  const range = [0, 1] as const;
  if (colour.by === 'probability') {
    const about = 'How firmly a row belongs to its topic';
    return { name: 'probability', range, value: (i) => rows.probability[i]!, about };
  }
  if (colour.by === 'distortion' && rows.distortion !== null) {
    const { distortion } = rows;
    const about = 'Share of a row’s nearest in the embedding that the map tore away';
    return { name: 'how far the map lies', range, value: (i) => distortion[i]!, about };
  }
  if (colour.by === 'stability') {
    const stability = topics.levels.at(-1)!.topics.map((topic) => topic.stability ?? NaN);
    const finest = rows.levels.at(-1)!;
    const about = 'How much of a row’s topic comes back from other random starts';
    return { name: 'stability', range, value: (i) => stability[finest[i]!] ?? NaN, about };
  }
  return null;
}

function byTopic(topicOf: Int32Array, palette: readonly Rgb[], noise: Rgb): Uint8Array {
  const rgb = new Uint8Array(3 * topicOf.length);
  for (let i = 0; i < topicOf.length; i++) put(rgb, i, palette[topicOf[i]!] ?? noise);
  return rgb;
}

/** The most frequent values have colours, the others are dust; a row of several has that of the most frequent. */
function byCategory(n: number, column: CategoryColumn, theme: ThemeName): Uint8Array {
  const palette = paletteOf(theme);
  const dust = fromHex(THEMES[theme].dust);
  const rgb = new Uint8Array(3 * n);
  for (let i = 0; i < n; i++) {
    let best = column.values.length;
    for (let k = column.starts[i]!; k < column.starts[i + 1]!; k++) best = Math.min(best, column.codes[k]!);
    put(rgb, i, palette[best] ?? dust);
  }
  return rgb;
}

function byNumber(n: number, { value, range: [min, max] }: NumberScale, theme: ThemeName): Uint8Array {
  const ramp = rampOf(theme);
  const dust = fromHex(THEMES[theme].dust);
  const rgb = new Uint8Array(3 * n);
  const scale = max > min ? (STEPS - 1) / (max - min) : 0;
  for (let i = 0; i < n; i++) {
    const step = Math.round((value(i) - min) * scale);
    put(rgb, i, ramp[Math.max(0, Math.min(STEPS - 1, step))] ?? dust);
  }
  return rgb;
}

function paletteOf(theme: ThemeName): Rgb[] {
  return APART.map((each) => within(fromHex(each), LIGHTNESS[theme]));
}

/** From what is near the ground to what stands out from it: lightness says as much as hue does. */
function rampOf(theme: ThemeName): Rgb[] {
  return Array.from({ length: STEPS }, (_, k) => {
    const t = k / (STEPS - 1);
    const l = theme === 'day' ? 0.8 - 0.47 * t : 0.42 + 0.47 * t;
    const h = theme === 'day' ? 95 - 165 * t : 285 - 195 * t;
    return fromOklch({ l, c: 0.11 + 0.03 * Math.sin(Math.PI * t), h: (h + 360) % 360 });
  });
}

function within(rgb: Rgb, [least, most]: readonly [number, number]): Rgb {
  const colour = toOklch(rgb);
  return fromOklch({ ...colour, l: Math.max(least, Math.min(most, colour.l)) });
}

function put(rgb: Uint8Array, i: number, [r, g, b]: Rgb): void {
  rgb[3 * i] = r;
  rgb[3 * i + 1] = g;
  rgb[3 * i + 2] = b;
}
