import type { Finding } from '@parallax-map/core';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import type { Reach } from './reach.js';
import type { AuditRoles } from './roles.js';
import { count, does, part } from './words.js';

/** Letters of prose that a token takes, blanks counted, in word-piece vocabularies made of English. */
const LETTERS_PER_TOKEN = 4.4;
/** Letters beyond ASCII are spelled in smaller pieces; those of scripts without blanks are a token each. */
const OTHERS_PER_TOKEN = 2;
const SINGLE = '[^\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Hangul}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}]';
/** Characters whose letters are looked at; what follows them is taken to be like them. */
const LOOK = 20_000;
const TOKENS = `length(t) / length(h) * CASE WHEN strlen(h) = length(h) THEN length(h) / ${LETTERS_PER_TOKEN} ELSE
  (length(h) - length(regexp_replace(h, '[\\x00-\\x7F]', '', 'g'))) / ${LETTERS_PER_TOKEN}
  + length(regexp_replace(h, '${SINGLE}', '', 'g'))
  + (length(regexp_replace(h, '[\\x00-\\x7F]', '', 'g')) - length(regexp_replace(h, '${SINGLE}', '', 'g'))) / ${OTHERS_PER_TOKEN} END`;

/** Texts that are longer than the encoder reads, estimated from their letters. */
export async function textLength(
  table: AuditTable,
  roles: AuditRoles,
  { name, tokens, reads }: Reach,
): Promise<Finding[]> {
  if (!reads || tokens === null) return [];
  // Most texts are told by their length alone, so that few are taken apart.
  const relation = `(SELECT r, t AS cell, ${TOKENS} AS tokens FROM (SELECT r, t, left(t, ${LOOK}) AS h FROM texts)
    WHERE length(t) > ${tokens} AND (strlen(t) <> length(t) OR length(t) > ${LETTERS_PER_TOKEN * tokens}))`;
  const IS_LONG = `tokens > ${tokens}`;
  const [found] = await table.ask<{ n: number; all: number; most: number | null; lost: number | null }>(
    `SELECT count(*)::DOUBLE AS n, (SELECT count(t) FROM texts)::DOUBLE AS "all", max(length(cell))::DOUBLE AS most,
      avg(1 - ${tokens} / tokens) AS lost FROM ${relation} WHERE ${IS_LONG}`,
  );
  const { n, all, most, lost } = found!;
  if (n === 0) return [];
  const share = Math.max(1, Math.round(100 * lost!));
  return [
    finding({
      code: 'TEXT_LONG',
      column: roles.text.columns.length === 1 ? roles.text.columns[0]! : null,
      message: `About ${part(n, all, 'texts')} ${does(n, 'are')} longer than the ${count(tokens)} tokens that ${name} reads at once; the longest has ${count(most!)} characters.`,
      action: `The end of each is not read, about ${share} % of these texts on average. --long passages reads them in passages and averages the vectors.`,
      count: n,
      all,
      of: 'rows',
      estimated: true,
      examples: await table.examples(relation, IS_LONG),
    }),
  ];
}
