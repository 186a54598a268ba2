import { LEVELS, type Stage, type Topics } from '@parallax-map/core';
import type { Clustering } from './cluster/index.js';
import { studioFiles, type Results, type StudioFiles } from './publish/index.js';

/** What of an answer is there while its run goes on, for who wants to look already. */
export interface Preview {
  perspective: string;
  stage: Exclude<Stage, 'done'>;
  /** What the studio reads, as it is published in the end; made when first asked for. */
  files(): StudioFiles;
}

/** @param results made when first asked for */
export function preview(perspective: string, stage: Preview['stage'], results: () => Results): Preview {
  let files: StudioFiles | undefined;
  return { perspective, stage, files: () => (files ??= studioFiles(results(), { stage })) };
}

/** The answer before anything is clustered: every row is still without a topic. */
export function unclustered(rows: number): { clustering: Clustering; levels: Int32Array[]; topics: Topics } {
  const none = (): Int32Array => new Int32Array(rows).fill(-1);
  const levels = Array.from({ length: LEVELS }, none);
  return {
    clustering: {
      labels: none(),
      topics: 0,
      probabilities: new Float32Array(rows),
      outlierScores: undefined,
      persistence: undefined,
      tree: undefined,
      settled: { minClusterSize: null, topics: null },
      collapse: undefined,
    },
    levels,
    topics: { version: 1, levels: levels.map((_, i) => ({ level: i + 1, topics: [] })) },
  };
}
