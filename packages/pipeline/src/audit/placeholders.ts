import type { Finding } from '@parallax-map/core';
import type { ColumnBlock } from '../source/index.js';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import { severityIn, type AuditRoles } from './roles.js';
import { does, listed, part, quoted } from './words.js';

/** What stands where a value is missing and for nothing else, in lower case. */
const SURE = [
  ...['n/a', 'n.a.', '#n/a', '#na', 'nan', '<na>', '#value!', '#ref!', '#null!', '#div/0!', '#name?'],
  ...['null', '(null)', '\\n', '(none)', 'undefined', '[object object]', '{}', '[]', '()', '""', "''"],
  ...['-', '--', '---', '–', '—', '.', '..', '??', '???', 'tba', 'tbd', 't.b.a.', 't.b.d.', 'tbc'],
  ...['to be announced', 'to be determined', 'not specified', 'not available', 'not applicable', 'no data'],
  ...['no value', 'no text', 'lorem ipsum', 'keine angabe', 'k.a.', 'k. a.', 'non disponible', 's/d'],
  ...['non disponibile', 'нет данных', 'н/д'],
];
/** Words that are names, codes or titles too: only where they stand often. */
const DOUBTFUL = [
  ...['na', 'nil', 'none', 'empty', 'blank', 'missing', 'unknown', 'not known', 'unspecified', 'test', 'xxx'],
  ...['todo', 'to do', '?', '...', '…', '*', '_', '/', '\\', 'unbekannt', 'inconnu', 'desconocido'],
  ...[
    'sconosciuto',
    'desconhecido',
    'neuvedeno',
    'brak',
    'onbekend',
    'неизвестно',
    '不明',
    '未知',
    '无',
    '無',
  ],
  ...['なし', '없음', '미상'],
];
const OFTEN = 5;
/** In a column of short codes NA is Namibia, or North America. */
const CODES = 3;
/** "No overview found.", "No description available yet", "There is no summary for this film." */
const NOTHING =
  '(there (is|was) |we don.?t have |we do not have )?(currently |yet )?(no|an?y) ([a-z]+ ){0,2}(overview|description|summary|synopsis|plot|abstract|text|content|information|info|data|details|comments?|review|biography|bio|lyrics|translation)( (is|was|has been|have been))?( (found|available|provided|given|entered|added|written|specified|yet|translated( in [a-z]+)?|for this [a-z]+))*[.! ]*';
/** How those sentences begin; anything else need not be held against the pattern. */
const BEGINS = ['no', 'an', 'th', 'we', 'cu', 'ye'];
const LONGEST_WORD = Math.max(...[...SURE, ...DOUBTFUL].map((word) => word.length));
const LONGEST_SENTENCE = 100;

/**
 * SQL of a relation (cell, n): the placeholders among the trimmed cells of a relation, and how often each stands. The
 * words are joined, since a condition would compare each cell with each of them.
 *
 * @param by other columns of the relation by which they are counted apart
 */
export function placeholdersSql(relation: string, by = ''): string {
  const cell = by === '' ? 'cell' : `${by}, cell`;
  const words = [...SURE, ...DOUBTFUL].map((word) => `'${word.replaceAll("'", "''")}'`).join(', ');
  const begins = BEGINS.map((begin) => `'${begin}'`).join(', ');
  return `(SELECT ${cell}, count(*)::DOUBLE AS n FROM (
    SELECT ${cell} FROM ${relation} WHERE length(cell) <= ${LONGEST_WORD} AND lower(cell) IN (SELECT unnest([${words}]))
    UNION ALL SELECT ${cell} FROM ${relation} WHERE CASE WHEN length(cell) BETWEEN 8 AND ${LONGEST_SENTENCE}
      AND lower(left(cell, 2)) IN (${begins}) THEN regexp_full_match(lower(cell), '${NOTHING}') ELSE false END
    ) GROUP BY ${cell})`;
}

/** A placeholder, and how many cells hold it. */
export interface Placeholder {
  cell: string;
  n: number;
}

/** The placeholders in some columns of a block, by place; most frequent first. */
export async function placeholdersOf(
  table: AuditTable,
  { relation }: ColumnBlock,
  places: readonly number[],
): Promise<Map<number, Placeholder[]>> {
  const some = `(SELECT place, cell FROM ${relation} WHERE place IN (${places.join(', ')}))`;
  const found = await table.ask<Placeholder & { place: number }>(
    `SELECT place, cell, n FROM ${placeholdersSql(some, 'place')} ORDER BY place, n DESC, cell`,
  );
  const byPlace = new Map<number, Placeholder[]>();
  for (const { place, ...one } of found) byPlace.set(place, [...(byPlace.get(place) ?? []), one]);
  return byPlace;
}

/** A placeholder in a column; a few words are told only where they are a small part of many values. */
export async function placeholderFindings(
  table: AuditTable,
  roles: AuditRoles,
  place: number,
  { found, filled, meanLength }: { found: readonly Placeholder[]; filled: number; meanLength: number },
): Promise<Finding[]> {
  const name = table.names[place]!;
  const sure = found.filter(({ cell, n }) => {
    const isDoubtful = DOUBTFUL.includes(cell.toLowerCase());
    return !isDoubtful || (n >= OFTEN && meanLength > CODES);
  });
  const concerned = sure.reduce((sum, { n }) => sum + n, 0);
  if (concerned === 0) return [];
  const condition = `cell IN (${sure.map(({ cell }) => `'${cell.replaceAll("'", "''")}'`).join(', ')})`;
  return [
    finding({
      code: 'PLACEHOLDER',
      severity: severityIn(roles, name, 'PLACEHOLDER'),
      column: name,
      message: `${part(concerned, filled, 'cells')} in ${quoted(name, 40)} ${does(concerned, 'stand')} for a value that is missing: ${listed(sure.map(({ cell }) => quoted(cell, 40)))}.`,
      action: 'Taken for values like any other. Blank these cells in the table.',
      count: concerned,
      all: filled,
      of: 'cells',
      examples: await table.examples(await table.column(place), condition),
    }),
  ];
}
