import { distortions } from '@parallax-map/core';
import type { NeighborGraph } from '@parallax-map/kernels';
import { encodeTable, keptRows, type Column } from '../store/index.js';
import { cutText, longestWithin, type TextBudget } from './cut-texts.js';
import type { Results } from './results.js';
import { shownColumns, type ShownColumn } from './table-columns.js';

/** What of the texts goes into one file that opens from disk: 100,000 rows stay under 30 MB with it. */
const OFFLINE: TextBudget = { bytes: 28e6, longest: 600 };
/** What the local server hands over: all of nearly every text. */
const LIVE: TextBudget = { bytes: 256e6, longest: 100_000 };

/** The Arrow table the studio reads; its columns are described in core's contract/studio.ts. */
export interface StudioTable {
  bytes: Uint8Array;
  /** Whether texts were cut. */
  textCut: boolean;
}

/** The studio's table as the local server hands it over and as it goes into map.html: the same where no text is cut. */
export function studioTables(results: Results): {
  live: StudioTable;
  /** Made when asked for. */
  offline: () => StudioTable;
  shown: ShownColumn[];
} {
  const { table, map, levels, clustering } = results;
  const rows = keptRows(table);
  const pick = <T>(values: ArrayLike<T>): T[] => Array.from(rows, (row) => values[row]!);
  const standing = { title: pick(table.title), text: pick(table.text), link: pick(table.link) };
  const shown = shownColumns(table, rows, standing);
  const x = new Float32Array(rows.length);
  const y = new Float32Array(rows.length);
  for (let point = 0; point < rows.length; point++) {
    x[point] = map.data[2 * point]!;
    y[point] = map.data[2 * point + 1]!;
  }
  const columns: Column[] = [
    { name: 'row', type: 'uint32', values: rows },
    { name: 'x', type: 'float32', values: x },
    { name: 'y', type: 'float32', values: y },
    ...levels.map((values, i): Column => ({ name: `level_${i + 1}`, type: 'int32', values })),
    { name: 'probability', type: 'float32', values: clustering.probabilities },
    floats('outlier_score', clustering.outlierScores ?? new Float32Array(rows.length).fill(NaN)),
    { name: 'title', type: 'utf8', values: standing.title },
    { name: 'text', type: 'utf8', values: standing.text },
    { name: 'link', type: 'utf8', values: standing.link },
    years(pick(table.year)),
    floats('weight', Float32Array.from(pick(table.weight))),
    ...nearest(x, y, results.neighbors),
    ...sourcePlaces(pick(table.line), pick(table.file)),
    ...shown.flatMap(({ made }) => made),
  ];
  const [longLive, longOffline] = [longestOf(columns, LIVE), longestOf(columns, OFFLINE)];
  const live = encodeWithin(columns, longLive);
  const same = longLive === longOffline || !columns.some((column) => isCut(column, longOffline));
  return { live, offline: () => (same ? live : encodeWithin(columns, longOffline)), shown };
}

/** Free text, which alone is cut: words that repeat are short and cheap, and a link that is cut leads nowhere. */
function isFree(column: Column): column is Column & { type: 'utf8' } {
  return column.type === 'utf8' && column.name !== 'link' && column.name !== 'file';
}

function longestOf(columns: readonly Column[], budget: TextBudget): number {
  return longestWithin(
    columns.filter(isFree).map(({ values }) => values.map((value) => value ?? '')),
    budget,
  );
}

function isCut(column: Column, longest: number): boolean {
  return isFree(column) && column.values.some((value) => (value?.length ?? 0) > longest);
}

function encodeWithin(columns: readonly Column[], longest: number): StudioTable {
  const textCut = columns.some((column) => isCut(column, longest));
  const within = columns.map((column) =>
    isFree(column)
      ? { ...column, values: column.values.map((value) => value && cutText(value, longest)) }
      : column,
  );
  return { bytes: encodeTable(within), textCut };
}

/** Neighbours of a row that the studio shows. */
const NEAR = 10;

/** The rows nearest to each in the embedding, -1 where there are fewer, and how many of them the map tore away. */
function nearest(x: Float32Array, y: Float32Array, { indices, rows, k }: NeighborGraph): Column[] {
  const shown = Math.min(NEAR, k);
  if (shown < 1 || rows !== x.length) return [];
  const columns = Array.from({ length: shown }, (_, place): Column => ({
    name: `near_${place + 1}`,
    type: 'int32',
    values: Int32Array.from({ length: rows }, (_, row) => {
      const near = indices[row * k + place]!;
      return near < rows ? near : -1;
    }),
  }));
  const at = (row: number, place: number): number => indices[row * k + place]!;
  return [...columns, { name: 'distortion', type: 'float32', values: distortions(x, y, at, shown) }];
}

/** Where rows stand in what was read, as far as that says anything. */
function sourcePlaces(line: number[], file: string[]): Column[] {
  const places: Column[] = [];
  if (line.some((one) => one > 0))
    places.push({ name: 'line', type: 'uint32', values: Uint32Array.from(line) });
  if (file.some((one) => one !== '')) places.push({ name: 'file', type: 'utf8', values: file });
  return places;
}

/** NaN becomes null. */
function floats(name: string, values: Float32Array): Column {
  return {
    name,
    type: 'float32',
    values,
    valid: Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1)),
  };
}

function years(values: number[]): Column {
  return {
    name: 'year',
    type: 'int32',
    values: Int32Array.from(values, (year) => (Number.isNaN(year) ? 0 : year)),
    valid: Uint8Array.from(values, (year) => (Number.isNaN(year) ? 0 : 1)),
  };
}
