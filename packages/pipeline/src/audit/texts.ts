import { fillText } from '../data/index.js';
import type { AuditTable } from './audit-table.js';
import { trimmedSql } from '../source/index.js';
import type { AuditRoles } from './roles.js';

/** Texts that are looked at one by one: more are sampled. */
export const MOST_TEXTS = 20_000;
/** Characters of a sampled text that are looked at. */
const LONGEST = 20_000;

/**
 * Makes the relation `texts` (r, t, title): the text of each row as the run will encode it, null where there is
 * none, and its title.
 */
export async function makeTexts(table: AuditTable, { text, columns }: AuditRoles): Promise<void> {
  const { names } = table;
  const cell = (name: string): string => trimmedSql(`c${names.indexOf(name)}`);
  const title = columns.title === null ? 'NULL::VARCHAR' : cell(columns.title);
  const [only] = text.columns;
  const isWhole = text.columns.length === 1 && text.literals.every((literal) => literal === '');
  if (isWhole) {
    await table.run(
      `CREATE OR REPLACE TEMP TABLE texts AS SELECT r, ${cell(only!)} AS t, ${title} AS title FROM cells`,
    );
    return;
  }
  await table.run('CREATE OR REPLACE TEMP TABLE texts (r BIGINT, t VARCHAR, title VARCHAR)');
  const appender = await table.source.connection.createAppender('texts');
  const cells = text.columns.map((name) => cell(name));
  const sql = `SELECT r, ${[title, ...cells].join(', ')} FROM cells ORDER BY r`;
  await table.each(sql, ([r, titled, ...values]) => {
    const filled = fillText(
      text,
      values.map((value) => (value as string | null) ?? ''),
    );
    appender.appendBigInt(r as bigint);
    if (filled === '') appender.appendNull();
    else appender.appendVarchar(filled);
    if (titled === null) appender.appendNull();
    else appender.appendVarchar(titled as string);
    appender.endRow();
  });
  appender.closeSync();
}

export interface Sample {
  /** Rows with text. */
  all: number;
  texts: { r: number; text: string }[];
  /** Whether not all texts are here. */
  sampled: boolean;
}

/** The texts, or `MOST_TEXTS` of them, spread evenly. */
export async function sampleTexts(table: AuditTable): Promise<Sample> {
  const [counted] = await table.ask<{ n: number }>('SELECT count(t)::DOUBLE AS n FROM texts');
  const all = counted!.n;
  const sampled = all > MOST_TEXTS;
  const some = sampled
    ? `r IN (SELECT r FROM (SELECT r, row_number() OVER (ORDER BY r) - 1 AS k FROM texts WHERE t IS NOT NULL)
        WHERE k * ${MOST_TEXTS} // ${all} <> (k - 1) * ${MOST_TEXTS} // ${all} OR k = 0)`
    : 't IS NOT NULL';
  const texts: Sample['texts'] = [];
  await table.each(`SELECT r, left(t, ${LONGEST}) FROM texts WHERE ${some} ORDER BY r`, ([r, text]) =>
    texts.push({ r: Number(r), text: text as string }),
  );
  return { all, texts, sampled };
}
