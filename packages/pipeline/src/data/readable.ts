/**
 * Characters (UTF-16 code units) of a text that are read: more than any encoder or reader takes in, and few enough
 * that one cell of megabytes, a log or a book pasted whole, does not hold up the others.
 */
export const MOST_CHARACTERS = 1_000_000;

/** The beginning of a text that is read; nearly always all of it. Half a surrogate pair is not left at the end. */
export function readable(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const last = text.charCodeAt(MOST_CHARACTERS - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHalf ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
}
