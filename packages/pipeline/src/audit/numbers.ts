import type { Finding } from '@parallax-map/core';
import type { ColumnProfile } from '../data/index.js';
import {
  countNumber,
  decideNumberFormat,
  numberForm,
  parseNumber,
  type NumberFormat,
  type NumberFormats,
} from '../values/index.js';
import type { AuditTable } from './audit-table.js';
import { cellFindings } from './cell-findings.js';
import { plays, type AuditRoles } from './roles.js';
import { cellsOf, valuesOf, type Value } from './values-of.js';
import { count, quoted } from './words.js';

/** Numbers below zero are slips where so few are. */
const RARE = 0.01;

/** What is doubtful about the numbers of a column; nothing where it holds none. */
export async function numberFindings(
  table: AuditTable,
  roles: AuditRoles,
  place: number,
  { name, filled, numeric, plain, least, date }: ColumnProfile,
  kindShare: number,
): Promise<Finding[]> {
  // What is wrong with places is told row by row.
  if (plays(roles, name, 'place')) return [];
  const isNumber = plays(roles, name, 'weight') || plays(roles, name, 'rank');
  if (!isNumber && (numeric < kindShare || plays(roles, name, 'time') || date >= kindShare)) return [];
  // The profile has read them all in one way that leaves no doubt.
  if (numeric === 1 && plain && !(isNumber && least !== null && least < 0)) return [];
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
  const { findings, tell } = cellFindings(table, roles, { name, filled });
  const where = quoted(name, 40);
  await tell('NUMBER_UNREAD', unread, {
    message: (some, does) => `${some} in ${where} ${does('hold')} no number, unlike the others.`,
    action: isNumber
      ? 'These rows have no number: they rank last. Mend them in the table.'
      : 'Taken as text.',
  });
  const pointed = values.filter(({ cell }) => ['points', 'either-point'].includes(numberForm(cell) ?? ''));
  const isPointed = conflicting.some(({ cell }) => numberForm(cell) === 'points');
  const writes = waysOf(format, isPointed);
  await tell('NUMBER_CONFLICTING', conflicting, {
    message: (some, does) =>
      `${some} in ${where} ${does('hold')} a number, but not as the column writes them, with ${writes}.`,
    action: isNumber
      ? 'Left unread rather than read wrongly: these rows have no number and rank last. Settle on one format in the table.'
      : 'Taken as text. Settle on one format in the table.',
  });
  if (format.point === 'thousands') {
    const [first] = pointed;
    const example = `${first!.cell} is read as ${count(parseNumber(first!.cell, format))}`;
    await tell('NUMBER_THOUSANDS_POINTS', pointed, {
      message: (some, does) => `${some} in ${where} ${does('have')} points between thousands: ${example}.`,
      action:
        'Read so because other cells have two points. Numbers with fewer digits may have lost their decimals when the table was written.',
    });
  }
  if (isNumber && cellsOf(negative) <= RARE * filled) {
    await tell('NUMBER_NEGATIVE', negative, {
      message: (some, does) => `${some} in ${where} ${does('are')} below zero, though nearly no other is.`,
      action: 'Taken as they stand: these rows rank last. If they stand for "unknown", blank them.',
    });
  }
  return findings;
}

/** How the column writes numbers, in words; `pointed` where some have a point too many. */
function waysOf({ point, comma }: NumberFormat, pointed: boolean): string {
  if (point === 'thousands') return 'points between thousands';
  if (pointed) return 'points before decimals';
  return comma === 'decimal'
    ? 'commas before decimals'
    : 'commas between thousands and points before decimals';
}
