import chardet from 'chardet';
import { ParallaxError } from '@parallax-map/core';

/**
 * The encoding that bytes which are not UTF-8 are most likely in, by its WHATWG name. A detector weighs the
 * frequencies of byte pairs by language; where it knows none, windows-1252, the most frequent by far.
 *
 * @param sample lines with bytes beyond ASCII
 */
export function detectEncoding(sample: Uint8Array): string {
  for (const { name, confidence } of chardet.analyse(sample)) {
    const encoding = nameOf(name);
    if (confidence < CLEAR || encoding === null || encoding.startsWith('utf-')) continue;
    if (!MANY_BYTES.has(encoding) || decodes(sample, encoding)) return encoding;
  }
  return 'windows-1252';
}

/**
 * WHATWG name of an encoding as a person calls it.
 *
 * @throws ParallaxError RECIPE_INVALID where there is none of that name
 */
export function encodingNamed(label: string): string {
  const encoding = nameOf(label);
  if (encoding !== null) return encoding;
  throw new ParallaxError(
    'RECIPE_INVALID',
    `data.encoding must be auto or an encoding that browsers know, such as utf-8, windows-1252, iso-8859-2, shift_jis or gb18030; got "${label}"`,
  );
}

/** Of 100; below it the detector guesses. */
const CLEAR = 20;
const MANY_BYTES = new Set(['shift_jis', 'euc-jp', 'iso-2022-jp', 'gb18030', 'gbk', 'big5', 'euc-kr']);

function nameOf(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

/** Whether nearly all of the sample is valid; its last character may be cut off, and a damaged byte proves little. */
function decodes(sample: Uint8Array, encoding: string): boolean {
  const text = new TextDecoder(encoding).decode(sample);
  return (text.match(/\uFFFD/g)?.length ?? 0) <= 1 + text.length / 500;
}
