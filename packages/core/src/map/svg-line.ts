import { isRightToLeft } from './script.js';
import type { Line } from './set-lines.js';
import { svgNumber, svgText } from './svg-text.js';

/** From the middle of a line down to its letters' feet, in type sizes: half of ascent less descent, as each family has them. */
export const BASELINE = { serif: 0.335, sans: 0.312 } as const;

/** A line by its left or right end and its middle. */
export function svgWordLine(
  line: Line,
  x: number,
  middle: number,
  align: 'left' | 'right',
  ink: string,
): string {
  const { text, family, weight, size } = line;
  const y = middle + BASELINE[family] * size;
  const rtl = isRightToLeft(text);
  const anchor = (align === 'left') === rtl ? 'end' : 'start';
  return (
    `<text x="${svgNumber(x)}" y="${svgNumber(y)}" class="${family}" font-weight="${weight}" font-size="${svgNumber(size)}" ` +
    `text-anchor="${anchor}"${rtl ? ' direction="rtl"' : ''} fill="${ink}">${svgText(text)}</text>`
  );
}
