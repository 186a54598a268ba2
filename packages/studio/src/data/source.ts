import { Type, type Table, type Vector } from 'apache-arrow';
import type { StudioData } from '@parallax-map/core';
import { numberInWords } from '../words.js';
import { dateInWords } from './dates.js';

/** A column of the table that was read, for the kept rows. */
export interface SourceColumn {
  name: string;
  /** Role in the recipe, if it plays one. */
  role: string | null;
  kind: 'number' | 'date' | 'words';
  /** The column of the studio's table that holds it: `title` or `text` where it is that. */
  field: string;
  /** A number, milliseconds since 1970 UTC for a date, or the cell; null where it is blank or cannot be read as such. */
  value(i: number): number | string | null;
  /** The cell itself where number or date do not say it in full; else null. */
  written(i: number): string | null;
  /** The cell as a reader would have it; empty where blank. */
  say(i: number): string;
}

/** The columns of the source that the table holds, in the order of the source. */
export function sourceColumns(table: Table, data: Pick<StudioData, 'columns' | 'facets'>): SourceColumn[] {
  const known = data.columns.flatMap(({ name, role, field }) => {
    const vector = fieldOf(table, field ?? `facet:${name}`);
    return vector === null ? [] : [sourceColumn(table, { name, role, field: field ?? '' }, vector)];
  });
  // Facets of a file that knows nothing of its other columns.
  const others = data.facets.flatMap((name) => {
    const vector = known.some((column) => column.name === name) ? null : fieldOf(table, `facet:${name}`);
    return vector === null ? [] : [sourceColumn(table, { name, role: 'facet', field: '' }, vector)];
  });
  return [...known, ...others];
}

function sourceColumn(
  table: Table,
  known: Pick<SourceColumn, 'name' | 'role' | 'field'>,
  vector: Vector,
): SourceColumn {
  const beside = fieldOf(table, `written:${known.name}`);
  const written = beside === null ? () => null : wordsOf(beside);
  if (vector.type.typeId === Type.Float || vector.type.typeId === Type.Int) {
    const value = (i: number) => vector.get(i) as number | null;
    const say = (i: number) => written(i) ?? inWords(value(i), numberInWords);
    return { ...known, kind: 'number', value, written, say };
  }
  if (vector.type.typeId === Type.Timestamp) {
    const value = (i: number) => timeOf(vector.get(i) as number | bigint | null);
    const say = (i: number) => written(i) ?? inWords(value(i), dateInWords);
    return { ...known, kind: 'date', value, written, say };
  }
  const words = wordsOf(vector);
  return { ...known, kind: 'words', value: words, written, say: (i) => words(i) ?? '' };
}

function fieldOf(table: Table, field: string): Vector | null {
  return table.getChild(field);
}

/** Reads texts; those with a dictionary are decoded once. */
export function wordsOf(vector: Vector): (i: number) => string | null {
  const [data, ...more] = vector.data;
  if (vector.type.typeId !== Type.Dictionary || data === undefined || more.length > 0) {
    return (i) => vector.get(i) as string | null;
  }
  let words: (string | null)[] | null = null;
  const places = data.values as Uint8Array;
  const { offset } = data;
  return (i) => {
    words ??= Array.from(data.dictionary!) as (string | null)[];
    return data.getValid(i) ? (words[places[offset + i]!] ?? null) : null;
  };
}

function timeOf(value: number | bigint | null): number | null {
  return value === null ? null : Number(value);
}

function inWords(value: number | null, say: (value: number) => string): string {
  return value === null ? '' : say(value);
}
