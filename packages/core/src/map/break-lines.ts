import type { LabelStyle } from './label-style.js';

/** Width in CSS pixels of a line of text, letter-spacing included. */
export type Measure = (text: string, style: LabelStyle) => number;

/** Lines longer than this many times the type size are broken in two, if they can be. */
const BREAK_AT = 9;
/** Lines longer than this many times the type size are cut. */
const CUT_AT = 14;

/**
 * One line, or two of nearly equal length, broken between words (or, in scripts that don't part words, where
 * the language allows); three where the room is narrow. A line past all measure is cut with an ellipsis; type is never
 * shrunk.
 *
 * @param room CSS pixels that no line may be wider than
 */
export function breakLines(text: string, style: LabelStyle, room: number, measure: Measure): string[] {
  const spaced = style.size + style.letterSpacing;
  const width = measure(text, style);
  if (width <= Math.min(BREAK_AT * spaced, room)) return [text];
  const most = Math.min(CUT_AT * spaced, room);
  const fits = (lines: readonly string[]) => lines.every((line) => measure(line, style) <= most);
  const halves = halve(text, style, measure);
  if (fits(halves)) return halves;
  // What is too long for two lines on a screen of any width is too long for a name.
  if (room < CUT_AT * spaced) {
    const thirds = breaks(text)
      .map((place) => [text.slice(0, place).trim(), ...halve(text.slice(place).trim(), style, measure)])
      .find((lines) => fits(lines));
    if (thirds !== undefined) return thirds;
  }
  return fill(text, most, style, measure).map((line) => cut(line, most, style, measure));
}

function halve(text: string, style: LabelStyle, measure: Measure): string[] {
  let best = [text];
  let bestWidth = measure(text, style);
  for (const place of breaks(text)) {
    const lines = [text.slice(0, place).trim(), text.slice(place).trim()];
    const width = Math.max(measure(lines[0], style), measure(lines[1], style));
    if (width < bestWidth) [best, bestWidth] = [lines, width];
  }
  return best;
}

/** As much on the first line as fits; the second takes the rest. */
function fill(text: string, most: number, style: LabelStyle, measure: Measure): string[] {
  const fitting = breaks(text).filter((place) => measure(text.slice(0, place).trim(), style) <= most);
  const last = fitting.at(-1);
  return last === undefined ? [text] : [text.slice(0, last).trim(), text.slice(last).trim()];
}

/** Offsets where a line may begin: after spaces, or between words of a script without spaces. */
function breaks(text: string): number[] {
  const parts = /\s/u.test(text) ? text.split(/(?<=\s)/u) : segments(text, 'word');
  const places: number[] = [];
  let at = 0;
  for (const part of parts) {
    // A line begins with a word or what joins it to the one before, and never ends with such a joint.
    if (
      at > 0 &&
      /^[\p{Letter}\p{Number}\p{Open_Punctuation}\p{Initial_Punctuation}&+#@"'“‘]/u.test(part) &&
      !/[&+(–—]\s*$/u.test(text.slice(0, at))
    ) {
      places.push(at);
    }
    at += part.length;
  }
  return places;
}

function cut(line: string, width: number, style: LabelStyle, measure: Measure): string {
  if (measure(line, style) <= width) return line;
  const letters = segments(line, 'grapheme');
  let low = 1;
  let high = letters.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(cutAfter(letters, middle), style) <= width) low = middle;
    else high = middle - 1;
  }
  return cutAfter(letters, low);
}

function cutAfter(letters: readonly string[], count: number): string {
  return `${letters.slice(0, count).join('').trimEnd()}…`;
}

function segments(text: string, granularity: 'word' | 'grapheme'): string[] {
  const segmenter = new Intl.Segmenter('und', { granularity });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
