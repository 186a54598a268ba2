import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

/** Never a letter: drawn as what a canvas draws where no font has one. */
const NO_LETTER = '\u{10ffff}';
const SIDE = 32;

/** Scripts by the names people know them by; what is not here is told by a letter of it. */
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['Arabic', /\p{Script=Arabic}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Bengali', /\p{Script=Bengali}/u],
  ['Burmese', /\p{Script=Myanmar}/u],
  ['Chinese characters', /\p{Script=Han}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  ['Ethiopic', /\p{Script=Ethiopic}/u],
  ['Georgian', /\p{Script=Georgian}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Gujarati', /\p{Script=Gujarati}/u],
  ['Gurmukhi', /\p{Script=Gurmukhi}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Japanese kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Kannada', /\p{Script=Kannada}/u],
  ['Khmer', /\p{Script=Khmer}/u],
  ['Korean', /\p{Script=Hangul}/u],
  ['Lao', /\p{Script=Lao}/u],
  ['Latin', /\p{Script=Latin}/u],
  ['Malayalam', /\p{Script=Malayalam}/u],
  ['Mongolian', /\p{Script=Mongolian}/u],
  ['Oriya', /\p{Script=Oriya}/u],
  ['Sinhala', /\p{Script=Sinhala}/u],
  ['Tamil', /\p{Script=Tamil}/u],
  ['Telugu', /\p{Script=Telugu}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Tibetan', /\p{Script=Tibetan}/u],
];

/**
 * Scripts with letters in these texts that no font of the stack has, nor the system: they are drawn as empty
 * boxes. In the order of their first such letter.
 *
 * @param families as a canvas takes them
 */
export function missingScripts(texts: readonly string[], families: string): string[] {
  const letters = new Set(texts.flatMap((text) => text.match(/\p{Letter}/gu) ?? []));
  const context = createCanvas(SIDE, SIDE).getContext('2d', { willReadFrequently: true });
  const box = drawn(context, NO_LETTER, families);
  const missing = new Set<string>();
  for (const letter of letters) {
    // The main fonts have the whole of ASCII.
    if (letter <= '~') continue;
    const script = scriptNameOf(letter);
    if (!missing.has(script) && drawn(context, letter, families).equals(box)) missing.add(script);
  }
  return [...missing];
}

function scriptNameOf(letter: string): string {
  const known = SCRIPTS.find(([, letters]) => letters.test(letter));
  if (known) return known[0];
  const code = letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  // Letters of one script stand together: the block says enough, and is said once.
  return `the script of U+${code.slice(0, -2)}xx`;
}

function drawn(context: SKRSContext2D, letter: string, families: string): Buffer {
  context.clearRect(0, 0, SIDE, SIDE);
  context.font = `20px ${families}`;
  context.fillText(letter, 4, 22);
  return Buffer.from(context.getImageData(0, 0, SIDE, SIDE).data);
}
