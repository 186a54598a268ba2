/**
 * Every way Parallax can refuse, with the exit status of the command. Codes are stable: scripts may match them.
 * Statuses follow sysexits.h where it has a word for the case.
 */
export const ERRORS = {
  USAGE: { status: 64, about: 'The command line is not one Parallax understands.' },
  RECIPE_INVALID: { status: 65, about: 'parallax.json has an unknown key or a value of the wrong type.' },
  DATA_MISSING: { status: 66, about: 'The table is not there, or may not be read.' },
  DATA_UNREADABLE: { status: 65, about: 'The file is there, but is not a table of the format it claims.' },
  DATA_EMPTY: { status: 65, about: 'The table has no rows, or no row with text.' },
  DATA_TOO_SMALL: { status: 65, about: 'Too few rows with distinct text to lay out and cluster.' },
  DATA_TOO_LARGE: { status: 65, about: 'More rows than neighbours can be found for in memory.' },
  DATA_IDENTICAL: { status: 65, about: 'All texts are the same: there is nothing to tell apart.' },
  AUDIT_FAILED: { status: 1, about: 'The audit found what --fail-on names.' },
  COLUMN_MISSING: { status: 65, about: 'The recipe names a column that the table does not have.' },
  COLUMNS_UNCLEAR: { status: 65, about: 'No column looks like text: say which with --text.' },
  VECTORS_INVALID: { status: 65, about: 'Vectors of your own have a wrong shape, type or value.' },
  MODEL_UNAVAILABLE: { status: 69, about: 'No source of the model could be reached.' },
  MODEL_INVALID: { status: 65, about: 'The folder or repository holds no sentence encoder that can be run.' },
  MODEL_CORRUPT: { status: 65, about: 'A model file does not have the SHA-256 that the lock file requires.' },
  ENCODER_UNAVAILABLE: {
    status: 69,
    about: 'The embedding server could not be reached, or kept failing; what it gave before is kept.',
  },
  ENCODER_REFUSED: {
    status: 78,
    about: 'The embedding server said no: to the key, the model, the dimensions, the quota or a text.',
  },
  ENCODER_INVALID: {
    status: 76,
    about: 'What the embedding server answered are not the vectors that were asked for.',
  },
  FOLDER_UNWRITABLE: { status: 73, about: 'The results folder cannot be written.' },
  OUT_UNWRITABLE: { status: 73, about: 'The file of an export cannot be written.' },
  DISK_FULL: { status: 74, about: 'The disk has no room for what the run will make.' },
  FOLDER_INVALID: { status: 66, about: 'The folder is not a Parallax folder.' },
  RUN_LOCKED: { status: 75, about: 'Another run is at work on this folder.' },
  NOT_SEARCHABLE: {
    status: 69,
    about: 'No text can be encoded as the rows were, to search them by meaning.',
  },
  PORT_IN_USE: { status: 75, about: 'The port of the studio is taken.' },
  KERNEL_INPUT: { status: 65, about: 'A kernel was given numbers it cannot work with (NaN, wrong length).' },
  ABORTED: { status: 130, about: 'Stopped by the user; what was finished is kept.' },
  INTERNAL: { status: 70, about: 'A fault in Parallax itself.' },
} as const satisfies Record<string, { status: number; about: string }>;

export type ErrorCode = keyof typeof ERRORS;

/**
 * An error a person can act on: the message says what was required and what was got.
 *
 * @example throw new ParallaxError('DATA_EMPTY', 'films.csv has no rows; at least 2 are needed')
 */
export class ParallaxError extends Error {
  override readonly name = 'ParallaxError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Exit status of the command for this error. */
  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** Wraps what is not ours, so that every error that leaves Parallax has a code. */
export function asParallaxError(error: unknown): ParallaxError {
  if (error instanceof ParallaxError) return error;
  if (error instanceof Error && error.name === 'AbortError') {
    return new ParallaxError(
      'ABORTED',
      'Stopped. What was finished is kept; the same command goes on from there.',
      {
        cause: error,
      },
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return new ParallaxError('INTERNAL', message, { cause: error });
}
