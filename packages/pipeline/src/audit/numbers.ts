import type { Finding, FindingCode } from '@parallax-map/core';
import type { ColumnProfile } from '../data/index.js';
import {
  countNumber,
  decideNumberFormat,
  numberForm,
  parseNumber,
  type NumberFormats,
} from '../values/index.js';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import { plays, severityIn, type AuditRoles } from './roles.js';
import { cellsOf, spotsOf, valuesOf, type Value } from './values-of.js';
import { count, part, quoted } from './words.js';

/** Numbers below zero are slips where so few are. */
const RARE = 0.01;

/** What is doubtful about the numbers of a column; nothing where it holds none. */
export async function numberFindings(
  table: AuditTable,
  roles: AuditRoles,
  place: number,
  { name, filled, numeric, integer, least, date }: ColumnProfile,
  kindShare: number,
): Promise<Finding[]> {
  const isNumber = plays(roles, name, 'weight') || plays(roles, name, 'rank');
  if (!isNumber && (numeric < kindShare || plays(roles, name, 'time') || date >= kindShare)) return [];
  // Whole numbers without marks can be read one way only.
  if (integer === 1 && least !== null && least >= 0) return [];
  const values = await valuesOf(table, place);
  const counts: NumberFormats['counts'] = {};
  for (const { cell, n } of values) countNumber(counts, cell, n);
  const format = decideNumberFormat(counts);
  const unread: Value[] = [];
  const conflicting: Value[] = [];
  const negative: Value[] = [];
  for (const value of values) {
    const number = parseNumber(value.cell, format);
    if (Number.isNaN(number)) (numberForm(value.cell) === undefined ? unread : conflicting).push(value);
    else if (number < 0) negative.push(value);
  }
  const findings: Finding[] = [];
  const where = quoted(name, 40);
  const tell = async (
    code: FindingCode,
    concerned: readonly Value[],
    message: string,
    action: string,
  ): Promise<void> => {
    const n = cellsOf(concerned);
    if (n === 0) return;
    findings.push(
      finding({
        code,
        severity: severityIn(roles, name, code),
        column: name,
        message: `${part(n, filled, 'cells')} in ${where} ${message}`,
        action,
        count: n,
        all: filled,
        of: 'cells',
        examples: await table.show(spotsOf(concerned)),
      }),
    );
  };
  await tell(
    'NUMBER_UNREAD',
    unread,
    'are no numbers, unlike the others.',
    isNumber ? 'These rows have no number: they rank last. Mend them in the table.' : 'Taken as text.',
  );
  const pointed = values.filter(({ cell }) => ['points', 'either-point'].includes(numberForm(cell) ?? ''));
  const isPointed = conflicting.some(({ cell }) => numberForm(cell) === 'points');
  const writes =
    format.point === 'thousands'
      ? 'points between thousands'
      : `${isPointed ? 'points' : format.comma === 'decimal' ? 'commas' : 'commas between thousands and points'} before decimals`;
  await tell(
    'NUMBER_CONFLICTING',
    conflicting,
    `are numbers, but not as the column writes them, with ${writes}.`,
    isNumber
      ? 'Left unread rather than read wrongly: these rows have no number and rank last. Settle on one format in the table.'
      : 'Taken as text. Settle on one format in the table.',
  );
  if (format.point === 'thousands') {
    const [first] = pointed;
    await tell(
      'NUMBER_THOUSANDS_POINTS',
      pointed,
      `have points between thousands: ${first!.cell} is read as ${count(parseNumber(first!.cell, format))}.`,
      'Read so because other cells have two points. Numbers with fewer digits may have lost their decimals when the table was written.',
    );
  }
  if (isNumber && cellsOf(negative) <= RARE * filled) {
    await tell(
      'NUMBER_NEGATIVE',
      negative,
      'are below zero, though nearly no other is.',
      'Taken as they stand: these rows rank last. If they stand for "unknown", blank them.',
    );
  }
  return findings;
}
