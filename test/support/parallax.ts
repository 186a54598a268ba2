import { createHash } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Report, RunEvent, Topics } from '@parallax-map/core';
import { afterAll, onTestFinished } from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const COMMAND = join(ROOT, 'packages', 'cli', 'bin', 'parallax.js');
export const SAMPLE = join(ROOT, 'test', 'fixtures', 'films-120.csv');

export interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/** A folder of its own for a test, gone when the test is over. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder of its own for the tests of a file or a `describe`, gone after them; for use in `beforeAll`. */
export async function makeTemp(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-test-'));
  made.push(folder);
  return folder;
}

const made: string[] = [];
afterAll(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
});

/**
 * A folder of results of the sample with counted words, and the table beside it, as a run has just left them. The
 * run is done once for a file of tests; each test gets a copy.
 */
export async function finished(): Promise<string> {
  first ??= runSample();
  const folder = await tempFolder();
  await cp(await first, folder, { recursive: true });
  return join(folder, 'films.parallax');
}

let first: Promise<string> | undefined;

async function runSample(): Promise<string> {
  const folder = await makeTemp();
  await cp(SAMPLE, join(folder, 'films.csv'));
  const { status, err } = await runJson([join(folder, 'films.csv'), '--encoder', 'tfidf', '--no-open']);
  if (status !== 0) throw new Error(`the run of the sample failed: ${err}`);
  return folder;
}

/** A file of the first perspective. */
export function fileIn(out: string, name: string): string {
  return join(out, 'perspectives', 'main', name);
}

/** Who counts words in a test needs no model; what it says of meaning is then the same on every machine, and quick. */
export const NO_MODEL = {
  // Of this file of tests alone: what one of them fetches is not at hand for another.
  PARALLAX_CACHE: join(tmpdir(), `parallax-test-no-models-${process.pid}`),
  PARALLAX_MODELS: '',
};

/** `--encoder tfidf`, or a folder whose recipe has it. */
function countsWords(arg: string): boolean {
  if (arg === 'tfidf') return true;
  try {
    return readFileSync(join(arg, 'parallax.json'), 'utf8').includes('"encoder": "tfidf"');
  } catch {
    return false;
  }
}

/** The real command as a process; `stdin` is the path of what it reads there. */
export function start(
  args: string[],
  options: { env?: Record<string, string>; cwd?: string; stdin?: string } = {},
): ChildProcess {
  const stdin = options.stdin === undefined ? undefined : openSync(options.stdin, 'r');
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...(args.some(countsWords) && NO_MODEL), ...options.env },
    stdio: [stdin ?? 'ignore', 'pipe', 'pipe'],
  });
  if (stdin !== undefined) closeSync(stdin);
  return child;
}

/** Waits for a process to end and says what it printed. */
export function ended(child: ChildProcess): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, out, err }));
  });
}

export function parallax(
  args: string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Promise<Ended> {
  return ended(start(args, options));
}

/** Runs with --json and reads the events. */
export async function runJson(
  args: string[],
  options: { env?: Record<string, string> } = {},
): Promise<Ended & { events: RunEvent[] }> {
  const result = await parallax(['run', ...args, '--json'], options);
  const events = result.out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RunEvent);
  return { ...result, events };
}

export function eventsOf<T extends RunEvent['type']>(
  events: RunEvent[],
  type: T,
): Extract<RunEvent, { type: T }>[] {
  return events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
}

export async function readTopics(perspective: string): Promise<Topics> {
  return JSON.parse(await readFile(join(perspective, 'topics.json'), 'utf8')) as Topics;
}

export async function readReport(perspective: string): Promise<Report> {
  return JSON.parse(await readFile(join(perspective, 'report.json'), 'utf8')) as Report;
}

/** Asks DuckDB, as a user would. */
export async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  try {
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    instance.closeSync();
  }
}

/** Bytes of the files that must not change between equal runs. */
export async function fingerprints(perspective: string): Promise<Record<string, string>> {
  const names = ['rows.parquet', 'topics.json', 'report.json', 'map.html', 'map.png'];
  const entries = names.map(async (name) => {
    const bytes = await readFile(join(perspective, name));
    return [name, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
