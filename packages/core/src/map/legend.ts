import type { MapFonts } from './canvas.js';
import type { Frame } from './draw-labels.js';
import { setLines, type Line, type TextMeasure, type LineType } from './set-lines.js';

/** What the colours of points mean where they do not mean topics, which the names say. */
export type Legend =
  | {
      kind: 'categories';
      column: string;
      entries: { value: string; colour: string; count: number }[];
      /** Values that share the colour of dust. */
      others: number;
    }
  | { kind: 'ramp'; name: string; from: string; to: string; colours: string[]; about: string };

/** A legend where it will stand. Lengths are CSS pixels. */
export interface LegendLayout {
  box: Frame;
  swatches: { x: number; y: number; colour: string }[];
  ramp: { left: number; y: number; width: number; colours: string[] } | null;
  /** Lines by their left end and middle. */
  words: { left: number; y: number; line: Line }[];
}

/** Across a swatch, and high as a ramp. */
export const SWATCH = 9;
const RAMP = 132;
const GAP = { inside: 6, between: 18 };
/** A value that is longer is cut. */
const LONGEST = 200;
const SAID: LineType = { family: 'sans', weight: 400, size: 13.5, ink: 'muted', height: 22 };
const TITLE: LineType = { ...SAID, ink: 'ink' };

type Part = { kind: 'swatch'; colour: string } | { kind: 'ramp' } | { kind: 'words'; line: Line };

/**
 * Lays a legend out line by line: what is coloured by, then each value after its swatch, or both ends beside the ramp.
 *
 * @param at its left edge, how wide it may be, and where its last line ends
 */
export function layOutLegend(
  context: TextMeasure,
  legend: Legend,
  { left, width, bottom }: { left: number; width: number; bottom: number },
  fonts: MapFonts,
): LegendLayout {
  const words = (text: string, type: LineType, room: number): Part[] =>
    setLines(context, text, type, fonts, room, 1).map((line) => ({ kind: 'words', line }));
  const items = itemsOf(legend, width, words);
  const lines: { x: number; item: Part[] }[][] = [[]];
  let x = 0;
  let most = 0;
  for (const item of items) {
    const wide = widthOf(item);
    if (x > 0 && x + wide > width) {
      lines.push([]);
      x = 0;
    }
    lines.at(-1)!.push({ x, item });
    most = Math.max(most, x + wide);
    x += wide + GAP.between;
  }
  const top = bottom - lines.length * SAID.height;
  const laid: LegendLayout = {
    box: { left, top, right: left + most, bottom },
    ...{ swatches: [], ramp: null, words: [] },
  };
  lines.forEach((line, k) => {
    const y = top + (k + 0.5) * SAID.height;
    for (const { x, item } of line) put(laid, item, left + x, y, legend);
  });
  return laid;
}

/** What is said of values that have no colour of their own. */
export function othersInWords(others: number): string {
  return `${others.toLocaleString('en-US')} other ${others === 1 ? 'value' : 'values'} and blanks as dust`;
}

/** Everything that a legend may have to write. */
export function legendTexts(legend: Legend): string[] {
  if (legend.kind === 'ramp') return [legend.name, legend.from, legend.to, legend.about];
  return [legend.column, ...legend.entries.map(({ value }) => value)];
}

function itemsOf(
  legend: Legend,
  width: number,
  words: (text: string, type: LineType, room: number) => Part[],
): Part[][] {
  const named = (name: string) => words(name.replaceAll('_', ' '), TITLE, width);
  if (legend.kind === 'ramp') {
    const { name, from, to, about } = legend;
    const scale: Part[] = [...words(from, SAID, LONGEST), { kind: 'ramp' }, ...words(to, SAID, LONGEST)];
    return [named(name), scale, ...(about === '' ? [] : [words(about, SAID, width)])];
  }
  const { column, entries, others } = legend;
  return [
    named(column),
    ...entries.map(({ value, colour, count }): Part[] => [
      { kind: 'swatch', colour },
      ...words(value, TITLE, LONGEST),
      ...words(count.toLocaleString('en-US'), SAID, LONGEST),
    ]),
    ...(others === 0 ? [] : [words(othersInWords(others), SAID, width)]),
  ];
}

function widthOf(item: readonly Part[]): number {
  return item.reduce((sum, part) => sum + partWidth(part), GAP.inside * Math.max(0, item.length - 1));
}

function partWidth(part: Part): number {
  if (part.kind === 'words') return part.line.width;
  return part.kind === 'ramp' ? RAMP : SWATCH;
}

function put(laid: LegendLayout, item: readonly Part[], left: number, y: number, legend: Legend): void {
  for (const part of item) {
    if (part.kind === 'words') laid.words.push({ left, y, line: part.line });
    else if (part.kind === 'swatch') laid.swatches.push({ x: left + SWATCH / 2, y, colour: part.colour });
    else if (legend.kind === 'ramp') laid.ramp = { left, y, width: RAMP, colours: legend.colours };
    left += partWidth(part) + GAP.inside;
  }
}
