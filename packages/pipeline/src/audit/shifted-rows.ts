import type { Finding } from '@parallax-map/core';
import type { ColumnProfile, SourceProfile } from '../data/index.js';
import type { AuditTable, Spot } from './audit-table.js';
import { finding } from './finding.js';
import { does, part, quoted } from './words.js';

/** Kinds that a cell can be told by, the strictest first, and how in SQL. */
const KINDS = {
  imdb: `regexp_full_match(cell, 'tt[0-9]{6,}')`,
  image: `regexp_full_match(cell, '[^\\s]+\\.(jpe?g|png|gif|webp|avif|svg|bmp|tiff?)(\\?[^\\s]*)?', 'i')`,
  url: `regexp_full_match(cell, 'https?://[^\\s]+', 'i')`,
  date: `regexp_full_match(cell, '[0-9]{4}[-/.][0-9]{1,2}([-/.][0-9]{1,2})?([T ].*)?|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}( .*)?')`,
  number: `regexp_full_match(cell, '[+-]?[0-9][0-9.,'' ]*([eE][+-]?[0-9]+)?%?')`,
  boolean: `regexp_full_match(cell, 'true|false|yes|no', 'i')`,
} as const;
/** Prose is what is of no other kind, in a column of long texts. */
type Kind = keyof typeof KINDS | 'prose';
const ORDER = Object.keys(KINDS) as (keyof typeof KINDS)[];
const NO_PROSE = ORDER.filter((kind) => kind !== 'boolean').map((kind) => KINDS[kind]);
/** Characters of prose on average. */
const LONG = 40;
/** Fewer cells are no evidence of a kind. */
const LEAST_CELLS = 20;
/** How far a value may have slipped. */
const REACH = 3;
/** Cells out of kind that are looked at; a table with more is not shifted but of another make. */
const MOST = 200_000;

interface Strong {
  place: number;
  kind: Kind;
  /** Whether all its cells are of the kind. */
  whole: boolean;
}

/**
 * Rows whose values slipped into other columns, as a delimiter too many or too few makes them: two cells or more are
 * not of their column's kind, but of the kind of a column nearby; or one is, and it is its neighbour's kind.
 */
export async function shiftedRows(
  table: AuditTable,
  { columns }: SourceProfile,
  kindShare: number,
): Promise<Finding[]> {
  const strong: Strong[] = [];
  for (const [place, column] of columns.entries()) {
    const kind = strongKind(column, kindShare);
    if (kind !== undefined) strong.push({ place, kind, whole: isWhole(column, kind) });
  }
  if (strong.length < 2) return [];
  const misfits = await collectMisfits(table, strong);
  if (misfits === undefined) return [];
  const spots: (Spot & { far: number })[] = [];
  for (const [r, cells] of [...misfits].sort(([a], [b]) => a - b)) {
    const slipped = cells.filter(({ place, fits }) => home(strong, place, fits, REACH) !== undefined);
    const near = cells.find(
      ({ place, fits, prose }) => home(strong, place, fits, prose ? REACH : 1) !== undefined,
    );
    if (slipped.length < 2 && near === undefined) continue;
    const shown = (slipped.length < 2 ? [near!] : slipped).slice(0, 3);
    const value = shown.map(({ place, value: cell }) => `${columns[place]!.name}: ${cell}`).join(' · ');
    spots.push({ r, value, far: shown.length });
  }
  if (spots.length === 0) return [];
  const [first] = spots;
  return [
    finding({
      code: 'ROW_SHIFTED',
      message: `${part(spots.length, table.rows, 'rows')} ${does(spots.length, 'have')} values that slipped into another column, such as ${quoted(first!.value, 100)}.`,
      action:
        'Taken as they stand, so these rows say the wrong things. A delimiter inside a value must stand in double quotes: mend these lines in the table.',
      count: spots.length,
      all: table.rows,
      of: 'rows',
      examples: await table.show(spots),
    }),
  ];
}

/** The kind that nearly all cells of a column have; undefined where short texts stand in it. */
function strongKind(column: ColumnProfile, kindShare: number): Kind | undefined {
  const { filled, kind, numeric, date, meanLength, meanWords } = column;
  if (filled < LEAST_CELLS) return undefined;
  const named = (['imdb', 'image', 'url'] as const).find((one) => column[one] >= kindShare);
  if (named !== undefined) return named;
  if (kind === 'boolean') return 'boolean';
  // Years and days written as numbers are numbers here.
  if (numeric >= kindShare) return 'number';
  if (date >= kindShare) return 'date';
  return kind === 'text' && meanLength >= LONG && meanWords >= 3 ? 'prose' : undefined;
}

function isWhole(column: ColumnProfile, kind: Kind): boolean {
  if (kind === 'prose' || kind === 'boolean') return false;
  return column[kind === 'number' ? 'numeric' : kind] === 1;
}

interface Misfit {
  place: number;
  value: string;
  fits: ReadonlySet<Kind>;
  /** Whether prose should stand there, in whose place a number or a date is no slip of the pen. */
  prose: boolean;
}

/** Cells that are not of their column's kind, by row; undefined where they are too many to be slips. */
async function collectMisfits(
  table: AuditTable,
  strong: readonly Strong[],
): Promise<Map<number, Misfit[]> | undefined> {
  const misfits = new Map<number, Misfit[]>();
  let cells = 0;
  const kinds = new Map<number, Kind>();
  for (const { place, kind, whole } of strong) if (!whole) kinds.set(place, kind);
  const fits = ORDER.map((one) => KINDS[one]).join(', ');
  for await (const { places, relation } of table.blocks()) {
    const odd = oddSql(places, kinds);
    if (odd === undefined) continue;
    const sql = `SELECT place, r, left(cell, 60), ${fits} FROM ${relation} WHERE cell IS NOT NULL AND (${odd})
      ORDER BY place, r LIMIT ${MOST}`;
    await table.each(sql, ([at, r, value, ...tests]) => {
      const place = at as number;
      const fitting = new Set<Kind>(ORDER.filter((_, i) => tests[i] === true));
      if (fitting.size === 0 && isProse(value as string)) fitting.add('prose');
      const misfit = { place, value: value as string, fits: fitting, prose: kinds.get(place) === 'prose' };
      const own = misfits.get(Number(r));
      if (own === undefined) misfits.set(Number(r), [misfit]);
      else own.push(misfit);
      cells++;
    });
    if (cells > MOST) return undefined;
  }
  return misfits;
}

/** SQL of what is true of a cell that is not of its column's kind; undefined where no column of these has one. */
function oddSql(places: readonly number[], kinds: ReadonlyMap<number, Kind>): string | undefined {
  const byKind = new Map<Kind, number[]>();
  for (const place of places) {
    const kind = kinds.get(place);
    if (kind !== undefined) byKind.set(kind, [...(byKind.get(kind) ?? []), place]);
  }
  if (byKind.size === 0) return undefined;
  const cases = [...byKind].map(([kind, own]) => {
    const odd =
      kind === 'prose'
        ? `CASE WHEN length(cell) < ${LONG} THEN ${NO_PROSE.join(' OR ')} ELSE false END`
        : `NOT ${KINDS[kind]}`;
    return `WHEN place IN (${own.join(', ')}) THEN ${odd}`;
  });
  return `CASE ${cases.join(' ')} ELSE false END`;
}

/** Several words and no code; values are looked at as far as they were read. */
function isProse(value: string): boolean {
  return value.length >= LONG && value.trim().split(/\s+/).length >= 4;
}

/** The nearest column whose kind a slipped value has. */
function home(
  strong: readonly Strong[],
  place: number,
  fits: ReadonlySet<Kind>,
  reach: number,
): Strong | undefined {
  return strong.find(
    (other) => other.place !== place && Math.abs(other.place - place) <= reach && fits.has(other.kind),
  );
}
