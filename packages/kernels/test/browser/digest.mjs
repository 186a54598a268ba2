/**
 * Runs every kernel on a small table of two hundred points with duplicates, and gives the bytes of each answer in hex.
 * The same file runs in Node and in a page, so it uses nothing but what both have.
 *
 * @param {typeof import('@parallax-map/kernels')} kernels
 * @param {number} threads
 */
export async function digest(kernels, threads) {
  const pool = await kernels.createPool(threads);
  const points = clouds(kernels.random(5, 'test.browser'));
  const cosine = await kernels.exactNeighbors(points, { k: 12, metric: 'cosine', pool });
  const euclidean = await kernels.exactNeighbors(points, { k: 12, metric: 'euclidean', pool });
  const product = await kernels.exactNeighbors(points, { k: 12, metric: 'inner-product', pool });
  const nearly = await kernels.approximateNeighbors(points, { k: 12, metric: 'cosine', seed: 4, pool });
  const bytes = Uint8Array.from(points.data, (value) => (value > 0 ? 255 : 3));
  const bits = { data: bytes, rows: points.rows, bytes: points.cols };
  const hamming = await kernels.hammingNeighbors(bits, { k: 12, pool });
  const layouts = {};
  for (const dimensions of [2, 3, 4, 5]) {
    const layout = await kernels.umapLayout(cosine, { dimensions, epochs: 60, seed: 7, pool });
    layouts[`layout in ${dimensions}-D`] = layout.data;
  }
  const plane = { data: layouts['layout in 2-D'], rows: points.rows, cols: 2 };
  const { labels, probabilities } = await kernels.hdbscan(plane, { minClusterSize: 8, minSamples: 4, pool });
  const wide = await kernels.singleLinkage({ ...points, cols: 44, rows: 100 }, { pool });
  const groups = await kernels.kmeans(points, { k: 6, seed: 3 });
  const faithful = await kernels.faithfulness(points, plane, { k: 10, metric: 'cosine', pool });
  const separate = await kernels.silhouette(points, groups.labels);
  const pure = await kernels.purity(labels, groups.labels, { seed: 1, permutations: 50 });
  const { scores, variances } = await kernels.pca(points, { dimensions: 4, seed: 2 });
  const answers = {
    'neighbours, cosine': [cosine.indices, cosine.distances],
    'neighbours, Euclidean': [euclidean.indices, euclidean.distances],
    'neighbours, inner product': [product.indices, product.distances],
    'neighbours, approximate': [nearly.indices, nearly.distances],
    'neighbours, Hamming': [hamming.indices, hamming.distances],
    ...layouts,
    hdbscan: [Int32Array.from(labels), Float64Array.from(probabilities)],
    'linkage, many columns': [wide.left, wide.right, wide.distance],
    'k-means': [Int32Array.from(groups.labels), groups.centers.data],
    faithfulness: [faithful.byRow.trustworthiness, faithful.byRow.continuity],
    silhouette: Float64Array.from(separate.values),
    purity: Float64Array.of(pure.observed, pure.nullMean, pure.p),
    pca: [scores.data, variances],
  };
  const used = pool.threads;
  pool.close();
  return {
    threads: used,
    bytes: Object.fromEntries(Object.entries(answers).map(([name, arrays]) => [name, hex([arrays].flat())])),
  };
}

/** Five clouds in 20 dimensions, and a tenth of the rows twice. */
function clouds(draws) {
  const [rows, cols] = [220, 20];
  const data = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    const from = i < 200 ? i : i - 200;
    for (let j = 0; j < cols; j++) {
      const center = draws.normal((from % 5) * cols + j);
      data[i * cols + j] = center + 0.3 * draws.normal(1000 + from * cols + j);
    }
  }
  return { data, rows, cols };
}

/** FNV-1a of 32 bits over the bytes, and how many they are: enough to tell two answers apart. */
function hex(arrays) {
  let hash = 0x811c9dc5;
  let count = 0;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) {
      hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    }
    count += byteLength;
  }
  return `${count} bytes, ${hash.toString(16)}`;
}
