import type { MapCanvas, MapFonts } from './canvas.js';
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
}

/** Lines as they will stand, and the room they take at the top and bottom, in CSS pixels. */
export interface WordsLayout {
  margin: number;
  top: number;
  bottom: number;
  head: Line[];
  foot: Line[];
  creditLines: Line[];
}

interface Line {
  text: string;
  font: string;
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

export function wordsLayout(
  context: MapCanvas,
  words: MapWords,
  width: number,
  fonts: MapFonts,
): WordsLayout {
  const margin = Math.min(WIDEST_MARGIN, 0.045 * width);
  const free = width - 2 * margin;
  const title = Math.min(34, Math.max(20, width / 34));
  const set = (
    text: string | undefined,
    font: string,
    ink: Line['ink'],
    height: number,
    room: number,
    most: number,
  ) => wrap(context, text ?? '', font, room, most).map((line): Line => ({ text: line, font, ink, height }));
  const head = [
    ...set(words.title, `500 ${title}px ${fonts.serif}`, 'ink', title * 1.2, free, 2),
    ...set(words.subtitle, `400 15px ${fonts.sans}`, 'muted', 22, free, 2),
  ];
  const small = `400 13.5px ${fonts.sans}`;
  const beside = width >= 720 && words.caption && words.credit;
  const foot = set(words.caption, small, 'muted', 19, beside ? free * 0.62 : free, 3);
  const creditLines = set(words.credit, small, 'muted', 19, beside ? free * 0.34 : free, 2);
  if (!beside) foot.push(...creditLines.splice(0));
  const room = (lines: Line[]): number =>
    margin + (lines.length ? lines.reduce((sum, { height }) => sum + height, 0) + margin * 0.35 : 0);
  return {
    margin,
    top: room(head),
    bottom: Math.max(room(foot), room(creditLines)),
    head,
    foot,
    creditLines,
  };
}

export function drawWords(
  context: MapCanvas,
  layout: WordsLayout,
  width: number,
  height: number,
  theme: ThemeName,
): void {
  const { margin, head, foot, creditLines } = layout;
  context.letterSpacing = '0px';
  context.textBaseline = 'middle';
  const column = (lines: Line[], x: number, top: number, align: 'left' | 'right'): void => {
    let y = top;
    for (const line of lines) {
      context.textAlign = align;
      context.font = line.font;
      context.fillStyle = THEMES[theme][line.ink];
      context.fillText(line.text, x, y + line.height / 2);
      y += line.height;
    }
  };
  const tall = (lines: Line[]): number => lines.reduce((sum, line) => sum + line.height, 0);
  column(head, margin, margin * 0.8, 'left');
  column(foot, margin, height - margin * 0.8 - tall(foot), 'left');
  column(creditLines, width - margin, height - margin * 0.8 - tall(creditLines), 'right');
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
