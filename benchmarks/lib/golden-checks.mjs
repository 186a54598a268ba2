import {
  adjustedRandIndex,
  classProbabilities,
  evoc,
  exactNeighbors,
  expectedCalibrationError,
  fuzzySet,
  kmeans,
  logisticRegression,
} from '@parallax-map/kernels';
import { mean } from './report.mjs';

/**
 * What is held against each file of reference outputs: figures with ours, theirs, how far they may be apart, and whether
 * they are no farther.
 */
export const CHECKS = [
  { file: 'knn_exact.json', check: neighbors },
  { file: 'umap_graph.json', needs: ['embeddings300.json'], check: graph },
  { file: 'kmeans.json', check: centers },
  { file: 'logreg.json', needs: ['ctfidf_films.json'], check: classifier },
  { file: 'evoc.json', check: layers },
];

async function neighbors({ vectors, pool }, { k, idx, dist }) {
  const { indices, distances } = await exactNeighbors(vectors, { k, metric: 'cosine', pool });
  let same = 0;
  let gap = 0;
  idx.forEach((row, i) =>
    row.forEach((index, rank) => {
      if (indices[i * k + rank] === index) same++;
      gap = Math.max(gap, Math.abs(distances[i * k + rank] - dist[i][rank]));
    }),
  );
  return [
    atLeast('share of neighbours at the same rank', same / (idx.length * k), 1, 0),
    near('largest difference of a distance', gap, 0, 1e-6),
  ];
}

async function graph({ pool }, golden, { data }) {
  const points = { data: Float32Array.from(data.flat()), rows: data.length, cols: data[0].length };
  const figures = [];
  for (const name of ['k5', 'k15']) {
    const { n_neighbors: count, rows, cols, vals, nnz, sum } = golden[name];
    const found = await exactNeighbors(points, { k: count - 1, metric: 'cosine', pool });
    const { indptr, indices, values } = await fuzzySet(found);
    const ours = new Map();
    for (let i = 0; i < points.rows; i++)
      for (let e = indptr[i]; e < indptr[i + 1]; e++) ours.set(i * points.rows + indices[e], values[e]);
    // Weights that underflow are edges for one side and none for the other.
    const gap = rows.map((row, e) => Math.abs((ours.get(row * points.rows + cols[e]) ?? 0) - vals[e]));
    figures.push(
      near(`${name}: edges`, ours.size, nnz, 2),
      near(`${name}: largest difference of a weight`, Math.max(...gap), 0, 1e-4),
      near(
        `${name}: sum of weights`,
        values.reduce((all, value) => all + value, 0),
        sum,
        0.01,
      ),
    );
  }
  return figures;
}

async function centers({ vectors, pool }, { rows, total_inertia: total }) {
  const one = await kmeans(vectors, { k: 1, seed: 42, starts: 1, pool });
  const figures = [near('inertia, k = 1', one.inertia, total, 0.01)];
  for (const { k, inertia, single_init_inertia: singles } of rows) {
    const best = await kmeans(vectors, { k, seed: 42, pool });
    figures.push(atMost(`inertia of ten starts, k = ${k}`, best.inertia, inertia, 0.01 * inertia));
    const starts = [];
    for (let seed = 0; seed < singles.length; seed++)
      starts.push((await kmeans(vectors, { k, seed, starts: 1, pool })).inertia);
    const theirs = mean(singles);
    figures.push(atMost(`inertia of single starts, mean, k = ${k}`, mean(starts), theirs, 0.01 * theirs));
  }
  return figures;
}

/** Where theirs stopped early, at scikit-learn's tolerance, ours are nearer the minimum: the figures differ a little. */
async function classifier({ vectors, pool }, { rows, y, cv, full, clusters }, { labels: topics }) {
  const labels = Int32Array.from(y);
  const all = gather(vectors, rows);
  const model = await logisticRegression(all, labels, { tolerance: 1e-9, pool });
  const fitted = classProbabilities(model, all);
  const classes = model.classes.length;
  const held = new Float64Array(rows.length * classes);
  for (let fold = 0; fold < 5; fold++) {
    const [inside, outside] = [0, 1].map((test) =>
      [...rows.keys()].filter((i) => (i % 5 === fold) === !test),
    );
    const part = await logisticRegression(
      gather(all, outside),
      outside.map((i) => labels[i]),
      { pool },
    );
    const probabilities = classProbabilities(part, gather(all, inside));
    inside.forEach((i, at) =>
      part.classes.forEach((label, c) => {
        held[i * classes + model.classes.indexOf(label)] = probabilities[at * part.classes.length + c];
      }),
    );
  }
  const places = Int32Array.from(labels, (label) => model.classes.indexOf(label));
  return [
    near('objective at the minimum', model.objective, full.objective, 0.01),
    near('accuracy on what was learned', accuracy(fitted, places), full.train_accuracy, 0.002),
    near('log-loss on what was learned', logLoss(fitted, places), full.train_log_loss, 1e-4),
    near('largest difference of an intercept', furthest(model.intercepts, full.intercept), 0, 1e-4),
    near('largest difference of a probability', furthest(fitted, full.first5_proba.flat()), 0, 1e-4),
    near('accuracy out of fold', accuracy(held, places), cv.accuracy, 0.005),
    near('log-loss out of fold', logLoss(held, places), cv.log_loss, 0.001),
    near('calibration error out of fold, 10 bins', expectedCalibrationError(held, places), cv.ece10, 0.005),
    ...(await learnedTopics({ vectors, pool }, clusters, topics)),
  ];
}

/**
 * Topics learned from four fifths of the rows in them, at three strengths of the penalty. Theirs stopped at
 * scikit-learn's tolerance; with tol = 1e-9 its log-losses are 1.38703, 0.629123 and 0.461657.
 */
async function learnedTopics({ vectors, pool }, clusters, topics) {
  const clustered = [...topics.keys()].filter((row) => topics[row] >= 0);
  const [tests, trains] = [0, 1].map((train) => clustered.filter((_, i) => i % 5 > 0 === (train === 1)));
  const figures = [];
  for (const [name, l2, theirs] of [
    ['C = 1', 1, clusters],
    ['C = 10', 0.1, clusters.C10],
    ['C = 100', 0.01, clusters.C100],
  ]) {
    const labels = trains.map((row) => topics[row]);
    const model = await logisticRegression(gather(vectors, trains), labels, { l2, pool });
    const probabilities = classProbabilities(model, gather(vectors, tests));
    const places = Int32Array.from(tests, (row) => model.classes.indexOf(topics[row]));
    figures.push(
      near(`topics, ${name}: accuracy`, accuracy(probabilities, places), theirs.accuracy, 0.005),
      near(`topics, ${name}: log-loss`, logLoss(probabilities, places), theirs.log_loss, 0.01),
    );
  }
  return figures;
}

/** An answer is only asked to agree with theirs about as well as theirs agree with each other. */
async function layers({ vectors, pool }, { n, runs, ari_chosen: chosen, ari_layer0: finest }) {
  const points = { ...vectors, data: vectors.data.subarray(0, n * vectors.cols), rows: n };
  const agreements = { finest: [], chosen: [] };
  const counts = [];
  for (let seed = 0; seed < 8; seed++) {
    const found = await evoc(points, { seed, pool });
    counts.push(found.layers[0].count);
    for (const { layers: theirs, chosen: best } of runs) {
      agreements.finest.push(adjustedRandIndex(found.layers[0].labels, theirs[0]));
      agreements.chosen.push(adjustedRandIndex(found.layers[found.best].labels, theirs[best]));
    }
  }
  const theirCounts = runs.map(({ layer_k: k }) => k[0]);
  return [
    atLeast('finest layer: Rand index with theirs, mean', mean(agreements.finest), mean(pairs(finest)), 0.05),
    atLeast('chosen layer: Rand index with theirs, mean', mean(agreements.chosen), mean(pairs(chosen)), 0.05),
    near('clusters of the finest layer, mean', mean(counts), mean(theirCounts), 4),
  ];
}

function near(figure, ours, theirs, tolerance) {
  return told(figure, ours, theirs, `± ${told.number(tolerance)}`, Math.abs(ours - theirs) <= tolerance);
}

function atLeast(figure, ours, theirs, slack) {
  return told(figure, ours, theirs, `≥ ${told.number(theirs - slack)}`, ours >= theirs - slack);
}

function atMost(figure, ours, theirs, slack) {
  return told(figure, ours, theirs, `≤ ${told.number(theirs + slack)}`, ours <= theirs + slack);
}

function told(figure, ours, theirs, tolerance, met) {
  return { figure, ours: told.number(ours), theirs: told.number(theirs), tolerance, met };
}
told.number = (value) => Number(value.toPrecision(6));

function gather({ data, cols }, rows) {
  const out = new data.constructor(rows.length * cols);
  rows.forEach((row, i) => out.set(data.subarray(row * cols, (row + 1) * cols), i * cols));
  return { data: out, rows: rows.length, cols };
}

function accuracy(probabilities, labels) {
  const classes = probabilities.length / labels.length;
  let right = 0;
  labels.forEach((label, i) => {
    const own = probabilities.subarray(i * classes, (i + 1) * classes);
    if (own.every((value) => value <= own[label])) right++;
  });
  return right / labels.length;
}

function logLoss(probabilities, labels) {
  const classes = probabilities.length / labels.length;
  return mean(Array.from(labels, (label, i) => -Math.log(probabilities[i * classes + label])));
}

function furthest(ours, theirs) {
  return Math.max(...theirs.map((value, i) => Math.abs(ours[i] - value)));
}

function pairs(matrix) {
  return matrix.flatMap((row, i) => row.slice(i + 1));
}
