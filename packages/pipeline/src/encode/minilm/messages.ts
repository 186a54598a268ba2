/** What a worker is told at its start. */
export interface WorkerSetup {
  graph: string;
  tokenizer: string;
  dimensions: number;
  maxTokens: number;
}

/** Texts to encode; the worker answers with one `Encoded` for each, in order. */
export interface EncodeRequest {
  texts: string[];
}

export interface Encoded {
  /** Row-major, texts × d, unit length. */
  vectors: Float32Array;
  /** Tokens of each whole text, before it was cut. */
  tokens: Uint32Array;
}
