import type { Finding } from '@parallax-map/core';
import { hasPlace, readPlaces } from '../data/index.js';
import type { AuditTable, Spot } from './audit-table.js';
import { finding } from './finding.js';
import { does, part, quoted } from './words.js';

/** Rows whose place of their own is blank, no number or not finite: they cannot be put on the map. */
export async function placeGaps(table: AuditTable, columns: { x: string; y: string }): Promise<Finding[]> {
  const cellOf = (name: string): string => `c${table.names.indexOf(name)}`;
  const at: number[] = [];
  const [x, y]: (string | null)[][] = [[], []];
  await table.each(
    `SELECT r::DOUBLE, ${cellOf(columns.x)}, ${cellOf(columns.y)} FROM cells ORDER BY r`,
    (row) => {
      at.push(row[0] as number);
      x!.push(row[1] as string | null);
      y!.push(row[2] as string | null);
    },
  );
  const cells = new Map([
    [columns.x, x!],
    [columns.y, y!],
  ]);
  const places = readPlaces({ cells }, columns, table.source.reading.files[0]?.name ?? 'the table');
  const missing: Spot[] = [];
  at.forEach((r, row) => {
    if (!hasPlace(places, row)) missing.push({ r, value: `${x![row] ?? ''}, ${y![row] ?? ''}` });
  });
  if (missing.length === 0) return [];
  const rows = at.length;
  return [
    finding({
      code: 'PLACE_MISSING',
      columns: [columns.x, columns.y],
      message: `${part(missing.length, rows, 'rows')} ${does(missing.length, 'have')} no place in ${quoted(columns.x, 40)} and ${quoted(columns.y, 40)}: a coordinate is blank, no number, or not finite.`,
      action: 'They are left out of the map; rows.parquet says of them "no place". Mend them in the table.',
      count: missing.length,
      all: rows,
      of: 'rows',
      examples: await table.show(missing),
    }),
  ];
}
