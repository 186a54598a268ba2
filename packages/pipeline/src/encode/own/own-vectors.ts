import { open, readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { ParallaxError } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import { checkedVectors } from './check.js';
import { readNpy } from './npy.js';

/** Where vectors of one's own stand. */
export type OwnVectors =
  /** A `.npy` or `.parquet` file with one row per row of the table. */
  | { from: 'file'; path: string }
  /** A list column of the table; `cells` reads a column as text, undefined where the table has none. */
  | {
      from: 'column';
      column: string;
      /** Absolute paths of the files of the table. */
      tables: readonly string[];
      cells(column: string): Promise<(string | null)[] | undefined>;
    };

/** Vectors as they were found, one per row of the table; null where a row has none. */
export interface FoundVectors {
  rows: number;
  at(row: number): ArrayLike<number | null> | null;
}

/**
 * Reads vectors of one's own for the rows that were kept.
 *
 * @param rows of the table; as many vectors are required, those of rows that were not kept are not looked at
 * @param kept row numbers, ascending
 * @returns kept rows × d, scaled to unit length
 * @throws ParallaxError VECTORS_INVALID naming row and column, COLUMN_MISSING
 */
export async function readOwnVectors(source: OwnVectors, rows: number, kept: Uint32Array): Promise<Matrix> {
  if (source.from === 'file') {
    return checkedVectors(await readFileVectors(source.path, kept), basename(source.path), rows, kept);
  }
  const name = `column "${source.column}"`;
  const parquet = await Promise.all(source.tables.map(isParquet));
  if (parquet.every((is) => is)) {
    return checkedVectors(await readParquets(source.tables, kept, source.column), name, rows, kept);
  }
  const cells = await source.cells(source.column);
  if (!cells) {
    throw new ParallaxError(
      'COLUMN_MISSING',
      `Vectors must be a .npy or .parquet file, or a column of ${source.tables.map((path) => basename(path)).join(', ')}; "${source.column}" is neither`,
    );
  }
  const found = { rows: cells.length, at: (row: number) => parseList(cells[row] ?? null) };
  return checkedVectors(found, name, rows, kept);
}

async function readFileVectors(path: string, kept: Uint32Array): Promise<FoundVectors> {
  if (extname(path).toLowerCase() === '.parquet') return readParquet(path, kept);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new ParallaxError(
      'VECTORS_INVALID',
      `${path} must be a file that can be read; ${(error as Error).message}`,
      { cause: error },
    );
  }
  const { data, rows, cols } = readNpy(bytes, basename(path));
  return { rows, at: (row) => data.subarray(row * cols, (row + 1) * cols) };
}

/** DuckDB is loaded only here, where there is something for it to read. */
async function readParquet(path: string, kept: Uint32Array, column?: string): Promise<FoundVectors> {
  const { readParquetVectors } = await import('./parquet.js');
  return readParquetVectors(path, kept, column);
}

/** The rows of several files one after another. */
async function readParquets(
  paths: readonly string[],
  kept: Uint32Array,
  column: string,
): Promise<FoundVectors> {
  const parts: { from: number; found: FoundVectors }[] = [];
  let rows = 0;
  for (const path of paths) {
    const from = rows;
    const within = kept.filter((row) => row >= from).map((row) => row - from);
    const found = await readParquet(path, within, column);
    parts.push({ from, found });
    rows += found.rows;
  }
  return {
    rows,
    at: (row) => {
      const part = parts.findLast(({ from }) => from <= row);
      return part?.found.at(row - part.from) ?? null;
    },
  };
}

async function isParquet(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1') === 'PAR1';
  } finally {
    await handle.close();
  }
}

/** The numbers of a cell such as `[0.1, -2e-3]`, with or without brackets; NaN for what is no number. */
function parseList(cell: string | null): number[] | null {
  const inner = (cell ?? '').trim().replace(/^\[|\]$/g, '');
  return inner.trim() === ''
    ? null
    : inner
        .trim()
        .split(/\s*,\s*|\s+/)
        .map(toNumber);
}

function toNumber(text: string): number {
  return text === '' ? NaN : Number(text);
}
