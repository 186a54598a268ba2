import { dataSchema, encodeSchema, type Audit, type Finding } from '@parallax-map/core';
import { auditSection, auditStep, encoderReach, type AuditColumns } from '../../src/audit/index.js';
import { inferRoles, profileTable } from '../../src/data/index.js';
import { fileRequest } from '../../src/source/index.js';
import type { StepContext } from '../../src/step.js';
import { tableFile } from '../source/table-files.js';

export interface Asked {
  columns?: Partial<AuditColumns>;
  data?: Record<string, unknown>;
  encode?: Record<string, unknown>;
  /** Name of the file; default table.csv. */
  file?: string;
}

/** The audit of a table, by what its columns seem to be unless told. */
export async function audited(content: string | Uint8Array, asked: Asked = {}): Promise<Audit> {
  const request = fileRequest(await tableFile(asked.file ?? 'table.csv', content));
  const profile = { ...(await profileTable(request)), request };
  const columns: AuditColumns = { ...inferRoles(profile).columns, ...asked.columns };
  const data = dataSchema.parse({ source: 'table.csv', columns: { text: 'any' }, ...asked.data });
  const reach = encoderReach(encodeSchema.parse(asked.encode ?? {}));
  const context = { signal: new AbortController().signal, progress: () => {} } as unknown as StepContext;
  return auditStep.make(auditSection({ ...data, columns }, reach, '0.0.0'), profile, context);
}

/** Findings of a code, perhaps of one column. */
export function of(audit: Audit, code: string, column?: string): Finding[] {
  return audit.findings.filter((one) => one.code === code && (column === undefined || one.column === column));
}

/** A table of invented harbours: `rows` rows that have nothing wrong with them, as cells by column. */
export function harbours(rows = 60): Record<string, string>[] {
  return Array.from({ length: rows }, (_, i) => ({
    id: `h${1000 + i}`,
    title: `${NAMES[i % NAMES.length]} ${PLACES[Math.floor(i / NAMES.length) % PLACES.length]}`,
    text: `${OPENINGS[i % 7]} ${NAMES[(i * 3) % NAMES.length]} where ${TRADES[(i * 5) % 11]} ${ENDS[(i * 7) % 13]} in the year of ${1700 + i * 3}.`,
    when: `${1950 + (i % 60)}-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + (i % 28)).padStart(2, '0')}`,
    visitors: String(100 + ((i * 7919) % 90_000)),
    kind: ['fishing', 'ferry', 'naval'][i % 3]!,
    keeper: PLACES[(i * 5) % PLACES.length]!,
  }));
}

export function csv(rows: readonly Record<string, string>[]): string {
  const names = Object.keys(rows[0]!);
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
  return [line(names), ...rows.map((row) => line(names.map((name) => row[name] ?? '')))].join('\n') + '\n';
}

const NAMES = ['Gannet', 'Skerry', 'Marrow', 'Ebb', 'Lantern', 'Salt', 'Copper', 'Thorn', 'Windle', 'Osprey'];
const PLACES = ['Bay', 'Point', 'Haven', 'Reach', 'Quay', 'Sound', 'Strand', 'Mouth'];
const OPENINGS = [
  'A narrow inlet called',
  'The old quarter of',
  'Half a mile beyond',
  'Behind the walls of',
  'Under the cliffs of',
  'Past the customs house of',
  'Few remember the village of',
];
const TRADES = [
  'coopers built barrels',
  'pilots waited for fog to lift',
  'widows mended nets',
  'a priest kept bees',
  'smugglers hid brandy',
  'children raced paper boats',
  'two brothers quarrelled over a lighthouse',
  'a surveyor drew the first chart',
  'sailors carved their names',
  'the mayor sold his herring fleet',
  'an engineer tested a diving bell',
];
const ENDS = [
  'until the harbour silted up',
  'while the tide was out',
  'and nobody asked why',
  'before the railway came',
  'against the advice of the guild',
  'for a wager that was never paid',
  'as their grandparents had done',
  'with rope borrowed from the navy',
  'and the market moved inland',
  'until a storm took the pier',
  'on every feast day',
  'without a licence from the crown',
  'when the ferry was late',
];
