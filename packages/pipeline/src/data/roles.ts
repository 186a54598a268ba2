import { type Columns, didYouMean, ParallaxError, type StudioPicture } from '@parallax-map/core';
import { parseTemplate, type Template } from './template.js';

/** The columns section with its templates taken apart, every column known to be in the table. */
export interface Roles {
  text: Template;
  link: Template | null;
  linkFallback: Template | null;
  /** Of one column. */
  image: Template | null;
  /** Every column that any role reads. */
  reads: Set<string>;
}

/**
 * @param columns the decisions; text may still be open
 * @param names columns of the table
 * @param own what a perspective reads beside the roles, by its place in the recipe
 * @throws ParallaxError COLUMN_MISSING naming each column that the table lacks, with the nearest it has;
 *   RECIPE_INVALID where a template cannot be read
 */
export function readRoles(
  columns: Omit<Columns, 'text'> & { text: string | null },
  by: string | null,
  names: string[],
  table: string,
  own: readonly [role: string, column: string | null][] = [],
): Roles {
  const text = columns.text === null ? NO_TEXT : template(columns.text, 'text', names);
  const link = columns.link === null ? null : template(columns.link, 'link', names);
  const fallback =
    columns.linkFallback === null ? null : template(columns.linkFallback, 'linkFallback', names);
  const image = columns.image === null ? null : template(columns.image, 'image', names);
  if (image !== null && image.columns.length !== 1) {
    throw new ParallaxError(
      'RECIPE_INVALID',
      `data.columns.image must be a column, or an address with one column in braces; got "${columns.image}"`,
    );
  }
  const wanted: [role: string, column: string | null][] = [
    ...text.columns.map((column): [string, string] => ['text', column]),
    ['id', columns.id],
    ['title', columns.title],
    ['time', columns.time],
    ...(image?.columns ?? []).map((column): [string, string] => ['image', column]),
    ['weight', columns.weight],
    ...columns.facets.map((column): [string, string] => ['facets', column]),
    ...(link?.columns ?? []).map((column): [string, string] => ['link', column]),
    ...(fallback?.columns ?? []).map((column): [string, string] => ['linkFallback', column]),
    ['by', by],
    ...own,
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
  return { text, link, linkFallback: fallback, image, reads };
}

/** Where the picture of a row is; null without the role. The recipe has been read by {@link readRoles}. */
export function pictureOf(image: string | null, names: string[]): StudioPicture | null {
  if (image === null) return null;
  const { literals, columns } = template(image, 'image', names);
  return { column: columns[0]!, before: literals[0]!, after: literals[1]! };
}

const NO_TEXT: Template = { literals: [''], columns: [] };

/** A role that takes a template also takes the bare name of a column. */
function template(value: string, role: string, names: string[]): Template {
  if (names.includes(value)) return { literals: ['', ''], columns: [value] };
  const parsed = parseTemplate(value, `data.columns.${role}`);
  const bare = parsed.columns.length === 0 && (role === 'text' || !value.includes('/'));
  return bare ? { literals: ['', ''], columns: [value] } : parsed;
}
