import type { MapCanvas, MapFonts } from './canvas.js';
import type { Frame } from './draw-labels.js';
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

interface Line {
  text: string;
  font: string;
  ink: 'ink' | 'muted';
  width: number;
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

export function wordsLayout(
  context: MapCanvas,
  words: MapWords,
  size: { width: number; height: number },
  fonts: MapFonts,
): WordsLayout {
  const margin = Math.min(WIDEST_MARGIN, 0.045 * size.width);
  const free = size.width - 2 * margin;
  const title = Math.min(42, Math.max(20, size.width / 34));
  const large = { font: `500 ${title}px ${fonts.serif}`, ink: 'ink', height: title * 1.2 } as const;
  const middle = { font: `400 15px ${fonts.sans}`, ink: 'muted', height: 22 } as const;
  const small = { font: `400 13.5px ${fonts.sans}`, ink: 'muted', height: 19 } as const;
  const head = [
    ...set(context, words.title, large, free, 2),
    ...set(context, words.subtitle, middle, free, 2),
  ];
  const beside = size.width >= 720 && words.caption && (words.credit || words.doubtKey);
  const foot = set(context, words.caption, small, beside ? free * 0.62 : free, 3);
  const aside = beside ? free * 0.34 : free;
  const credit = [
    ...set(context, words.credit, small, aside, 2),
    ...set(context, words.doubtKey, small, aside, 2),
  ];
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

export function drawWords(context: MapCanvas, { head, foot, credit }: WordsLayout, theme: ThemeName): void {
  context.letterSpacing = '0px';
  context.textBaseline = 'middle';
  for (const { align, lines, box } of [head, foot, credit]) {
    context.textAlign = align;
    let y = box.top;
    for (const line of lines) {
      context.font = line.font;
      context.fillStyle = THEMES[theme][line.ink];
      context.direction = isRightToLeft(line.text) ? 'rtl' : 'ltr';
      context.fillText(line.text, box[align], y + line.height / 2);
      y += line.height;
    }
  }
}

function set(
  context: MapCanvas,
  text: string | undefined,
  type: Pick<Line, 'font' | 'ink' | 'height'>,
  room: number,
  most: number,
): Line[] {
  return wrap(context, text ?? '', type.font, room, most).map((line) => ({
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
function wrap(context: MapCanvas, text: string, font: string, width: number, most: number): string[] {
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
