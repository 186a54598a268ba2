/**
 * Folds case, accents and compatibility forms, so that "Amelie" finds "Amélie" and "ＡＢＣ" finds "abc". Vowel
 * signs of Indic scripts stay: without them words fall together.
 */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(/[øłđæœßıðþ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFC');
}

/** Nothing here has an accent, and most texts of a large table are such. */
const PLAIN = /^[ -~]*$/;

/** Accents, vowel points and stretched joins; the marks that make か into が are part of the letter. */
const MARKS =
  /(?=\p{M})(?!\u3099|\u309a)[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Cyrillic}]|\u0640/gu;

/** Letters that Unicode does not take apart. */
const LETTERS: Record<string, string> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ı: 'i',
  ð: 'd',
  þ: 'th',
};
