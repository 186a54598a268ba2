import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audit, FileReading } from '@parallax-map/core';
import type { Batch } from './batch.js';
import { makers } from './corpus-makers.js';
import { ended, query, ROOT, start, type Ended } from './parallax.js';

/** An input, and what a user is right to expect of it: an entry of test/corpus/corpus.json. */
export interface Entry {
  name: string;
  /** What it is, in words. */
  about: string;
  /** File of test/corpus/files that is the input, under its own name or the one of `named`. */
  file?: string;
  named?: string;
  /** Recipe in corpus-makers.ts that makes the input: for what is large or no plain file. */
  make?: string;
  /** What stands for the table in the command line; `named` or `file` else. */
  args?: string[];
  /** File that comes on standard input. */
  stdin?: string;
  /** What parallax.json says instead of the usual, by section, or the file as it stands; the run is of the folder. */
  recipe?: Record<string, unknown> | string;
  flags?: string[];
  /** Mapped with counted words; else only audited. */
  run?: boolean;
  /** In a process of its own, as it may stall. */
  alone?: boolean;
  /** In words for people instead of JSON. */
  plain?: boolean;
  expect: Expected;
  /** What root gets instead, who may read everything. */
  asRoot?: Expected;
}

/** What is not named here may be as it likes. */
export interface Expected {
  status: number;
  code?: string;
  /** What the message must say. */
  says?: string[];
  rows?: number;
  kept?: number;
  columns?: number;
  files?: number;
  format?: string;
  encoding?: string;
  gzip?: boolean;
  delimiter?: string;
  rejected?: number;
  /** First line of the first reject. */
  rejectAt?: number;
  rejoined?: number;
  blankLines?: number;
  nulBytes?: number;
  recoded?: number;
  /** The ways lines end in: `lf`, `crlf`, `cr`, with blanks between them. */
  lineEnds?: string;
  /** Codes of findings that must be there, and that must not. */
  findings?: string[];
  never?: string[];
  /** Ids that rows.parquet must hold as they stand. */
  ids?: string[];
}

/** What came of it. `faults` are what no input may bring about. */
export type Outcome = Partial<Record<keyof Expected, unknown>> & {
  status: number | null;
  message: string;
  faults: string[];
};

export async function readCorpus(): Promise<Entry[]> {
  return JSON.parse(await readFile(join(CORPUS, 'corpus.json'), 'utf8')) as Entry[];
}

/** Puts an input into a folder and runs the command on it. */
export async function outcomeOf(entry: Entry, folder: string, batch: Batch): Promise<Outcome> {
  await place(entry, folder);
  const args = commandLine(entry);
  const alone = entry.alone === true || entry.stdin !== undefined;
  const result = alone ? await runAlone(entry, args, folder) : await batch.run(args, folder);
  return read(entry, result, folder);
}

/** Each expectation that an outcome does not meet, in words. */
export function differences({ expect, asRoot }: Entry, outcome: Outcome): string[] {
  const root = process.getuid?.() === 0;
  const { says = [], findings = [], never = [], ids = [], ...exact } = (root ? asRoot : undefined) ?? expect;
  const has = (list: unknown, one: string): boolean => Array.isArray(list) && list.includes(one);
  return [
    ...outcome.faults,
    ...Object.entries(exact)
      .filter(([key, value]) => outcome[key as keyof Expected] !== value)
      .map(([key, value]) => `${key}: ${shown(outcome[key as keyof Expected])} instead of ${shown(value)}`),
    ...says
      .filter((phrase) => !outcome.message.includes(phrase))
      .map((phrase) => `does not say ${shown(phrase)}`),
    ...findings.filter((code) => !has(outcome.findings, code)).map((code) => `does not find ${code}`),
    ...never.filter((code) => has(outcome.findings, code)).map((code) => `finds ${code}`),
    ...ids.filter((id) => !has(outcome.ids, id)).map((id) => `has no id ${shown(id)}`),
  ];
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

const CORPUS = join(ROOT, 'test', 'corpus');
const FILES = join(CORPUS, 'files');

async function place(entry: Entry, folder: string): Promise<void> {
  if (entry.file !== undefined) await copyFile(join(FILES, entry.file), join(folder, nameOf(entry)));
  if (entry.make !== undefined) await makers[entry.make]!(folder, FILES);
  if (entry.recipe !== undefined) {
    await copyFile(join(FILES, 'utf-8.csv'), join(folder, 'films.csv'));
    await mkdir(join(folder, 'films.parallax'));
    const recipe = typeof entry.recipe === 'string' ? entry.recipe : JSON.stringify(merged(entry.recipe));
    await writeFile(join(folder, 'films.parallax', 'parallax.json'), recipe);
  }
}

function nameOf({ named, file }: Entry): string {
  return named ?? file!;
}

function merged(changes: Record<string, unknown>): unknown {
  const data = { source: '../films.csv', columns: { text: '{overview}' }, ...(changes['data'] as object) };
  return { version: 1, perspectives: { main: {} }, ...changes, data };
}

function commandLine(entry: Entry): string[] {
  const { args = [entry.recipe === undefined ? nameOf(entry) : 'films.parallax'], flags = [] } = entry;
  const json = entry.plain === true ? [] : ['--json'];
  // What begins with a dash is a flag, unless it stands behind two of them.
  const table = args[0]?.startsWith('-') && args[0] !== '-' ? ['--', ...args] : args;
  const out = entry.recipe === undefined ? ['--out', OUT] : [];
  if (entry.run !== true) return ['audit', ...json, ...out, ...flags, ...table];
  return ['run', ...json, '--encoder', 'tfidf', '--no-refit', '--no-open', ...out, ...flags, ...table];
}

const OUT = 'out.parallax';
/** Milliseconds after which a command that may stall is taken to have stalled. */
const STALLED = 30_000;

async function runAlone(entry: Entry, args: string[], folder: string): Promise<Ended> {
  const child = start(args, { cwd: folder, stdin: entry.stdin && join(FILES, entry.stdin) });
  const timer = setTimeout(() => child.kill('SIGKILL'), STALLED);
  const result = await ended(child);
  clearTimeout(timer);
  return result;
}

async function read(entry: Entry, { status, signal, out, err }: Ended, folder: string): Promise<Outcome> {
  const outcome: Outcome = { status, faults: [], message: err.trim() };
  if (signal !== null) outcome.faults.push(`ended by ${signal}`);
  if (hasControl(out + err, entry.plain === true)) outcome.faults.push('prints control characters');
  if (entry.plain === true) return { ...outcome, message: out + err };
  if (status !== 0) return { ...outcome, ...ofError(outcome.message) };
  if (err !== '') outcome.faults.push(`prints an error and ends well: ${err}`);
  const results = join(folder, entry.recipe === undefined ? OUT : 'films.parallax', 'perspectives', 'main');
  const audit = JSON.parse(await readFile(join(results, 'audit.json'), 'utf8')) as Audit;
  const audited = { ...outcome, ...ofAudit(audit, outcome.faults) };
  return entry.run === true ? { ...audited, ...(await ofRows(results, audit, outcome.faults)) } : audited;
}

/** What a terminal would act upon; line ends and tabs are text. JSON, which programs read, may hold C1 controls. */
function hasControl(printed: string, plain: boolean): boolean {
  return (plain ? /[^\P{Cc}\n\t]/u : /[^\P{Cc}\n\u007f-\u009f]/u).test(printed);
}

function ofError(printed: string): Partial<Outcome> {
  try {
    const { code, message } = JSON.parse(printed) as { code: string; message: string };
    return { code, message };
  } catch {
    // commander tells of flags that it does not know in words.
    return { message: printed };
  }
}

function ofAudit({ rows, columns, reading, findings }: Audit, faults: string[]): Partial<Outcome> {
  const { files, rejects, rejoined } = reading;
  const sum = (of: (file: FileReading) => number): number => files.reduce((all, file) => all + of(file), 0);
  for (const { lines, headerLines, blankLines, rowLines, rejectedLines, name } of files) {
    const placed = headerLines + blankLines + rowLines + rejectedLines;
    if (lines !== null && lines !== placed)
      faults.push(`${name} has ${lines} lines, ${placed} are accounted for`);
  }
  if (sum((file) => file.rows) !== rows)
    faults.push(`the files have ${sum((file) => file.rows)} rows, not ${rows}`);
  const ends = (['lf', 'crlf', 'cr'] as const).filter((end) => sum(({ lineEnds }) => lineEnds[end]) > 0);
  const last = files.at(-1);
  return {
    rows,
    columns,
    files: files.length,
    format: last?.format,
    encoding: last?.encoding,
    gzip: last?.gzip,
    delimiter: last?.delimiter,
    rejected: sum(({ rejectedLines }) => rejectedLines),
    rejectAt: rejects[0]?.line,
    rejoined: rejoined.length,
    blankLines: sum(({ blankLines }) => blankLines),
    nulBytes: sum(({ nulBytes }) => nulBytes),
    recoded: sum(({ recodedLines }) => recodedLines),
    lineEnds: ends.join(' '),
    findings: [...new Set(findings.map(({ code }) => code))].sort(),
  };
}

async function ofRows(results: string, audit: Audit, faults: string[]): Promise<Partial<Outcome>> {
  const path = join(results, 'rows.parquet').replaceAll("'", "''");
  const rows = await query(`SELECT id, kept FROM read_parquet('${path}') ORDER BY "row"`);
  if (rows.length !== audit.rows)
    faults.push(`rows.parquet has ${rows.length} rows, the table ${audit.rows}`);
  const page = await readFile(join(results, 'map.html'), 'utf8');
  if (/<script>alert|<img src=x|href="javascript:/i.test(page))
    faults.push('map.html holds a script of the table');
  return { kept: rows.filter(({ kept }) => kept === true).length, ids: rows.map(({ id }) => id) };
}
