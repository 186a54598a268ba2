import { distortions } from '@parallax-map/core';
import type { NeighborGraph } from '@parallax-map/kernels';
import { encodeTable, keptRows, type Column } from '../store/index.js';
import type { Results } from './results.js';

/** Texts longer than this are cut in the studio's table, so that one offline file stays small. */
const TEXT_LIMIT = 600;

/** The Arrow table the studio reads; its columns are described in core's contract/studio.ts. */
export function studioTable(results: Results): { bytes: Uint8Array; textCut: boolean } {
  const { table, map, levels, clustering } = results;
  const rows = keptRows(table);
  const pick = <T>(values: ArrayLike<T>): T[] => Array.from(rows, (row) => values[row]!);
  let textCut = false;
  const texts = pick(table.text).map((text) => {
    if (text.length <= TEXT_LIMIT) return text;
    textCut = true;
    return `${text.slice(0, TEXT_LIMIT).replace(/[\uD800-\uDBFF]$/, '')}…`;
  });
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
    { name: 'title', type: 'utf8', values: pick(table.title) },
    { name: 'text', type: 'utf8', values: texts },
    { name: 'link', type: 'utf8', values: pick(table.link) },
    years(pick(table.year)),
    floats('weight', Float32Array.from(pick(table.weight))),
    ...nearest(x, y, results.neighbors),
    ...sourcePlaces(pick(table.line), pick(table.file)),
    ...table.facets.map((facet): Column => ({
      name: `facet:${facet.name}`,
      type: 'utf8',
      values: pick(facet.values),
    })),
  ];
  return { bytes: encodeTable(columns), textCut };
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
