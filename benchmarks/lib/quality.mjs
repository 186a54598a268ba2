import { adjustedRandIndex, purity, trustworthiness } from '@parallax-map/kernels';

/** Neighbours that a faithful layout keeps, the row itself not counted. */
const NEIGHBORS = 15;
const PERMUTATIONS = 200;

/**
 * Judges one clustering of the films.
 *
 * @param {object} given all of the same kept rows
 * @param {Int32Array} given.topic −1 is noise
 * @param {string[]} given.genre main genre of each row, '' where none
 * @param {Int32Array[]} given.references labellings of the first rows of the table; may be empty
 * @param {Uint32Array} given.row place of each kept row in the table
 * @param {import('./results.mjs').Matrix} given.vectors what the layouts were made from
 * @param {import('./results.mjs').Matrix} given.map
 * @param {import('./results.mjs').Matrix} given.layout what was clustered
 * @param {number} given.seed
 */
export async function judge({ topic, genre, references, row, vectors, map, layout, seed }) {
  const genres = await purity(topic, numbered(genre), { permutations: PERMUTATIONS, seed });
  const faithful = { k: NEIGHBORS, metric: 'cosine' };
  return {
    topics: new Set(topic.filter((label) => label >= 0)).size,
    noise: topic.filter((label) => label < 0).length / topic.length,
    purity: genres.observed,
    purityNull: genres.nullMean,
    purityRatio: genres.ratio,
    topicsBeatingChance: genres.clusters.filter(({ beatsChance }) => beatsChance).length,
    ari: references.map((labels) => agreement(labels, row, topic)),
    trustworthiness2d: await trustworthiness(vectors, map, faithful),
    trustworthiness5d: await trustworthiness(vectors, layout, faithful),
  };
}

/** Genres as numbers, in order of first appearance; −1 where there is none. */
function numbered(genre) {
  const names = [...new Set(genre)].filter((name) => name !== '');
  return genre.map((name) => names.indexOf(name));
}

/** Adjusted Rand index over the rows that both label, noise counted as a class. */
function agreement(labels, row, topic) {
  const both = Array.from(row, (_, i) => i).filter((i) => row[i] < labels.length);
  if (both.length === 0)
    throw new Error(`the reference labels the first ${labels.length} rows; none of them was kept`);
  return adjustedRandIndex(
    both.map((i) => labels[row[i]]),
    both.map((i) => topic[i]),
  );
}
