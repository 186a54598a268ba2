/** Scripts written without spaces: each character is a word to the search, so that any part of a title is found. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The words of a folded text, in order. */
export function tokens(folded: string): string[] {
  if (PLAIN.test(folded)) return folded.replace(/([a-z])'([a-z])/g, '$1$2').match(/[a-z0-9]+/g) ?? [];
  const words = folded.replace(/(\p{L})['’](\p{L})/gu, '$1$2').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.flatMap((word) => (UNSPACED.test(word) ? characters(word) : [word]));
}

/** Whether it is a character of a script written without spaces: a word by itself. */
export function isUnspaced(character: string): boolean {
  return UNSPACED.test(character);
}

/** Folded text in which a character is a byte. */
const PLAIN = /^[ -@[-~]*$/;

/** Characters with the marks that belong to them; runs of a spaced script inside stay whole. */
function characters(word: string): string[] {
  const parts: string[] = [];
  let run = '';
  for (const mark of word) {
    if (UNSPACED.test(mark)) {
      if (run !== '') parts.push(run);
      run = '';
      parts.push(mark);
    } else run += mark;
  }
  if (run !== '') parts.push(run);
  return parts;
}
