/**
 * Breaks text at blanks into lines of at most `width` columns; lines after the first begin with `indent` blanks.
 * A word longer than a line stays whole, and a number with its per cent sign. With an infinite width there is one line.
 */
export function wrap(text: string, width: number, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S) (?=[^\s%])/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || columns(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    }
  }
  return [...lines, line].join('\n');
}

/** Columns that a terminal gives a text: two for letters of East Asia and for pictures, none for marks on a letter. */
export function columns(text: string): number {
  let width = 0;
  for (const letter of text) width += NONE.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1;
  return width;
}

const NONE = /[\p{Mn}\p{Me}\p{Cf}]/u;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
