import { type Columns, didYouMean, ParallaxError } from '@parallax-map/core';
import { parseTemplate, type Template } from './template.js';

/** The columns section with its templates taken apart, every column known to be in the table. */
export interface Roles {
  text: Template;
  link: Template | null;
  linkFallback: Template | null;
  /** Every column that any role reads. */
  reads: Set<string>;
}

/**
 * @param columns the decisions; text may still be open
 * @param names columns of the table
 * @throws ParallaxError COLUMN_MISSING naming each column that the table lacks, with the nearest it has;
 *   RECIPE_INVALID where a template cannot be read
 */
export function readRoles(
  columns: Omit<Columns, 'text'> & { text: string | null },
  by: string | null,
  names: string[],
  table: string,
): Roles {
  const text = columns.text === null ? NO_TEXT : template(columns.text, 'text', names);
  const link = columns.link === null ? null : template(columns.link, 'link', names);
  const fallback =
    columns.linkFallback === null ? null : template(columns.linkFallback, 'linkFallback', names);
  const wanted: [role: string, column: string | null][] = [
    ...text.columns.map((column): [string, string] => ['text', column]),
    ['id', columns.id],
    ['title', columns.title],
    ['time', columns.time],
    ['image', columns.image],
    ['weight', columns.weight],
    ...columns.facets.map((column): [string, string] => ['facets', column]),
    ...(link?.columns ?? []).map((column): [string, string] => ['link', column]),
    ...(fallback?.columns ?? []).map((column): [string, string] => ['linkFallback', column]),
    ['by', by],
  ];
  const reads = new Set<string>();
  const missing: string[] = [];
  for (const [role, column] of wanted) {
    if (column === null) continue;
    if (names.includes(column)) reads.add(column);
    else missing.push(`"${column}" (${role}).${didYouMean(column, names)}`);
  }
  if (missing.length > 0) {
    throw new ParallaxError(
      'COLUMN_MISSING',
      `${table} has no column ${missing.join(' Nor ')} It has ${names.map((name) => `"${name}"`).join(', ')}.`,
    );
  }
  return { text, link, linkFallback: fallback, reads };
}

const NO_TEXT: Template = { literals: [''], columns: [] };

/** A role that takes a template also takes the bare name of a column. */
function template(value: string, role: string, names: string[]): Template {
  if (names.includes(value)) return { literals: ['', ''], columns: [value] };
  const parsed = parseTemplate(value, `data.columns.${role}`);
  const bare = parsed.columns.length === 0 && (role === 'text' || !value.includes('/'));
  return bare ? { literals: ['', ''], columns: [value] } : parsed;
}
