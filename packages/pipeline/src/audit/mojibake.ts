import { decodeWindows1252 } from '../source/index.js';

/** What windows-1252 makes of the bytes 0x80 to 0xFF; five bytes have no letter there and stay controls. */
const LETTERS = decodeWindows1252(Uint8Array.from({ length: 128 }, (_, i) => 128 + i));
const BYTES = new Map([...LETTERS].map((letter, i) => [letter, 128 + i]));
/** A lead byte of UTF-8 with a byte that goes on, as they look in windows-1252. */
const GOES_ON = `[${LETTERS.slice(0, 0x40)}\\u0080-\\u009f]`;
const PAIR = new RegExp(`[\\u00c2-\\u00f4]${GOES_ON}`);
const RUN = /[^\u0000-\u007f]+/g; // eslint-disable-line no-control-regex -- ASCII is what runs end at
const UTF8 = new TextDecoder('utf-8', { fatal: true });
/**
 * What mends to a letter of these scripts, a sign or a picture was garbled; a letter with a quotation mark behind it
 * ("groß”") may decode to something too, but to nothing that anyone writes.
 */
const PLAUSIBLE =
  /^(?:[\u0900-\u0dff\u00a0-\u024f\u0370-\u04ff\u05d0-\u05ea\u0600-\u06ff\u0e00-\u0e7f\u1e00-\u1eff\u2000-\u2bff\u3000-\u9fff\uac00-\ud7a3\ufb00-\ufb06\uff00-\uffef]|\p{M}|\p{Extended_Pictographic})+$/u;

/** The same test in SQL, for the cells that are worth a look. */
export const MAY_BE_GARBLED_SQL = `regexp_matches(raw, '[\\x{C2}-\\x{F4}][${[...LETTERS]
  .slice(0, 0x40)
  .map((letter) => `\\x{${letter.codePointAt(0)!.toString(16)}}`)
  .join('')}\\x{80}-\\x{9F}]')`;

/**
 * A text as it was before its UTF-8 was read as windows-1252 ("CafÃ©" → "Café"); undefined where it was not. A run of
 * letters beyond ASCII is taken for garbled where its bytes in windows-1252 are UTF-8 and spell letters that people
 * write; a text is, where most of its runs are.
 */
export function mended(text: string): string | undefined {
  if (!PAIR.test(text)) return undefined;
  let garbled = 0;
  let sound = 0;
  const result = text.replace(RUN, (run) => {
    const before = decoded(run);
    if (before === undefined) sound++;
    else garbled++;
    return before ?? run;
  });
  return garbled > 0 && garbled >= sound ? result : undefined;
}

function decoded(run: string): string | undefined {
  const bytes = new Uint8Array(run.length);
  for (let i = 0; i < run.length; i++) {
    const letter = run[i]!;
    const unit = run.charCodeAt(i);
    // Read as Latin-1 the bytes 0x80 to 0x9F are controls.
    const byte = BYTES.get(letter) ?? (unit >= 0x80 && unit <= 0x9f ? unit : undefined);
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  try {
    const text = UTF8.decode(bytes);
    return PLAUSIBLE.test(text) && text.length < run.length ? text : undefined;
  } catch {
    return undefined;
  }
}
