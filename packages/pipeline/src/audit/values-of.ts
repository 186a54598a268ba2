import type { AuditTable, Spot } from './audit-table.js';

/** Longer cells are neither dates nor numbers; more different ones are not looked at. */
const LONGEST = 64;
const MOST_VALUES = 300_000;

/** A value of a column, how many cells hold it, and the first of them. */
export interface Value {
  cell: string;
  n: number;
  r: number;
}

/** The different values of a column, earliest first. */
export async function valuesOf(table: AuditTable, place: number): Promise<Value[]> {
  const cut = `SELECT r, left(cell, ${LONGEST + 1}) AS cell FROM ${await table.column(place)} WHERE cell IS NOT NULL`;
  return table.ask<Value>(
    `SELECT cell, count(*)::DOUBLE AS n, min(r)::DOUBLE AS r FROM (${cut}) GROUP BY cell ORDER BY r LIMIT ${MOST_VALUES}`,
  );
}

/** Cells that hold any of these values. */
export function cellsOf(values: readonly Value[] | undefined): number {
  return (values ?? []).reduce((total, { n }) => total + n, 0);
}

/** Where these values stand first. */
export function spotsOf(values: readonly Value[]): Spot[] {
  return values.map(({ r, cell }) => ({ r, value: cell }));
}
