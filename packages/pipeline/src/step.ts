import { createHash } from 'node:crypto';
import type { RunEvent, Tally } from '@parallax-map/core';
import type { Artifact, Store } from './store/index.js';

export interface StepContext {
  store: Store;
  signal: AbortSignal;
  /** Threads a step may use; its output must not depend on it. */
  threads: number;
  emit(event: RunEvent): void;
  /** Reports progress of this step: `done` of `total` `unit` (rows, epochs). */
  progress(done: number, total: number, unit: string): void;
  /**
   * Says what this step found done already, for timing.json and the terminal: it may differ from run to run, and so
   * has no place in an artifact or the report.
   */
  tally(counts: Tally): void;
}

/**
 * One step of the pipeline. `section` is the canonical part of the recipe it reads: whatever it does not read
 * is not in it, so that other decisions leave its artifact standing.
 */
export interface Step<Section, Inputs, Output> {
  readonly name: string;
  /** Goes up whenever the same section and inputs would make other bytes. */
  readonly version: number;
  /** What it does, in a few words for the terminal. */
  readonly about: string;
  make(section: Section, inputs: Inputs, context: StepContext): Promise<Output>;
  save(output: Output): Record<string, Uint8Array>;
  /** Throws on anything malformed, which counts as a miss. */
  load(artifact: Artifact): Output;
  /** For a step that also writes outside the store: whether that still stands. Otherwise it is made again. */
  stands?(output: Output): Promise<boolean>;
}

/** SHA-256 over (step, version, section, keys of the inputs), in hex. */
export function artifactKey(
  step: { name: string; version: number },
  section: unknown,
  inputKeys: string[],
): string {
  const parts = [step.name, step.version, canonical(section), inputKeys];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The same value with the keys of every object sorted, so that equal decisions hash alike. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, canonical(inner)]),
    );
  }
  return value;
}
