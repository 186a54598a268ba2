import type { BlindSpots, Perspective } from '@parallax-map/core';
import type { Matrix, NeighborGraph } from '@parallax-map/kernels';
import { blindSpotsStep, unseen } from './doubt/index.js';
import { findDefaultHere, type EncoderDecision, type ResolveEncoderOptions } from './encode/index.js';
import type { Made, StepRunner } from './run-step.js';
import { keptRows, type Table } from './store/index.js';
import { rowName } from './summarise.js';

export interface BlindSpotsOptions {
  perspective: Perspective;
  encoder: EncoderDecision;
  /** How the encoder is called in the report. */
  encoderName: string;
  data: Made<{ table: Table }>;
  vectors: Made<Matrix>;
  graph: Made<NeighborGraph>;
  /** Where the default model would be found. */
  models: ResolveEncoderOptions;
}

/**
 * What counted words cannot see: free beside a sentence encoder; where words were counted, read off at most a
 * thousand texts by the default model, if that is on this machine.
 *
 * @returns null where nobody wants to know, or the vectors are one's own, of which nobody says what they mean
 */
export async function lookForBlindSpots(
  runner: StepRunner,
  { perspective, encoder, encoderName, data, vectors, graph, models }: BlindSpotsOptions,
): Promise<BlindSpots | null> {
  if (!perspective.doubt.blindSpots || encoder.encoder === 'vectors') return null;
  const { table } = data.output;
  const rows = keptRows(table);
  const inputs = {
    texts: Array.from(rows, (row) => table.text[row]!),
    titles: Array.from(rows, (row) => rowName(table, row)),
    rows,
    vectors: vectors.output,
    graph: graph.output,
    resources: null,
  };
  const keys = [data.key, vectors.key, graph.key];
  if (encoder.encoder !== 'tfidf') {
    const section = {
      meaning: 'run' as const,
      encoder: encoderName,
      dimensions: perspective.encode.dimensions,
      words: `ICU ${process.versions.icu}, Unicode ${process.versions.unicode}`,
    };
    return (await runner.run(blindSpotsStep, section, inputs, keys)).output;
  }
  const here = await findDefaultHere(models);
  if (here === null) return unseen();
  const { section, resources } = here;
  return (await runner.run(blindSpotsStep, { meaning: section }, { ...inputs, resources }, keys)).output;
}
