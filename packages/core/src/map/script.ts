/** What a name's script allows: whether it has capitals, and whether its letters may be set apart. */
export interface Script {
  hasCase: boolean;
  /** False where letters join or stack (Arabic, Devanagari, Thai, …) or need no air (Han, Kana, Hangul). */
  mayBeSpaced: boolean;
}

const CASED = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}]/u;
const UNCASED =
  /[^\P{Letter}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Common}\p{Script=Inherited}]/u;
const SPACED = /^[\p{Script=Hebrew}\p{Script=Georgian}\P{Letter}]*$/u;

const RIGHT_TO_LEFT =
  /^\P{Letter}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Whether the first letter's script runs from right to left: so does the line, digits and ellipsis included. */
export function isRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** A name in more than one script is treated as the most restrictive of them asks. */
export function scriptOf(text: string): Script {
  const uncased = UNCASED.test(text);
  return { hasCase: CASED.test(text) && !uncased, mayBeSpaced: !uncased || SPACED.test(text) };
}
