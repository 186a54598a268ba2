import type { Matrix } from '@parallax-map/kernels';

/**
 * Mean vector of each topic.
 *
 * @param vectors n × d
 * @param labels topic of each row, −1 for none
 * @param topics number of topics; one without rows gets zeros
 * @returns topics × d
 */
export function topicCentroids(vectors: Matrix, labels: Int32Array, topics: number): Matrix {
  const { data, cols } = vectors;
  const sums = new Float64Array(topics * cols);
  const sizes = new Float64Array(topics);
  labels.forEach((topic, row) => {
    if (topic < 0) return;
    sizes[topic]!++;
    for (let c = 0; c < cols; c++) sums[topic * cols + c]! += data[row * cols + c]!;
  });
  const means = Float32Array.from(sums, (sum, at) => sum / Math.max(1, sizes[Math.floor(at / cols)]!));
  return { data: means, rows: topics, cols };
}
