import type { Finding, FindingCode } from '@parallax-map/core';
import type { AuditTable, Spot } from './audit-table.js';
import { finding } from './finding.js';
import { MAY_BE_GARBLED_SQL, mended } from './mojibake.js';
import { severityIn, type AuditRoles } from './roles.js';
import { does, part, quoted } from './words.js';

const TAG =
  '</?(p|br|b|i|u|em|strong|a|div|span|li|ul|ol|dl|dt|dd|h[1-6]|table|tbody|tr|td|th|img|font|sup|sub|small|center|blockquote|code|pre|hr|script|style|iframe)(\\s[^<>]*)?/?>';
const ENTITY =
  '&(amp|lt|gt|quot|apos|nbsp|copy|reg|trade|hellip|mdash|ndash|lsquo|rsquo|sbquo|ldquo|rdquo|bdquo|laquo|raquo|bull|middot|euro|pound|deg|times|[aeiouyncszAEIOUYNCSZ](grave|acute|circ|tilde|uml|cedil|ring|slash|caron)|aring|Aring|aelig|AElig|szlig|#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5});';

/** Faults of single characters: what to look for in `raw`, and what to say of it. */
const FAULTS: readonly {
  code: FindingCode;
  condition: string;
  /** How the message goes on after "5 of 9 cells in "text" hold". */
  hold: string;
  action: string;
}[] = [
  {
    code: 'REPLACEMENT_CHARACTERS',
    condition: "contains(raw, '\ufffd')",
    hold: 'U+FFFD (�), which stands for letters lost in an earlier conversion',
    action:
      'Taken as they stand: the letters are not in this file any more. If the file was converted, read the one before; --text-encoding says how.',
  },
  {
    code: 'CONTROL_CHARACTERS',
    condition:
      "CASE WHEN strlen(raw) = length(raw) THEN regexp_matches(raw, '[\\x00-\\x08\\x0E-\\x1F\\x7F]') ELSE regexp_matches(raw, '[\\x00-\\x08\\x0E-\\x1F\\x7F-\\x{84}\\x{86}-\\x{9F}]') END",
    hold: 'control characters, which no one can see and some programs act on',
    action: 'Taken as they stand; the terminal shows blanks in their place. Take them out of the table.',
  },
  {
    code: 'MARKUP',
    condition: `CASE WHEN contains(raw, '<') AND regexp_matches(raw, '${TAG}', 'i') THEN true WHEN contains(raw, '&') THEN regexp_matches(raw, '${ENTITY}') ELSE false END`,
    hold: 'HTML tags or entities',
    action: 'Taken as they stand, so that tags are read as words. Take the HTML out of the table.',
  },
  {
    code: 'INVISIBLE_CHARACTERS',
    condition:
      "CASE WHEN strlen(raw) = length(raw) THEN false ELSE regexp_matches(raw, '[\\x{AD}\\x{61C}\\x{180E}\\x{200B}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{2064}\\x{2066}-\\x{206F}\\x{FEFF}]') END",
    hold: 'characters that cannot be seen (soft hyphens, marks of direction, blanks of no width)',
    action: 'Taken as they stand: cells that look the same may differ. Take them out of the table.',
  },
];

/** Share of a column's cells from which garbled ones spoil it; the map can do with fewer. */
const SPOILED = 0.01;

/** SQL of a struct that counts the cells of a relation (r, raw, cell) with each fault. */
export const CHARACTERS_SQL = `{${[...FAULTS, { code: 'GARBLED', condition: garbledSql() }]
  .map(({ code, condition }) => `"${code}": (count(*) FILTER (${condition}))::DOUBLE`)
  .join(', ')}}`;

export type CharacterCounts = Record<FindingCode, number>;

/** What is wrong with the characters of a column. */
export async function characterFindings(
  table: AuditTable,
  roles: AuditRoles,
  place: number,
  { counts, filled }: { counts: CharacterCounts; filled: number },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (Object.values(counts).every((n) => n === 0)) return findings;
  const name = table.names[place]!;
  const relation = await table.column(place);
  for (const { code, condition, hold, action } of FAULTS) {
    if (counts[code] === 0) continue;
    findings.push(
      finding({
        code,
        severity: severityIn(roles, name, code),
        column: name,
        message: `${part(counts[code], filled, 'cells')} in ${quoted(name, 40)} ${does(counts[code], 'hold')} ${hold}.`,
        action,
        count: counts[code],
        all: filled,
        of: 'cells',
        examples: await table.examples(relation, condition, 'raw'),
      }),
    );
  }
  return counts.GARBLED === 0
    ? findings
    : [...findings, ...(await garbled(table, name, { relation, filled, roles }))];
}

function garbledSql(): string {
  return `CASE WHEN strlen(raw) = length(raw) THEN false ELSE ${MAY_BE_GARBLED_SQL} END`;
}

async function garbled(
  table: AuditTable,
  name: string,
  { relation, filled, roles }: { relation: string; filled: number; roles: AuditRoles },
): Promise<Finding[]> {
  let concerned = 0;
  const spots: Spot[] = [];
  let example = '';
  await table.each(`SELECT r, raw FROM ${relation} WHERE ${garbledSql()} ORDER BY r`, ([r, raw]) => {
    const text = raw as string;
    const before = mended(text);
    if (before === undefined) return;
    concerned++;
    if (spots.length < table.most) spots.push({ r: Number(r), value: around(text) });
    if (concerned === 1) example = `: ${quoted(around(text))} was likely ${quoted(around(before))}`;
  });
  if (concerned === 0) return [];
  return [
    finding({
      code: 'GARBLED',
      severity: roles.of.has(name) ? (concerned >= SPOILED * filled ? 'error' : 'warning') : 'note',
      column: name,
      message: `${part(concerned, filled, 'cells')} in ${quoted(name, 40)} ${does(concerned, 'hold')} UTF-8 that was once read as windows-1252${example}.`,
      action:
        'Taken as they stand: the file itself has the wrong letters. Write it again from its source, with one encoding throughout.',
      count: concerned,
      all: filled,
      of: 'cells',
      examples: await table.show(spots),
    }),
  ];
}

/** The text around its first letter beyond ASCII. */
function around(text: string): string {
  const at = text.search(/[^\u0000-\u007f]/); // eslint-disable-line no-control-regex -- ASCII is what it is not
  const from = Math.max(0, text.lastIndexOf(' ', Math.max(0, at - 20)) + 1);
  const piece = text.slice(from, at + 40);
  return `${from > 0 ? '…' : ''}${piece}${at + 40 < text.length ? '…' : ''}`;
}
