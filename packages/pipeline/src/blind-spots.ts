import type { BlindSpots, Perspective } from '@parallax-map/core';
import type { Matrix, NeighborGraph } from '@parallax-map/kernels';
import { blindSpotsStep, unseen } from './doubt/index.js';
import {
  findDefaultHere,
  itemsOf,
  openEncoder,
  type ResolvedEncoder,
  type ResolveEncoderOptions,
} from './encode/index.js';
import type { Made, StepRunner } from './run-step.js';
import { keptRows, type Table } from './store/index.js';
import { rowName } from './summarise.js';

export interface BlindSpotsOptions {
  perspective: Perspective;
  encoder: ResolvedEncoder;
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
 * @returns null where nobody wants to know, or nobody can say what the vectors mean, as with one's own
 */
export async function lookForBlindSpots(
  runner: StepRunner,
  { perspective, encoder, encoderName, data, vectors, graph, models }: BlindSpotsOptions,
): Promise<BlindSpots | null> {
  const { knows } = openEncoder(encoder.section, encoder.resources);
  if (!perspective.doubt.blindSpots || knows === null) return null;
  const { table } = data.output;
  const rows = keptRows(table);
  const inputs = {
    ...itemsOf(table, rows, null),
    titles: Array.from(rows, (row) => rowName(table, row)),
    vectors: vectors.output,
    graph: graph.output,
    resources: null,
  };
  const keys = [data.key, vectors.key, graph.key];
  if (knows === 'meaning') {
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
