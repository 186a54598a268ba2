/** What a worker is told at its start. */
export interface WorkerSetup {
  graph: string;
  tokenizer: string;
  dimensions: number;
  maxTokens: number;
}

/**
 * Texts to encode, which the worker answers with one `Answer` for each request, in order; or to stop after
 * the text at hand, give back what the session holds, and end.
 */
export type Request = { texts: string[] } | 'stop';

export type Answer = { encoded: Encoded } | { error: unknown };

export interface Encoded {
  /** Row-major, texts × d, unit length. */
  vectors: Float32Array;
  /** Tokens of each whole text, before it was cut. */
  tokens: Uint32Array;
}
