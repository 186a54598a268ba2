import type { ResolveEncoderOptions } from './encoder.js';
import type { FindModelOptions } from './models/find-model.js';
import { reportDownload } from './report-download.js';
import type { Decided } from './settle-reading.js';

/** What a search for a model tells becomes notes and progress of the run. */
export function listening({
  signal,
  emit,
}: ResolveEncoderOptions): Pick<FindModelOptions, 'signal' | 'note' | 'progress'> {
  const note = (message: string): void => emit({ type: 'note', step: 'encode', message });
  return { signal, note, progress: reportDownload(emit) };
}

/** Tells what became of decisions that the recipe left open. */
export function tellDecided(decided: Decided, emit: ResolveEncoderOptions['emit']): void {
  for (const [path, { value, reason }] of Object.entries(decided)) {
    emit({ type: 'decision', path, value, reason });
  }
}
