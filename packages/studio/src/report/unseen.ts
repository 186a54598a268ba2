/** A stretch of a text: as it stands, or a sign for a character that shows nothing. */
export interface Stretch {
  text: string;
  unseen: boolean;
}

/**
 * Control characters, marks that turn the direction of what follows, and halves of a surrogate pair. Joiners and
 * the Arabic signs around numbers belong to how words are written, so they stay.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200C|\u200D|[\u0600-\u0605\u06DD\u070F\u08E2])\p{Cf}/gu;

/** Parts a text so that characters which cannot be seen are said: a value from a table must look like what it is. */
export function stretches(text: string): Stretch[] {
  const found: Stretch[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > from) found.push({ text: text.slice(from, match.index), unseen: false });
    found.push({ text: sign(match[0]), unseen: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ text: text.slice(from), unseen: false });
  return found;
}

/** The first `most` UTF-16 units of a text, no character cut in two. */
export function head(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}

function sign(character: string): string {
  if (character === '\n') return '↵';
  if (character === '\t') return '⇥';
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
