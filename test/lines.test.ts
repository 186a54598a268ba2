import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Audit } from '@parallax-map/core';
import { fileIn, query, runJson, SAMPLE, tempFolder } from './support/parallax.js';

const COLUMNS = 12;

/** The sample as people send it, its lines apart by LF and CRLF, the last one without an end. */
async function messy(): Promise<string> {
  const [header, ...rows] = (await readFile(SAMPLE, 'utf8')).trimEnd().split('\n') as [string, ...string[]];
  const fields = (text: string, id: string): string => `${id}${','.repeat(COLUMNS - 1)}${text}`;
  return [
    `\n${header}\n`,
    `   \n`,
    ...rows.slice(0, 40).map((row) => `${row}\n`),
    `${fields('"A whaler writes home.\n\n\nNobody answers him for years, and the letters pile up."', 'q1')}\n`,
    `\n\t\n`,
    `${header}\n`,
    `one,two,three\n`,
    `q5,The Long\nWay Home${','.repeat(COLUMNS - 2)}A ferryman counts his coins and never crosses.\n`,
    ...rows.slice(40, 80).map((row) => `${row}\r\n`),
    `${rows[3]!}\r\n`,
    `${fields('', 'q2')}\r\n`,
    `${'x,'.repeat(COLUMNS + 3)}x\r\n`,
    `${fields('"A quote that is "never" closed', 'q3')}\n`,
    `\r\n`,
    ...rows.slice(80).map((row) => `${row}\n`),
    `${fields('The last line has no end and its lighthouse keeper no relief before spring.', 'q4')}`,
  ].join('');
}

interface Row {
  line: number;
  kept: boolean;
  dropped_because: string | null;
}

test('every line of a messy file is the header, blank, of a row or a reject, and stands in the results', async () => {
  const folder = await tempFolder();
  const text = await messy();
  await writeFile(join(folder, 'films.csv'), text);
  const out = join(folder, 'films.parallax');
  const flags = ['--encoder', 'tfidf', '--no-open', '--no-refit', '--top', '110'];
  const { status, err } = await runJson([join(folder, 'films.csv'), '--out', out, ...flags]);
  expect([status, err]).toEqual([0, '']);

  const { reading } = JSON.parse(await readFile(fileIn(out, 'audit.json'), 'utf8')) as Audit;
  const [file] = reading.files as [(typeof reading.files)[number]];
  const rows = (await query(
    `SELECT line, kept, dropped_because FROM '${fileIn(out, 'rows.parquet')}' ORDER BY row`,
  )) as unknown as Row[];
  const rejects = (await query(
    `SELECT line::INT AS line, lines::INT AS lines FROM read_csv('${fileIn(out, 'rejects.csv')}', all_varchar = true)`,
  )) as { line: number; lines: number }[];

  const lines = text.split(/\r\n|\n/);
  const is = new Map<number, string>();
  const claim = (first: number, count: number, what: string): void => {
    for (let line = first; line < first + count; line++) {
      expect([line, is.get(line)]).toEqual([line, undefined]);
      is.set(line, what);
    }
  };
  for (const { line, lines: count } of rejects) claim(line, count, 'reject');
  for (const [i, { line }] of rows.entries()) {
    expect(line).toBeGreaterThan(rows[i - 1]?.line ?? 0);
    // A row goes on up to the next row or reject; what is blank before that is no part of it.
    let end = line + 1;
    while (end <= lines.length && !is.has(end) && end !== rows[i + 1]?.line) end++;
    while (isBlank(lines[end - 2]!)) end--;
    claim(line, end - line, 'row');
  }
  lines.forEach((content, i) => {
    if (!is.has(i + 1)) is.set(i + 1, isBlank(content) ? 'blank' : 'header');
  });

  const count = (what: string): number => [...is.values()].filter((value) => value === what).length;
  expect([...is].filter(([, what]) => what === 'header')).toEqual([[2, 'header']]);
  expect({
    header: count('header'),
    blank: count('blank'),
    row: count('row'),
    reject: count('reject'),
  }).toEqual({
    header: file.headerLines,
    blank: file.blankLines,
    row: file.rowLines,
    reject: file.rejectedLines,
  });
  expect(is.size).toBe(file.lines);
  expect(file.lines).toBe(lines.length);

  // Each kind of mess is there, and each row that was left out says why.
  expect(reading.rejoined.map(({ row, line }) => [rows[row]!.line, line])).toEqual([[52, 52]]);
  expect(rejects.map(({ line }) => line)).toEqual([50, 51, 96, 97]);
  expect(count('blank')).toBe(5);
  const reasons = new Set(rows.map(({ dropped_because: reason }) => reason));
  expect(reasons).toEqual(new Set([null, 'duplicate', 'no text', 'not in the top 110 by vote_count']));
  for (const row of rows) expect(row.kept).toBe(row.dropped_because === null);
});

function isBlank(line: string): boolean {
  return line.trim() === '';
}
