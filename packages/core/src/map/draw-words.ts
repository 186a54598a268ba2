import type { MapCanvas, MapFonts } from './canvas.js';
import type { Frame } from './draw-labels.js';
import { fontOf } from './label-style.js';
import { isRightToLeft } from './script.js';
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
}

/** Blocks of lines where they will stand. Lengths are CSS pixels. */
export interface WordsLayout {
  margin: number;
  head: Block;
  foot: Block;
  credit: Block;
}

export interface Block {
  align: 'left' | 'right';
  lines: Line[];
  /** Of the whole block; of no size where there are no lines. */
  box: Frame;
}

export interface Line extends Type {
  text: string;
  width: number;
}

interface Type {
  family: keyof MapFonts;
  weight: 400 | 500;
  size: number;
  ink: 'ink' | 'muted';
  height: number;
}

const WIDEST_MARGIN = 44;

/** "2,436 of 5,000 films have a topic; the rest fit none tightly enough." */
export function mapCaption(rows: number, noise: number, noun = 'rows'): string {
  const count = (n: number): string => n.toLocaleString('en-US');
  if (noise === 0) return `All ${count(rows)} ${noun} have a topic.`;
  if (noise === rows) return `None of the ${count(rows)} ${noun} has a topic: none fit tightly enough.`;
  return `${count(rows - noise)} of ${count(rows)} ${noun} have a topic; the rest fit none tightly enough.`;
}

type TextMeasure = Pick<MapCanvas, 'font' | 'letterSpacing' | 'measureText'>;

export function wordsLayout(
  context: TextMeasure,
  words: MapWords,
  size: { width: number; height: number },
  fonts: MapFonts,
): WordsLayout {
  const margin = Math.min(WIDEST_MARGIN, 0.045 * size.width);
  const free = size.width - 2 * margin;
  const title = Math.min(42, Math.max(20, size.width / 34));
  const large: Type = { family: 'serif', weight: 500, size: title, ink: 'ink', height: title * 1.2 };
  const middle: Type = { family: 'sans', weight: 400, size: 15, ink: 'muted', height: 22 };
  const small: Type = { family: 'sans', weight: 400, size: 13.5, ink: 'muted', height: 19 };
  const set = (text: string | undefined, type: Type, room: number, most: number): Line[] =>
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
  return {
    margin,
    head: { align: 'left', lines: head, box: boxOf(head, { left, top: edge }) },
    foot: { align: 'left', lines: foot, box: boxOf(foot, { left, bottom: low }) },
    credit: { align: 'right', lines: credit, box: boxOf(credit, { right, bottom: low }) },
  };
}

export function drawWords(
  context: MapCanvas,
  { head, foot, credit }: WordsLayout,
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
}

function lineFont({ family, weight, size }: Type, fonts: MapFonts): string {
  return fontOf({ family: fonts[family], weight, size });
}

function setLines(
  context: TextMeasure,
  text: string | undefined,
  type: Type,
  fonts: MapFonts,
  room: number,
  most: number,
): Line[] {
  return wrap(context, text ?? '', lineFont(type, fonts), room, most).map((line) => ({
    ...type,
    text: line,
    width: context.measureText(line).width,
  }));
}

function boxOf(lines: readonly Line[], at: Partial<Frame>): Frame {
  const width = Math.max(0, ...lines.map((line) => line.width));
  const height = lines.reduce((sum, line) => sum + line.height, 0);
  const left = at.left ?? at.right! - width;
  const top = at.top ?? at.bottom! - height;
  return { left, top, right: left + width, bottom: top + height };
}

/** As many words to a line as fit; what is left over after the last line is cut with an ellipsis. */
function wrap(context: TextMeasure, text: string, font: string, width: number, most: number): string[] {
  context.font = font;
  context.letterSpacing = '0px';
  const fits = (line: string): boolean => context.measureText(line).width <= width;
  const lines: string[] = [];
  for (const word of text.normalize('NFC').split(/\s+/u).filter(Boolean)) {
    const last = lines.length - 1;
    const longer = last < 0 ? word : `${lines[last]} ${word}`;
    if (last < 0) lines.push(word);
    else if (fits(longer) || lines.length === most) lines[last] = longer;
    else lines.push(word);
  }
  return lines.map((line) => {
    if (fits(line)) return line;
    const letters = Array.from(line);
    while (letters.length > 1 && !fits(`${letters.join('')}…`)) letters.pop();
    return `${letters.join('').trimEnd()}…`;
  });
}
