import type { Matrix } from '@parallax-map/kernels';

/**
 * How firmly a row belongs to its cluster: 1 − (distance to its centre) / (distance to the next), 0 on the border and 1
 * at the centre. Methods without noise have no probabilities; this margin (the simplified silhouette of Hruschka et al.
 * 2004) is their nearest kin.
 */
export function margins(points: Matrix, centers: Matrix, labels: Int32Array): Float32Array {
  const { cols } = points;
  const result = new Float32Array(points.rows);
  for (let row = 0; row < points.rows; row++) {
    let own = 0;
    let next = Infinity;
    for (let center = 0; center < centers.rows; center++) {
      let squared = 0;
      for (let j = 0; j < cols; j++) {
        const gap = points.data[row * cols + j]! - centers.data[center * cols + j]!;
        squared += gap * gap;
      }
      if (center === labels[row]) own = Math.sqrt(squared);
      else next = Math.min(next, Math.sqrt(squared));
    }
    result[row] = next === Infinity ? 1 : next === 0 ? 0 : Math.max(0, 1 - own / next);
  }
  return result;
}

/** Mean of the rows of each cluster. */
export function middles(points: Matrix, labels: Int32Array, clusters: number): Matrix {
  const { cols } = points;
  const sums = new Float64Array(clusters * cols);
  const size = new Float64Array(clusters);
  labels.forEach((label, row) => {
    size[label]!++;
    for (let j = 0; j < cols; j++) sums[label * cols + j]! += points.data[row * cols + j]!;
  });
  return {
    data: Float32Array.from(sums, (sum, at) => sum / size[Math.floor(at / cols)]!),
    rows: clusters,
    cols,
  };
}
