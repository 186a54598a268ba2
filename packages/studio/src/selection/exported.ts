import type { StudioData } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import { topicOf } from '../topics/tree.js';

/** A column of what is handed to the reader. A date is milliseconds since 1970, UTC; null where a cell is blank. */
export interface ExportedColumn {
  name: string;
  kind: 'whole' | 'number' | 'date' | 'words';
  value(i: number): number | string | null;
  /** The cell itself where the value does not say it in full; else null. */
  written(i: number): string | null;
}

/**
 * What the map knows of a row, then every column of the table under its own name; `table_` stands before one that is called
 * like one of the map's.
 */
export function exportedColumns({ topics }: StudioData, rows: Rows): ExportedColumn[] {
  const finest = rows.levels.at(-1)!;
  const ours: ExportedColumn[] = [
    column('row', 'whole', (i) => rows.key[i]!),
    column('topic', 'whole', (i) => finest[i]!),
    column('label', 'words', (i) => topicOf(topics, rows.levels.length, finest[i]!)?.label ?? null),
    ...rows.levels.map((ids, k) => column(`level_${k + 1}`, 'whole', (i) => ids[i]!)),
    column('probability', 'number', (i) => single(rows.probability[i]!)),
    column('x', 'number', (i) => single(rows.x[i]!)),
    column('y', 'number', (i) => single(rows.y[i]!)),
    column('year', 'whole', rows.year),
    column('link', 'words', (i) => rows.link(i) || null),
  ];
  // Put together from several columns, or read from a file that has no others.
  for (const field of ['title', 'text'] as const) {
    if (!rows.source.some((each) => each.field === field)) {
      ours.push(column(field, 'words', (i) => rows[field](i) || null));
    }
  }
  const taken = new Set(ours.map(({ name }) => name));
  const theirs = rows.source.map(({ name, kind, value, written }): ExportedColumn => {
    let free = name;
    while (taken.has(free)) free = `table_${free}`;
    taken.add(free);
    return { name: free, kind, value, written };
  });
  return [...ours, ...theirs];
}

function column(name: string, kind: ExportedColumn['kind'], value: ExportedColumn['value']): ExportedColumn {
  return { name, kind, value, written: () => null };
}

/** A 32-bit number as short as it can be written: 0.1, not 0.10000000149011612. */
function single(value: number): number {
  return Number(value.toPrecision(7));
}
