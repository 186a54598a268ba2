import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect } from 'vitest';
import type { ErrorCode } from '@parallax-map/core';
import { profileTable, dataStep, type DataOutput } from '../../src/data/index.js';
import { fileRequest } from '../../src/source/index.js';
import type { StepContext } from '../../src/step.js';

/** Path of a new file that is gone after the run of all tests; its name may begin with folders. */
export async function tableFile(name: string, content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-test-'));
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

/**
 * A Parquet file of what a query gives.
 *
 * @param renamed names that SQL cannot give, by one of the same length that the query gives
 */
export async function parquetFile(query: string, renamed: Record<string, string> = {}): Promise<string> {
  const path = await tableFile('table.parquet', '');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  let bytes = await readFile(path, 'latin1');
  for (const [given, name] of Object.entries(renamed)) bytes = bytes.replaceAll(given, name);
  await writeFile(path, bytes, 'latin1');
  return path;
}

export type Section = Parameters<typeof dataStep.make>[0];

/** A section with the columns given and defaults for the rest. */
export function section(columns: Partial<Section['columns']>, rest: Partial<Section> = {}): Section {
  const none = {
    id: null,
    title: null,
    time: null,
    image: null,
    weight: null,
    link: null,
    linkFallback: null,
  };
  return {
    columns: { ...none, text: '{text}', facets: [], ...columns },
    top: null,
    by: null,
    duplicates: 'drop',
    reading: { ...fileRequest('').options, files: null },
    ...rest,
  };
}

/** Runs the data step on a file. */
export async function makeData(path: string, decisions: Section): Promise<DataOutput> {
  const context = { signal: new AbortController().signal } as StepContext;
  return dataStep.make(decisions, await profileTable(fileRequest(path)), context);
}

/** What a rejected promise must look like. */
export function refusal(code: ErrorCode, message: RegExp): unknown {
  return { code, message: expect.stringMatching(message) as string };
}
