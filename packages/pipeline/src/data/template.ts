import { ParallaxError } from '@parallax-map/core';

/** Text with columns in braces, taken apart: `literals[i]` stands before `columns[i]`, the last one behind all. */
export interface Template {
  literals: string[];
  columns: string[];
}

/**
 * Takes a template such as "{title}. {overview}" apart; "{{" and "}}" stand for braces.
 *
 * @param place where it stands in the recipe, for the message
 * @throws ParallaxError RECIPE_INVALID where a brace is alone
 */
export function parseTemplate(template: string, place: string): Template {
  const literals = [''];
  const columns: string[] = [];
  const pieces = template.match(/\{\{|\}\}|\{[^{}]+\}|[{}]|[^{}]+/g) ?? [];
  for (const piece of pieces) {
    if (piece === '{' || piece === '}') {
      throw new ParallaxError(
        'RECIPE_INVALID',
        `${place} must hold columns in braces, as in "{title}", and "{{" for a brace; got "${template}"`,
      );
    }
    if (piece === '{{' || piece === '}}') literals[columns.length] += piece[0]!;
    else if (piece.startsWith('{')) {
      columns.push(piece.slice(1, -1).trim());
      literals.push('');
    } else literals[columns.length] += piece;
  }
  return { literals, columns };
}

/**
 * Fills a template with cells, blanks as ''. What stands around a blank goes with it, so that nothing dangles:
 * "{title}. {overview} ({year})" is "Heat (1995)" without an overview, and '' with all blank.
 */
export function fillText({ literals, columns }: Template, cells: readonly string[]): string {
  let text = '';
  let begun = false;
  for (let i = 0; i <= columns.length; i++) {
    const { closing, between, opening } = around(literals[i]!, i > 0, i < columns.length);
    const before = i > 0 && cells[i - 1] !== '';
    const after = i < columns.length && cells[i] !== '';
    if (before) text += closing;
    if (after)
      text += (begun || i === 0 ? between : between.replace(/^[\s\p{P}]+/u, '')) + opening + cells[i]!;
    else if (i === columns.length && (before || columns.length === 0)) text += between;
    begun ||= after;
  }
  return text.trim();
}

/** Fills the template of an address, cells URL-encoded; undefined where a column it needs is blank. */
export function fillAddress({ literals, columns }: Template, cells: readonly string[]): string | undefined {
  if (cells.some((cell) => cell === '')) return undefined;
  // A template that is one column holds whole addresses already.
  const whole = columns.length === 1 && literals.every((literal) => literal === '');
  const filled = columns.map((_, i) => (whole ? cells[i]! : encodeURIComponent(wellFormed(cells[i]!))));
  const address = literals.map((literal, i) => literal + (filled[i] ?? '')).join('');
  // Only these may be opened by a click: a table must not bring scripts along.
  return /^https?:\/\//i.test(address) ? address : undefined;
}

/** Half a surrogate pair has no URL encoding; U+FFFD stands for it. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** Brackets and quotes at the ends of a literal belong to the column they enclose. */
function around(
  literal: string,
  afterColumn: boolean,
  beforeColumn: boolean,
): Record<'closing' | 'between' | 'opening', string> {
  const closing = afterColumn ? /^[)\]}»”"]*/.exec(literal)![0] : '';
  const rest = literal.slice(closing.length);
  const opening = beforeColumn && afterColumn ? /[([{«“"]*$/.exec(rest)![0] : '';
  return { closing, between: rest.slice(0, rest.length - opening.length), opening };
}
