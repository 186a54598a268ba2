import type { MapCanvas, MapFonts } from './canvas.js';
import type { Frame } from './draw-labels.js';
import { drawLegend } from './draw-legend.js';
import { layOutLegend, type Legend, type LegendLayout } from './legend.js';
import { isRightToLeft } from './script.js';
import { lineFont, setLines, type Line, type TextMeasure, type LineType } from './set-lines.js';
import { THEMES, type ThemeName } from './themes.js';

/** What stands around the map; each may be missing or empty. */
export interface MapWords {
  /** Above the map, in the serif. */
  title?: string;
  /** Under the title. */
  subtitle?: string;
  /** Below the map; see {@link mapCaption}. */
  caption?: string;
  /** Below, at the right: where the rows are from. */
  credit?: string;
  /** Below the credit: what dots under a name mean. Drawn only where a name has them. */
  doubtKey?: string;
  /** Above the caption: what colours mean. */
  legend?: Legend | null | undefined;
}

/** Blocks of lines where they will stand. Lengths are CSS pixels. */
export interface WordsLayout {
  margin: number;
  head: Block;
  foot: Block;
  credit: Block;
  /** Above foot and credit. */
  legend: LegendLayout | null;
}

export interface Block {
  align: 'left' | 'right';
  lines: Line[];
  /** Of the whole block; of no size where there are no lines. */
  box: Frame;
}

const WIDEST_MARGIN = 44;
/** From a legend down to the caption, CSS pixels. */
const OVER_CAPTION = 6;

/** "2,436 of 5,000 films have a topic; the rest fit none tightly enough." */
export function mapCaption(rows: number, noise: number, noun = 'rows'): string {
  const count = (n: number): string => n.toLocaleString('en-US');
  if (noise === 0) return `All ${count(rows)} ${noun} have a topic.`;
  if (noise === rows) return `None of the ${count(rows)} ${noun} has a topic: none fit tightly enough.`;
  return `${count(rows - noise)} of ${count(rows)} ${noun} have a topic; the rest fit none tightly enough.`;
}

export function wordsLayout(
  context: TextMeasure,
  words: MapWords,
  size: { width: number; height: number },
  fonts: MapFonts,
): WordsLayout {
  const margin = Math.min(WIDEST_MARGIN, 0.045 * size.width);
  const free = size.width - 2 * margin;
  const title = Math.min(42, Math.max(20, size.width / 34));
  const large: LineType = { family: 'serif', weight: 500, size: title, ink: 'ink', height: title * 1.2 };
  const middle: LineType = { family: 'sans', weight: 400, size: 15, ink: 'muted', height: 22 };
  const small: LineType = { family: 'sans', weight: 400, size: 13.5, ink: 'muted', height: 19 };
  const set = (text: string | undefined, type: LineType, room: number, most: number): Line[] =>
    setLines(context, text, type, fonts, room, most);
  const head = [...set(words.title, large, free, 2), ...set(words.subtitle, middle, free, 2)];
  const beside = size.width >= 720 && words.caption && (words.credit || words.doubtKey);
  const foot = set(words.caption, small, beside ? free * 0.62 : free, 3);
  const aside = beside ? free * 0.34 : free;
  const credit = [...set(words.credit, small, aside, 2), ...set(words.doubtKey, small, aside, 2)];
  if (!beside) foot.push(...credit.splice(0));
  const edge = 0.8 * margin;
  const left = margin;
  const right = size.width - margin;
  const low = size.height - edge;
  const below = {
    foot: { align: 'left' as const, lines: foot, box: boxOf(foot, { left, bottom: low }) },
    credit: { align: 'right' as const, lines: credit, box: boxOf(credit, { right, bottom: low }) },
  };
  const under = Math.min(below.foot.box.top, below.credit.box.top);
  const bottom = under < low ? under - OVER_CAPTION : low;
  return {
    margin,
    head: { align: 'left', lines: head, box: boxOf(head, { left, top: edge }) },
    ...below,
    legend: words.legend ? layOutLegend(context, words.legend, { left, width: free, bottom }, fonts) : null,
  };
}

/** A legend and nothing else around the map. */
export function legendAlone(
  context: TextMeasure,
  legend: Legend,
  at: { left: number; width: number; bottom: number },
  fonts: MapFonts,
): WordsLayout {
  const nothing = (align: 'left' | 'right'): Block => ({
    align,
    lines: [],
    box: boxOf([], { left: 0, top: 0 }),
  });
  const around = { head: nothing('left'), foot: nothing('left'), credit: nothing('right') };
  return { margin: at.left, ...around, legend: layOutLegend(context, legend, at, fonts) };
}

/** All lines of what stands around the map. */
export function linesAround({ head, foot, credit, legend }: WordsLayout): Line[] {
  const said = legend === null ? [] : legend.words.map(({ line }) => line);
  return [...head.lines, ...foot.lines, ...credit.lines, ...said];
}

export function drawWords(
  context: MapCanvas,
  { head, foot, credit, legend }: WordsLayout,
  theme: ThemeName,
  fonts: MapFonts,
): void {
  context.letterSpacing = '0px';
  context.textBaseline = 'middle';
  for (const { align, lines, box } of [head, foot, credit]) {
    context.textAlign = align;
    let y = box.top;
    for (const line of lines) {
      context.font = lineFont(line, fonts);
      context.fillStyle = THEMES[theme][line.ink];
      context.direction = isRightToLeft(line.text) ? 'rtl' : 'ltr';
      context.fillText(line.text, box[align], y + line.height / 2);
      y += line.height;
    }
  }
  if (legend !== null) drawLegend(context, legend, theme, fonts);
}

function boxOf(lines: readonly Line[], at: Partial<Frame>): Frame {
  const width = Math.max(0, ...lines.map((line) => line.width));
  const height = lines.reduce((sum, line) => sum + line.height, 0);
  const left = at.left ?? at.right! - width;
  const top = at.top ?? at.bottom! - height;
  return { left, top, right: left + width, bottom: top + height };
}
