import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import { findModel, MINILM_L6_V2, type ModelFiles } from '../../dist/encode/index.js';
import type { StepContext } from '../../dist/step.js';
import { openStore, type Table } from '../../dist/store/index.js';

/** Workers are files of the build, so these tests read the steps as built. */

export const never = new AbortController().signal;

/** A new empty folder, gone after the run of all tests. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'parallax-encode-'));
}

/** The real model, from the cache or its sources; without it these tests fail. */
export function realModel(): Promise<ModelFiles> {
  return findModel(MINILM_L6_V2, { signal: never, note: () => {} });
}

export async function stepContext(folder: string): Promise<StepContext & { events: RunEvent[] }> {
  const events: RunEvent[] = [];
  return {
    store: await openStore(folder),
    signal: never,
    threads: 2,
    events,
    emit: (event) => events.push(event),
    progress: () => {},
    tally: () => {},
  };
}

/** A table of these texts, where the rows of `dropped` were not kept. */
export function tableOf(text: string[], dropped: number[] = []): Table {
  const rows = text.length;
  const blank = text.map(() => '');
  return {
    rows,
    id: blank,
    title: blank,
    text,
    kept: Uint8Array.from(text, (_, i) => (dropped.includes(i) ? 0 : 1)),
    droppedBecause: text.map((_, i) => (dropped.includes(i) ? 'blank' : null)),
    duplicateOf: new Int32Array(rows).fill(-1),
    time: text.map(() => null),
    year: new Float64Array(rows).fill(NaN),
    weight: new Float64Array(rows).fill(NaN),
    image: blank,
    link: blank,
    columns: [],
    line: new Uint32Array(rows),
    file: blank,
  };
}

export function rowOf({ data, cols }: Matrix, row: number): Float32Array {
  return data.slice(row * cols, (row + 1) * cols);
}

export function lengthOf(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
