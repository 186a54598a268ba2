/** Why there is nothing to show, in words a person can act on. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly advice: string;

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}

/** Any error as a Problem, so that every failure ends in a sentence on the page. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Problem(`The studio could not go on: ${message}`, 'Reload the page; if it stays, run again.', {
    cause: error,
  });
}
