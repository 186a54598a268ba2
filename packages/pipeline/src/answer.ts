import type { Perspective } from '@parallax-map/core';
import type { LinkageTree, Matrix, NeighborGraph } from '@parallax-map/kernels';
import {
  centersStep,
  cutStep,
  densityStep,
  evocStep,
  hillsStep,
  layersStep,
  linkageStep,
  mergesStep,
  type Clustering,
} from './cluster/index.js';
import { componentsStep, layoutStep, type LayoutSection } from './reduce/index.js';
import type { Made, StepRunner } from './run-step.js';
import type { Settled } from './settle.js';
import type { Step } from './step.js';

/** What an answer comes from, its seed left out. */
export interface AnswerInput {
  perspective: Perspective;
  settled: Settled;
  graph: Made<NeighborGraph>;
  vectors: Made<Matrix>;
  /** Places of the rows' own; undefined where the map is laid out. */
  own: Made<Matrix> | undefined;
}

/** What the steps of one seed would make, where it was made otherwise: `refits` does many seeds at once. */
export interface AtHand {
  layout: Matrix;
  linkage: LinkageTree;
}

/** An answer, and HDBSCAN's linkage tree that was cut for it, where one was. */
export interface MadeAnswer extends Made<Clustering> {
  linkage?: Made<LinkageTree>;
}

/**
 * The answer from one seed: reduce, then link and cut, join and cut, or move centres; EVoC starts from neighbours, and
 * density looks at the map of that seed.
 */
export async function answerFrom(
  runner: StepRunner,
  input: AnswerInput,
  seed: number,
  atHand?: AtHand,
): Promise<MadeAnswer> {
  const { perspective, settled, graph } = input;
  const { cluster } = perspective;
  const { topics } = cluster;
  // Where a number of topics is wanted, the size follows from it, and the same answer has one key.
  const minClusterSize = topics === null ? settled.minClusterSize : 2;
  if (cluster.method === 'evoc') {
    const { minSamples } = cluster;
    const linkage = await runner.run(evocStep, { minSamples, seed }, graph.output, [graph.key], 'linkage');
    const section = { minClusterSize, topics };
    const made = await runner.run(layersStep, section, linkage.output, [linkage.key], 'cluster');
    return { ...made, linkage };
  }
  if (cluster.method === 'density') {
    const section = mapSection(input, seed);
    const map = input.own ?? (await runner.run(layoutStep, section, graph.output, [graph.key], 'map'));
    return runner.run(hillsStep, { minClusterSize, topics }, map.output, [map.key], 'cluster');
  }
  const points = await reduced(runner, input, seed, atHand);
  if (cluster.method === 'kmeans') {
    const section = { topics: settled.centers, seed };
    return runner.run(centersStep, section, points.output, [points.key], 'cluster');
  }
  if (cluster.method === 'agglomerative') {
    const merges = await runner.run(
      mergesStep,
      { linkage: cluster.linkage },
      { points: points.output, graph: graph.output },
      [points.key, graph.key],
    );
    return runner.run(
      cutStep,
      { topics: settled.centers },
      { points: points.output, linkage: merges.output },
      [points.key, merges.key],
      'cluster',
    );
  }
  const linkage = await runner.run(
    orAtHand(linkageStep, atHand?.linkage),
    { minSamples: cluster.minSamples, metric: cluster.metric },
    points.output,
    [points.key],
  );
  const { epsilon, maxClusterSize, allowSingleCluster } = cluster;
  const { selection } = settled;
  const section = { minClusterSize, selection, epsilon, maxClusterSize, allowSingleCluster, topics };
  const made = await runner.run(densityStep, section, linkage.output, [linkage.key]);
  return { ...made, linkage };
}

/** How the map is laid out. */
export function mapSection({ perspective, settled }: AnswerInput, seed: number): LayoutSection {
  return { dimensions: 2, minDist: perspective.reduce.mapMinDist, epochs: settled.epochs, seed };
}

/** How what is clustered is laid out, where UMAP does it. */
export function layoutSection({ perspective, settled }: AnswerInput, seed: number): LayoutSection {
  const { dimensions, minDist } = perspective.reduce;
  return { dimensions, minDist, epochs: settled.epochs, seed };
}

/** What is clustered: the vectors laid out, along their main directions, or as they are. */
async function reduced(
  runner: StepRunner,
  input: AnswerInput,
  seed: number,
  atHand: AtHand | undefined,
): Promise<Made<Matrix>> {
  const { graph, vectors } = input;
  const { method, dimensions } = input.perspective.reduce;
  // Where nothing encodes, the vectors are the places on the map.
  if (method === 'none' || input.perspective.encode.encoder === 'none') return vectors;
  if (method === 'pca') return runner.run(componentsStep, { dimensions }, vectors.output, [vectors.key]);
  const step = orAtHand(layoutStep, atHand?.layout);
  return runner.run(step, layoutSection(input, seed), graph.output, [graph.key]);
}

/** The step, with what it would make. */
function orAtHand<Section, Inputs, Output>(
  step: Step<Section, Inputs, Output>,
  made: Output | undefined,
): Step<Section, Inputs, Output> {
  return made === undefined ? step : { ...step, make: () => Promise.resolve(made) };
}
