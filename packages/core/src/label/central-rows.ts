import type { Matrix } from '@parallax-map/kernels';
import type { Metric } from '../levels/average-linkage.js';
import { topicCentroids } from '../levels/centroids.js';

/**
 * The most typical rows of each topic: those whose vector points most nearly as the topic's centroid does, both
 * seen from the mean of all rows. Without that shift the centroid is pulled to what every text has in common, and
 * bland rows would win. On a map it is the rows nearest to the centroid.
 *
 * @param vectors n × d
 * @param labels topic of each row, −1 for none
 * @param topics number of topics
 * @param count most rows per topic
 * @param metric `euclidean` for places on a map
 * @returns per topic, rows best first; ties go to the earlier row
 */
export function centralRows(
  vectors: Matrix,
  labels: Int32Array,
  topics: number,
  count: number,
  metric: Metric = 'cosine',
): number[][] {
  const { data, cols } = vectors;
  const mean = topicCentroids(vectors, new Int32Array(vectors.rows), 1).data;
  const centroids = topicCentroids(vectors, labels, topics).data;
  const candidates: { row: number; nearness: number }[][] = Array.from({ length: topics }, () => []);
  labels.forEach((topic, row) => {
    if (topic < 0) return;
    let dot = 0;
    let length = 0;
    let squares = 0;
    for (let c = 0; c < cols; c++) {
      const value = data[row * cols + c]! - mean[c]!;
      dot += value * (centroids[topic * cols + c]! - mean[c]!);
      length += value * value;
      squares += (data[row * cols + c]! - centroids[topic * cols + c]!) ** 2;
    }
    // The centroid's own length is the same for all rows of the topic.
    const nearness = metric === 'euclidean' ? -squares : length > 0 ? dot / Math.sqrt(length) : 0;
    candidates[topic]!.push({ row, nearness });
  });
  return candidates.map((rows) =>
    rows
      .sort((a, b) => b.nearness - a.nearness || a.row - b.row)
      .slice(0, count)
      .map(({ row }) => row),
  );
}
