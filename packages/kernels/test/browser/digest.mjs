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
  const set = await kernels.fuzzySet(cosine, { localConnectivity: 1.5, pool });
  const layouts = {};
  for (const dimensions of [2, 3, 4, 5]) {
    const layout = await kernels.umapLayout(cosine, { dimensions, epochs: 60, seed: 7, pool });
    layouts[`layout in ${dimensions}-D`] = layout.data;
  }
  const plane = { data: layouts['layout in 2-D'], rows: points.rows, cols: 2 };
  const { labels, probabilities } = await kernels.hdbscan(plane, { minClusterSize: 8, minSamples: 4, pool });
  const wide = await kernels.singleLinkage({ ...points, cols: 44, rows: 100 }, { pool });
  const metrics = {};
  for (const metric of ['manhattan', 'chebyshev', 'minkowski']) {
    const tree = await kernels.mutualReachabilityTree(points, { metric, p: 2.5, pool });
    metrics[`spanning tree, ${metric}`] = [tree.low, tree.high, tree.reach];
  }
  const given = await kernels.mutualReachabilityTree(gapsOf(points), { metric: 'precomputed', pool });
  const clusters = await kernels.hdbscan(points, { minClusterSize: 8, pool });
  const predicted = kernels.clusterPredictor(
    points,
    clusters,
  )({ ...points, rows: 20, data: points.data.subarray(0, 400) });
  const gathered = await kernels.evoc(points, { seed: 3, pool });
  const hills = kernels.densityClusters(plane, { minClusterSize: 8 });
  const ward = await kernels.agglomerate(points);
  const along = await kernels.agglomerate(points, { method: 'average', metric: 'cosine', graph: cosine });
  const groups = await kernels.kmeans(points, { k: 6, seed: 3, pool });
  const model = await kernels.logisticRegression(points, groups.labels, { pool });
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
    'fuzzy set': [set.indptr, set.indices, set.values],
    ...layouts,
    hdbscan: [Int32Array.from(labels), Float64Array.from(probabilities)],
    'linkage, many columns': [wide.left, wide.right, wide.distance],
    ...metrics,
    'spanning tree, distances given': [given.low, given.high, given.reach],
    'soft memberships': kernels.membershipVectors(points, clusters),
    'new rows': [predicted.labels, predicted.probabilities, predicted.outlierScores, predicted.memberships],
    EVoC: [
      gathered.layout.data,
      ...gathered.layers.flatMap(({ labels, probabilities }) => [labels, probabilities]),
    ],
    density: (await hills).labels,
    agglomerative: [ward.left, ward.right, ward.distance],
    'agglomerative along a graph': [along.left, along.right, along.distance],
    'logistic regression': [model.coefficients, model.intercepts],
    agreement: Float64Array.of(
      kernels.adjustedRandIndex(labels, groups.labels),
      kernels.adjustedMutualInformation(labels, groups.labels),
    ),
    'density-based validity': Float64Array.of((await kernels.densityValidity(points, groups.labels)).index),
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

/** How far all rows are from each other: by the sum of differences. */
function gapsOf({ data, rows, cols }) {
  const all = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < rows; j++)
      for (let c = 0; c < cols; c++) all[i * rows + j] += Math.abs(data[i * cols + c] - data[j * cols + c]);
  return { data: all, rows, cols: rows };
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
