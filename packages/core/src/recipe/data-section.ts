import { z } from 'zod';
import { decision } from './decision.js';

const columnName = z.string().min(1);

export const columnsSchema = z.strictObject({
  id: decision(
    columnName.nullable().default(null),
    'Column with an identifier for each row; blanks are allowed.',
    { flag: 'id', placeholder: 'column' },
  ),
  title: decision(columnName.nullable().default(null), 'Column shown as the name of a row.', {
    flag: 'title',
    placeholder: 'column',
  }),
  text: decision(
    z.string().min(1).nullable(),
    'What is encoded: a column, or a template such as "{title}. {overview}". null where there is nothing to read, and rows have places of their own (reduce.mapX).',
    { flag: 'text', placeholder: 'template' },
  ),
  time: decision(columnName.nullable().default(null), 'Column with a date or a year.', {
    flag: 'time',
    placeholder: 'column',
  }),
  image: decision(
    z.string().min(1).nullable().default(null),
    'Column with a picture: a path relative to the table, or an http(s) address; or an address with one column in braces: https://example.org/pictures/{poster}.',
    {
      flag: 'image',
      placeholder: 'template',
    },
  ),
  weight: decision(
    columnName.nullable().default(null),
    'Column with the importance of a row (votes, visits); larger points, first in search.',
    { flag: 'weight', placeholder: 'column' },
  ),
  facets: decision(z.array(columnName).default([]), 'Categorical columns to compare topics with.', {
    flag: 'facets',
    placeholder: 'columns',
  }),
  link: decision(
    z.string().min(1).nullable().default(null),
    'Address a click opens, as a template: https://example.org/item/{id}.',
    { flag: 'link', placeholder: 'template' },
  ),
  linkFallback: decision(
    z.string().min(1).nullable().default(null),
    'Address for rows where a column of `link` is blank: https://example.org/search?q={title}.',
    { flag: 'link-fallback', placeholder: 'template' },
  ),
});

export const auditSchema = z.strictObject({
  shortText: decision(
    z.int().min(0).max(10_000).default(20),
    'Characters below which a text is told as short, 0 to 10000; 20 is about three words, too few to place a row by its meaning.',
    { flag: 'audit-short-text', placeholder: 'characters' },
  ),
  kindShare: decision(
    z.number().min(0.5).max(1).default(0.9),
    'Share of the filled cells that must be dates, numbers or ids of one shape for the others to count as faults, 0.5 to 1.',
    { flag: 'audit-kind-share', placeholder: 'share' },
  ),
  alike: decision(
    z.number().min(0.5).max(1).default(0.98),
    'Share of rows on which two columns must agree to be told as nearly the same, or one must be constant or unique to be told as nearly so, 0.5 to 1.',
    { flag: 'audit-alike', placeholder: 'share' },
  ),
  boilerplate: decision(
    z.number().min(0).max(1).default(0.005),
    'Share of rows (and at least 5) that must have a sentence in common for it to be told as boilerplate, 0 to 1.',
    { flag: 'audit-boilerplate', placeholder: 'share' },
  ),
  language: decision(
    z.number().min(0).max(1).default(0.01),
    'Share of texts in languages that the encoder was not made for from which that is told, 0 to 1.',
    { flag: 'audit-language', placeholder: 'share' },
  ),
});

export const dataSchema = z.strictObject({
  source: decision(
    z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
    'The table, relative to the folder of this recipe; a pattern such as "../films-*.csv", or a list, joins several files of the same columns.',
  ),
  table: decision(
    z.string().min(1).nullable().default(null),
    'Table or view to read of a database (SQLite, DuckDB, Postgres), perhaps with its schema, such as "sales.films"; null takes the only one. Other files hold one table, whatever this says.',
    { flag: 'table', placeholder: 'name' },
  ),
  encoding: decision(
    z.string().min(1).default('auto'),
    'Encoding of text files by its WHATWG name, such as "windows-1252" or "shift_jis"; auto takes UTF-8 where the bytes are, then a byte order mark, then what a detector says.',
    { flag: 'text-encoding', placeholder: 'encoding' },
  ),
  delimiter: decision(
    z.string().length(1).nullable().default(null),
    'Character between the values of CSV; null takes the one of comma, semicolon, tab and bar that the header has most of.',
    { flag: 'delimiter', placeholder: 'character' },
  ),
  mostRejected: decision(
    z.number().min(0).max(1).default(0.05),
    'Largest share of lines that may be no rows of the table and go to rejects.csv, 0 to 1; above it the run stops, since the file is then likely read wrongly.',
    { flag: 'most-rejected', placeholder: 'share' },
  ),
  audit: auditSchema.prefault({}),
  columns: columnsSchema,
  top: decision(
    z.int().positive().nullable().default(null),
    'Keep only this many rows, the highest by `by`; null keeps all.',
    { flag: 'top', placeholder: 'rows' },
  ),
  by: decision(
    columnName.nullable().default(null),
    'Number column that `top` ranks by; ties go to the earlier row. null ranks by the weight column, else by order.',
    { flag: 'by', placeholder: 'column' },
  ),
  duplicates: decision(
    z.enum(['drop', 'keep']).default('drop'),
    'What happens to a row whose title and text repeat an earlier row: dropped (it would count twice and weld a false cluster) or kept.',
    { flag: 'duplicates' },
  ),
});

export type Columns = z.infer<typeof columnsSchema>;
export type AuditThresholds = z.infer<typeof auditSchema>;
export type DataSection = z.infer<typeof dataSchema>;
