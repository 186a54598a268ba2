import { studioTables } from '../../packages/pipeline/dist/publish/studio-table.js';

/**
 * An invented table with its answer, as a run would publish it: islands of rows in archipelagos, dust between them,
 * topics at five levels, titles and short texts in words as common as those of a language, a weight, a year, three
 * facets, neighbours. The same on every machine.
 *
 * @param {number} rows
 * @returns {{ studio: import('@parallax-map/core').StudioData, live: Uint8Array, offline: () => Uint8Array }} what
 *   `publish` hands the studio: one table as the local server has it, one as it goes into map.html
 */
export function studioWorld(rows) {
  const draw = generator(11);
  const tree = growTree(rows, draw);
  const { x, y, finest } = settle(rows, tree, draw);
  const levels = LEVELS.map((_, k) => finest.map((leaf) => (leaf < 0 ? -1 : tree.above[k][leaf])));
  const topics = topicsOf(tree, levels, rows);
  const words = vocabulary(rows, draw);
  const text = (least, most) => {
    const count = least + Math.floor((most - least + 1) * draw());
    return Array.from({ length: count }, () => words(draw())).join(' ');
  };
  const each = (make) => Array.from({ length: rows }, (_, i) => make(i));
  const table = {
    rows,
    id: each(String),
    title: each((i) =>
      headed(i % 40 === 39 ? OTHER_SCRIPTS[Math.floor(draw() * OTHER_SCRIPTS.length)] : text(2, 5)),
    ),
    text: each(() => `${headed(text(12, 24))}.`),
    kept: new Uint8Array(rows).fill(1),
    year: Float64Array.from({ length: rows }, () =>
      draw() < 0.05 ? NaN : 2024 - Math.floor(120 * draw() ** 2),
    ),
    weight: Float64Array.from({ length: rows }, () => Math.floor(10 / (0.0005 + draw() ** 2))),
    link: each((i) => `https://example.org/item/${i}`),
    columns: FACETS.map(([name, values]) => ({
      name,
      kind: 'words',
      facet: true,
      values: each(() => values[Math.floor(values.length * draw() ** 2)]),
    })),
    line: Uint32Array.from({ length: rows }, (_, i) => i + 2),
    file: each(() => ''),
  };
  const data = new Float32Array(2 * rows);
  for (let i = 0; i < rows; i++) [data[2 * i], data[2 * i + 1]] = [x[i], y[i]];
  const { live, offline } = studioTables({
    table,
    map: { data, rows, cols: 2 },
    levels,
    clustering: {
      labels: finest,
      probabilities: Float32Array.from(finest, (leaf) => (leaf < 0 ? 0 : 1 - draw() ** 3)),
      outlierScores: undefined,
    },
    neighbors: { indices: besides(x, y), rows, k: 10 },
  });
  return { studio: studioData(rows, finest, topics), live: live.bytes, offline: () => offline().bytes };
}

/** Topics of each level in a table of a million; smaller ones have fewer. */
const LEVELS = [9, 26, 70, 170, 400];
const OTHER_SCRIPTS = [
  'ليلة في الواحة',
  'नदी के पार',
  '雨夜茶館',
  'Дорога к морю',
  'お茶の時間',
  'בית ליד הים',
];
const FACETS = [
  ['kind', ['tale', 'report', 'letter', 'song', 'play', 'essay']],
  ['place', Array.from({ length: 40 }, (_, k) => `Place ${k + 1}`)],
  ['genres', ['Drama', 'Comedy', 'Drama, War', 'Horror', 'Comedy, Drama', 'War', 'Family, Comedy']],
];

function growTree(rows, draw) {
  const few = Math.min(1, 0.25 + 0.75 * (Math.log10(rows / 1000) / 3));
  const counts = LEVELS.map((count) => Math.max(4, Math.round(count * few)));
  let centres = Array.from({ length: counts[0] }, () => [16 * draw() - 8, 11 * draw() - 5.5]);
  const parents = [null];
  for (let k = 1; k < LEVELS.length; k++) {
    const above = centres;
    const parent = Array.from({ length: counts[k] }, (_, id) =>
      id < above.length ? id : Math.floor(above.length * draw()),
    );
    const spread = 2.4 * 0.62 ** k;
    centres = parent.map((p) => [above[p][0] + spread * normal(draw), above[p][1] + spread * normal(draw)]);
    parents.push(parent);
  }
  const leaves = centres.map((centre) => ({
    centre,
    size: 0.08 + draw() ** 3,
    wide: 0.1 + 0.28 * draw(),
    flat: 0.4 + 0.6 * draw(),
    turn: Math.PI * draw(),
  }));
  const above = LEVELS.map(() => []);
  leaves.forEach((_, leaf) => {
    for (let k = LEVELS.length - 1, id = leaf; k >= 0; k--) {
      above[k][leaf] = id;
      id = parents[k]?.[id];
    }
  });
  return { counts, parents, leaves, above };
}

/** Places of the rows, and their leaf; −1 for the third that lies between islands or at their shores. */
function settle(rows, { leaves }, draw) {
  const sums = [];
  leaves.reduce((sum, { size }, k) => (sums[k] = sum + size), 0);
  const x = new Float32Array(rows);
  const y = new Float32Array(rows);
  const finest = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const at = draw() * sums.at(-1);
    const leaf = i < leaves.length ? i : sums.findIndex((sum) => sum >= at);
    const { centre, wide, flat, turn } = leaves[leaf];
    const lost = i >= leaves.length && draw() < 0.33;
    const far = lost ? 3.2 : 1;
    const [a, b] = [far * wide * normal(draw), far * wide * flat * normal(draw)];
    x[i] = centre[0] + a * Math.cos(turn) - b * Math.sin(turn);
    y[i] = centre[1] + a * Math.sin(turn) + b * Math.cos(turn);
    finest[i] = lost ? -1 : leaf;
  }
  return { x, y, finest };
}

function topicsOf({ counts, parents, leaves, above }, levels, rows) {
  return {
    version: 1,
    levels: counts.map((count, k) => {
      const sizes = new Uint32Array(count);
      for (const topic of levels[k]) if (topic >= 0) sizes[topic]++;
      const largest = new Array(count).fill(null);
      leaves.forEach(({ centre, size }, leaf) => {
        const id = above[k][leaf];
        if (largest[id] === null || size > largest[id].size) largest[id] = { centre, size };
      });
      return {
        level: k + 1,
        topics: Array.from({ length: count }, (_, id) => ({
          id,
          parent: parents[k]?.[id] ?? null,
          size: sizes[id],
          share: sizes[id] / rows,
          label: nameOf(k, id),
          words: [{ word: NOUNS[id % NOUNS.length], weight: 1 }],
          exemplars: [id],
          x: largest[id].centre[0],
          y: largest[id].centre[1],
          persistence: null,
          stability: k === 4 ? ((id * 37) % 100) / 100 : null,
        })),
      };
    }),
  };
}

const NOUNS = (
  'harbour net storm keeper desert caravan river school tea mountain letter engine orchard winter garden tower ' +
  'violin market island forest bridge prison soldier castle rocket planet dancer wolf mirror hotel train circus ' +
  'lawyer detective ghost king pirate doctor teacher robot dragon painter sailor farmer village kitchen'
).split(' ');
const NAMES_APART = { 3: 'قصص الصحراء', 5: 'पहाड़ की कहानियाँ', 8: '山中的茶館' };

function nameOf(level, id) {
  if (level > 1 && NAMES_APART[id % 23]) return NAMES_APART[id % 23];
  const noun = (k) => NOUNS[(id * 7 + level * 13 + k * 17) % NOUNS.length];
  const name =
    level === 0
      ? noun(0)
      : id % 3 === 0
        ? `${noun(0)}, ${noun(1)} and ${noun(2)}`
        : `${noun(0)} and ${noun(1)}`;
  return headed(name);
}

/** Words as common as those of a language: the k-th is drawn 1/k as often as the first (Zipf). */
function vocabulary(rows, draw) {
  const count = Math.round(30 * Math.sqrt(rows) + 3000);
  const parts = 'ba ke li mo nu ra se ti vo wa den mar lin tor gan sil per hol fen cas'.split(' ');
  const known = new Set();
  const words = [...NOUNS];
  while (words.length < count) {
    const length = 1 + Math.floor(1 + 2.6 * draw());
    const word =
      Array.from({ length }, () => parts[Math.floor(parts.length * draw())]).join('') +
      'aeiosn'[Math.floor(6 * draw())];
    if (!known.has(word)) words.push(word);
    known.add(word);
    // Short words run out.
    if (known.size > 0.8 * count && length < 3) continue;
  }
  return (share) => words[Math.min(count - 1, Math.floor(count ** share) - 1)] ?? words[0];
}

/** Ten rows that lie beside each row along a curve through the map: neighbours such as an embedding gives. */
function besides(x, y) {
  const rows = x.length;
  const cell = (value) => Math.max(0, Math.min(4095, Math.floor((value + 16) * 128)));
  // Places along Morton's curve and rows in one number each: sorting them sorts the rows.
  const order = Float64Array.from({ length: rows }, (_, i) => {
    let along = 0;
    const [column, line] = [cell(x[i]), cell(y[i])];
    for (let bit = 11; bit >= 0; bit--) along = along * 4 + ((column >> bit) & 1) * 2 + ((line >> bit) & 1);
    return along * 2 ** 21 + i;
  }).sort();
  const indices = new Int32Array(10 * rows);
  order.forEach((key, at) => {
    for (let k = 0; k < 10; k++) {
      const step = k % 2 === 0 ? 1 + k / 2 : -(k + 1) / 2;
      indices[10 * (key % 2 ** 21) + k] = order[(at + step + rows) % rows] % 2 ** 21;
    }
  });
  return indices;
}

function studioData(rows, finest, topics) {
  const noise = finest.reduce((sum, topic) => sum + (topic < 0 ? 1 : 0), 0);
  const leaves = topics.levels.at(-1).topics.length;
  return {
    version: 1,
    name: 'an invented world',
    perspective: 'main',
    facets: FACETS.map(([name]) => name),
    topics,
    audit: null,
    columns: FACETS.map(([name, values]) => ({
      ...{ name, type: 'VARCHAR', role: 'facet', filled: rows, distinct: values.length, examples: [] },
      field: `column:${name}`,
    })),
    picture: null,
    textCut: false,
    report: {
      version: 1,
      parallax: '0.1.0',
      source: 'world.csv',
      perspective: 'main',
      purpose: 'explore',
      purposeNote: 'To measure the studio.',
      decisions: [],
      encoder: { name: 'tfidf', dimensions: 100, model: null, cutShare: 0, fellBackBecause: null },
      neighbors: { k: 10, recall: null },
      audit: { errors: 0, warnings: 0, notes: 0, rejectedLines: 0, rejoinedRows: 0 },
      counts: { rows, kept: rows, dropped: [], topics: leaves, noise, noiseShare: noise / rows },
      noiseNote: `${rows - noise} of ${rows} rows have a topic; ${noise} fit none tightly enough.`,
      doubts: { refit: null, collapse: null },
      blindSpots: null,
      changes: null,
      warnings: [],
    },
  };
}

function headed(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function normal(draw) {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

/** Mulberry32: numbers from 0 to 1, the same on every machine. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
