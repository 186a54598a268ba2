import { float64Rows, type Metric, type Points } from '../distance/points.js';
import { KernelInputError } from '../matrix/index.js';
import { classes, type Labels } from './contingency.js';

export interface NoiseOption {
  /** Rows labelled −1: left out, or judged as a cluster of their own. Default 'leave out'. */
  noise?: 'leave out' | 'cluster' | undefined;
}

/** The rows to judge, with clusters numbered as they first appear. */
export interface LabelledRows {
  readonly data: Float64Array;
  /** Input row of each. */
  readonly row: Uint32Array;
  readonly cols: number;
  readonly cluster: Uint32Array;
  /** Rows of each cluster. */
  readonly size: Float64Array;
}

/** @throws KernelInputError unless there are at least 2 clusters, and fewer than rows */
export function labelledRows(
  points: Points,
  labels: Labels,
  { noise = 'leave out', metric = 'euclidean' }: NoiseOption & { metric?: Metric | undefined },
): LabelledRows {
  const { rows, cols } = points;
  if (labels.length !== rows) {
    throw new KernelInputError(`labels must be one for each of the ${rows} points; got ${labels.length}`);
  }
  const all = float64Rows(points, metric);
  const row = Uint32Array.from(
    Array.from({ length: rows }, (_, i) => i).filter((i) => noise === 'cluster' || labels[i] !== -1),
  );
  const data = new Float64Array(row.length * cols);
  row.forEach((from, to) => data.set(all.subarray(from * cols, (from + 1) * cols), to * cols));
  const { of: cluster, size } = classes(Array.from(row, (i) => labels[i]!));
  if (size.length < 2 || size.length >= row.length) {
    throw new KernelInputError(
      `there must be at least 2 clusters and fewer than rows; got ${size.length} clusters of ${row.length} rows`,
    );
  }
  return { data, row, cols, cluster, size };
}

/** Mean of the rows of each cluster. */
export function centroids({ data, cols, cluster, size }: LabelledRows): Float64Array {
  const centers = new Float64Array(size.length * cols);
  cluster.forEach((c, i) => {
    for (let j = 0; j < cols; j++) centers[c * cols + j]! += data[i * cols + j]!;
  });
  return centers.map((sum, at) => sum / size[Math.floor(at / cols)]!);
}
