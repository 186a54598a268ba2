/** What a worker is told at its start. */
export interface DeriveSetup {
  /** Paths of the ONNX graph in float32 and of its `tokenizer.json`. */
  graph: string;
  tokenizer: string;
  /** Most tokens the graph has positions for. */
  positions: number;
  /** How weights are stored: see `quantiseGraph`. */
  signed: boolean;
}

/** What it answers, once; after `stop`, in the midst of the texts, nothing. */
export type DeriveAnswer = { graph: Uint8Array } | { unfit: string } | { error: unknown };

export type DeriveRequest = 'stop';
