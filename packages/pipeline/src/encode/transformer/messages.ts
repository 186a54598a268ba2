import type { Pooling } from '../models/model-settings.js';

/** How a text becomes a vector, beside the model itself. */
export interface Reading {
  /** Most tokens that the model is given at once, special tokens counted. */
  maxTokens: number;
  /** What happens to a longer text: its end is cut off, or passages of it are averaged. */
  long: 'cut' | 'passages';
  pooling: Pooling;
  /** Put before every text. */
  prefix: string;
}

/** What a worker is told at its start. */
export interface WorkerSetup extends Reading {
  /** Path of the ONNX graph and of `tokenizer.json`. */
  graph: string;
  tokenizer: string;
}
