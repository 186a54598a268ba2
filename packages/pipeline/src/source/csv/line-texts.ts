import { textLines } from '../text/lines.js';
import type { PlainText } from '../text/plain-text.js';

/** A range of lines, 1-based. */
export interface Lines {
  line: number;
  lines: number;
}

/** The text of some ranges of lines, each cut at 1,000 characters; `wanted` ascends and does not overlap. */
export async function lineTexts(text: PlainText, wanted: Lines[]): Promise<string[]> {
  const texts: string[] = [];
  if (wanted.length === 0) return texts;
  let number = 0;
  let range = '';
  for await (const { line } of textLines(text)) {
    number++;
    const { line: first, lines } = wanted[texts.length]!;
    if (number < first) continue;
    if (range.length <= MOST) range += number === first ? line : `\n${line}`;
    if (number < first + lines - 1) continue;
    texts.push(cut(range));
    if (texts.length === wanted.length) return texts;
    range = '';
  }
  return texts;
}

const MOST = 1000;

function cut(text: string): string {
  // A pair of surrogates is one character.
  return text.slice(0, MOST).replace(/[\uD800-\uDBFF]$/, '');
}
