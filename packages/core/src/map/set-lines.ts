import type { MapCanvas, MapFonts } from './canvas.js';
import { fontOf } from './label-style.js';

/** A line of words, measured. */
export interface Line extends LineType {
  text: string;
  width: number;
}

/** How a line is set. */
export interface LineType {
  family: keyof MapFonts;
  weight: 400 | 500;
  size: number;
  ink: 'ink' | 'muted';
  height: number;
}

export type TextMeasure = Pick<MapCanvas, 'font' | 'letterSpacing' | 'measureText'>;

/** A text as lines no wider than `room`, at most so many. */
export function setLines(
  context: TextMeasure,
  text: string | undefined,
  type: LineType,
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

/** A line's type as a canvas takes it. */
export function lineFont({ family, weight, size }: LineType, fonts: MapFonts): string {
  return fontOf({ family: fonts[family], weight, size });
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
