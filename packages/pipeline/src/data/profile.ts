import { isNamed } from './column-names.js';
import { measureValues, readValues, type ValueMeasures } from './measure-values.js';
import {
  ColumnViews,
  type ColumnBlock,
  type SourceRequest,
  type SourceTable,
  withSource,
} from '../source/index.js';

/** What a table says of itself before anything is decided. */
export interface SourceProfile extends TableProfile {
  /** What was opened. */
  request: SourceRequest;
}

/** What is told by the bytes and how they are read, wherever they lie. */
export interface TableProfile {
  /** What the table is called in messages. */
  name: string;
  rows: number;
  columns: ColumnProfile[];
}

export type ColumnKind = 'empty' | 'integer' | 'number' | 'date' | 'boolean' | 'url' | 'text';

/** Counts are of rows; shares are of filled cells, 0 to 1; lengths are in characters. */
export interface ColumnProfile {
  name: string;
  kind: ColumnKind;
  /** Cells that are neither missing nor blank. */
  filled: number;
  distinct: number;
  meanLength: number;
  /** Words, counted by the blanks between them. */
  meanWords: number;
  numeric: number;
  integer: number;
  /** Whether all numbers can be read in the column's format, and none has points between thousands. */
  plain: boolean;
  date: number;
  url: number;
  image: number;
  /** IMDb's way to write ids, tt0111161. */
  imdb: number;
  /** Cells that look like a list: with a comma, semicolon or bar. */
  listed: number;
  /** Distinct entries of the lists; 0 where the column is not short and listed. */
  parts: number;
  /** Of the numbers; null without one. */
  least: number | null;
  median: number | null;
  most: number | null;
  /** Earliest filled cells, no two the same. */
  examples: string[];
}

/**
 * Looks a table over: two passes over each column, and one more over those that hold lists.
 *
 * @throws ParallaxError DATA_MISSING, DATA_EMPTY, DATA_UNREADABLE
 */
export async function profileTable(request: SourceRequest): Promise<SourceProfile> {
  return withSource(request, async (table) => {
    const columns: ColumnProfile[] = [];
    for await (const block of new ColumnViews(table).blocks()) {
      const texts = await measureTexts(table, block);
      const values = await readValues(table, block);
      for (const place of block.places) {
        const { name } = table.columns[place]!;
        const { examples, ...own } = texts.get(place)!;
        const measures = { ...own, ...measureValues(values.get(place), own.filled, isNamed(name, 'time')) };
        const hasLists = measures.listed > 0.05 && measures.meanLength <= 100;
        const parts = hasLists ? await countParts(table, block, place) : 0;
        const kind = kindOf(measures);
        columns.push({ name, kind, ...measures, parts, examples: firstDistinct(examples) });
      }
    }
    return { request, name: request.name, rows: table.rows, columns };
  });
}

type Measures = TextMeasures & ValueMeasures;
type TextMeasures = Omit<ColumnProfile, 'name' | 'kind' | 'parts' | 'examples' | keyof ValueMeasures> & {
  boolean: number;
};

const URL_SQL = 'https?://[^\\s]+';
const IMAGE_SQL = '[^\\s]+\\.(jpe?g|png|gif|webp|avif|svg|bmp|tiff?)(\\?[^\\s]*)?';
const EXAMPLES = 3;

/** By place of the column. */
async function measureTexts(
  { connection }: SourceTable,
  block: ColumnBlock,
): Promise<Map<number, TextMeasures & { examples: string[] }>> {
  const rows = (await connection.runAndReadAll(block.perColumn(measureSql('cell')))).getRowsJson();
  return new Map(rows as unknown as [number, TextMeasures & { examples: string[] }][]);
}

/** A struct of all measures of one column; counts as DOUBLE, which JSON keeps as numbers. */
function measureSql(c: string): string {
  const share = (test: string) =>
    `coalesce(avg(CASE WHEN ${test} THEN 1.0 ELSE 0.0 END) FILTER (${c} IS NOT NULL), 0)`;
  // What cannot match is told by a letter or two, at a fraction of the time.
  const matches = (pattern: string, may: string) =>
    share(`CASE WHEN ${may} THEN regexp_full_match(${c}, '${pattern}', 'i') ELSE false END`);
  const starts = (letter: string) => `lower(left(${c}, 1)) = '${letter}'`;
  return `{
    "filled": count(${c})::DOUBLE,
    "distinct": count(DISTINCT ${c})::DOUBLE,
    "meanLength": coalesce(avg(length(${c})), 0),
    "meanWords": coalesce(avg(length(${c}) - length(replace(${c}, ' ', '')) + 1), 0),
    "boolean": ${matches('true|false|yes|no', `length(${c}) <= 5`)},
    "url": ${matches(URL_SQL, starts('h'))},
    "image": ${matches(IMAGE_SQL, `contains(${c}, '.') AND (ascii(right(${c}, 1)) > 57 OR contains(${c}, '?'))`)},
    "imdb": ${matches('tt[0-9]{7,}', starts('t'))},
    "listed": ${share(`contains(${c}, ',') OR contains(${c}, ';') OR contains(${c}, '|')`)},
    "examples": coalesce(arg_min(left(${c}, 200), r, 20) FILTER (${c} IS NOT NULL), [])
  }`;
}

async function countParts(
  { connection }: SourceTable,
  { relation }: ColumnBlock,
  place: number,
): Promise<number> {
  const parts = `SELECT unnest(string_split_regex(cell, '[,;|]')) AS part FROM ${relation} WHERE place = ${place}`;
  const sql = `SELECT count(DISTINCT nullif(trim(part), '')) FROM (${parts})`;
  return Number((await connection.runAndReadAll(sql)).value(0, 0));
}

function kindOf(measures: Measures): ColumnKind {
  if (measures.filled === 0) return 'empty';
  if (measures.integer >= MOST) return 'integer';
  if (measures.numeric >= MOST) return 'number';
  if (measures.date >= MOST) return 'date';
  if (measures.boolean >= MOST) return 'boolean';
  if (measures.url >= MOST) return 'url';
  return 'text';
}

/** A few cells out of line do not change what a column is. */
const MOST = 0.95;

function firstDistinct(examples: string[]): string[] {
  return [...new Set(examples)].slice(0, EXAMPLES);
}
