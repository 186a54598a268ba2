import type { Finding } from '@parallax-map/core';
import { MOST_CHARACTERS } from '../data/index.js';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import type { AuditRoles } from './roles.js';
import { count, does, part } from './words.js';

/** UTF-16 code units, which JavaScript counts: characters beyond the basic plane are two. */
const UNITS = `length(t) + length(regexp_replace(t, '[^\\x{10000}-\\x{10FFFF}]', '', 'g'))`;
const IS_HUGE = `length(t) > ${MOST_CHARACTERS} OR (2 * length(t) > ${MOST_CHARACTERS} AND ${UNITS} > ${MOST_CHARACTERS})`;

/** Texts of which only the beginning is read at all, whatever the encoder. */
export async function hugeTexts(table: AuditTable, roles: AuditRoles): Promise<Finding[]> {
  const [found] = await table.ask<{ n: number; all: number; most: number | null }>(
    `SELECT count(*) FILTER (${IS_HUGE})::DOUBLE AS n, count(t)::DOUBLE AS "all", max(length(t))::DOUBLE AS most FROM texts`,
  );
  const { n, all, most } = found!;
  if (n === 0) return [];
  return [
    finding({
      code: 'TEXT_HUGE',
      column: roles.text.columns.length === 1 ? roles.text.columns[0]! : null,
      message: `${part(n, all, 'texts')} ${does(n, 'have')} over ${count(MOST_CHARACTERS)} characters; the longest has ${count(most!)}.`,
      action: `Their first ${count(MOST_CHARACTERS)} are read, by the encoder, the labels and the map. Part such texts into rows of their own.`,
      count: n,
      all,
      of: 'rows',
      examples: await table.examples('(SELECT r, t, t AS cell FROM texts)', IS_HUGE),
    }),
  ];
}
