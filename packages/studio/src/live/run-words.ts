import type { ErrorCode } from '@parallax-map/core';
import { counted, whole } from '../words.js';
import type { StepStory } from './story.js';

/** "412 of 1,200 texts"; empty where the step does not say. */
export function doneInWords({ done, total, unit }: StepStory): string {
  if (total <= 0) return '';
  return unit === 'percent'
    ? `${whole(done)} %`
    : `${whole(done)} of ${counted(total, unit.replace(/s$/, ''), unit)}`;
}

/** "35 s left", "4 min left"; empty where nobody can say yet. */
export function leftInWords({ secondsLeft, seconds }: StepStory): string {
  if (secondsLeft === null || seconds !== null) return '';
  return `${timeInWords(Math.max(1, secondsLeft))} left`;
}

/** 0.4 → "under 1 s", 35 → "35 s", 250 → "4 min". */
export function timeInWords(seconds: number): string {
  if (seconds < 1) return 'under 1 s';
  return seconds < 100 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** What a reader can do about a run that failed. */
export function adviceFor(code: string): string {
  return ADVICE[code as ErrorCode] ?? 'What was finished is kept: a run goes on from there.';
}

const TABLE = 'Mend the table, or say in the recipe how it is to be read; then run again.';
const ENCODER =
  'What was encoded is kept. Run again when the embedding server answers, or choose another encoder.';
const MODEL = 'Run again with a network, or with an encoder that is on this machine.';
const DISK = 'Make room or give the folder back its permissions; then run again. What was finished is kept.';

const ADVICE: Partial<Record<ErrorCode, string>> = {
  ...{ DATA_MISSING: TABLE, DATA_UNREADABLE: TABLE, DATA_EMPTY: TABLE, DATA_TOO_SMALL: TABLE },
  ...{ DATA_TOO_LARGE: TABLE, DATA_IDENTICAL: TABLE, COLUMN_MISSING: TABLE, COLUMNS_UNCLEAR: TABLE },
  ...{ ENCODER_UNAVAILABLE: ENCODER, ENCODER_REFUSED: ENCODER, ENCODER_INVALID: ENCODER },
  ...{ MODEL_UNAVAILABLE: MODEL, MODEL_INVALID: MODEL, MODEL_CORRUPT: MODEL },
  ...{ DISK_FULL: DISK, FOLDER_UNWRITABLE: DISK },
  AUDIT_FAILED: 'The run was told to stop on what the audit found: see below, mend the table, and run again.',
  RECIPE_INVALID: 'Mend parallax.json in the folder of results; then run again.',
  RUN_LOCKED: 'Wait for the other run on this folder; then run again.',
  INTERNAL: 'This is a fault in Parallax itself. At the terminal, --stack shows where it came from.',
};
