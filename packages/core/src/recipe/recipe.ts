import { z } from 'zod';
import { dataSchema } from './data-section.js';
import { decision } from './decision.js';
import { encodeSchema } from './encode-section.js';

/**
 * The recipe: every decision between a table and its map. One definition gives the TypeScript types, the
 * JSON Schema, the command's flags and the reference page.
 *
 * `null` means "decide from the data"; what was decided, and why, stands in report.json.
 */

export const reduceSchema = z.strictObject({
  method: decision(
    z.enum(['umap', 'pca', 'none']).default('umap'),
    'How vectors are reduced before clustering: UMAP; principal components, which keep far things far but part themes less; or not at all (density then has little to grip on in hundreds of dimensions). The map is laid out by UMAP whatever this says.',
    { flag: 'reduce' },
  ),
  neighbors: decision(
    z.int().min(2).max(200).default(15),
    'Neighbours that make up the local neighbourhood in UMAP, the row itself counted, 2 to 200: fewer shows the local, more the global. 15 is the usual middle: enough to join a theme, too few to join two.',
    { flag: 'neighbors', placeholder: 'rows' },
  ),
  dimensions: decision(
    z.int().min(2).max(50).default(5),
    'Dimensions that are clustered, 2 to 50. 5 leaves themes more room to part than a map has, and density still has something to grip on, unlike in hundreds.',
    { flag: 'dimensions', placeholder: 'dimensions' },
  ),
  minDist: decision(
    z.number().min(0).max(1).default(0),
    'Least distance between rows in the clustered layout, 0 to 1, in layout units; 0 packs dense groups as tightly as density clustering likes.',
    { flag: 'min-dist', placeholder: 'distance' },
  ),
  mapMinDist: decision(
    z.number().min(0).max(1).default(0.1),
    'Least distance between rows on the 2-D map, 0 to 1, in layout units; 0.1 keeps points apart for the eye, which 0 would pile up.',
    { flag: 'map-min-dist', placeholder: 'distance' },
  ),
  mapX: decision(
    z.string().min(1).nullable().default(null),
    'Column with the place of each row across the map, in units of your own; nothing is laid out then. Rows without a place are left out. Goes with mapY, and sets encoder to "none" and cluster.method to "density" unless these are said as well. null lays the map out.',
    { flag: 'x', placeholder: 'column' },
  ),
  mapY: decision(
    z.string().min(1).nullable().default(null),
    'Column with the place of each row up the map; goes with mapX.',
    { flag: 'y', placeholder: 'column' },
  ),
  epochs: decision(
    z.int().positive().max(5000).nullable().default(null),
    'Optimisation rounds of the layout, 1 to 5000; null takes 500 up to 10,000 rows and 200 above.',
    { flag: 'epochs', placeholder: 'rounds' },
  ),
});

export const clusterSchema = z.strictObject({
  method: decision(
    z.enum(['hdbscan', 'evoc', 'density', 'kmeans', 'agglomerative', 'column']).default('hdbscan'),
    'HDBSCAN finds dense groups and leaves the rest as noise. So does EVoC, straight from the neighbours: it has a short layout of its own in place of reduce, and takes the finest groups. density takes the hills of the map itself: what looks like one place is one topic, and what the map tore or squeezed is taken as it is. k-means and agglomerative clustering give every row a topic, fitting or not. Agglomerative joins the two nearest groups again and again; above 10,000 rows, groups with neighbours in each other. column takes topics of your own, the values of topicColumn. Without an encoder, what is clustered is the map.',
    { flag: 'cluster' },
  ),
  linkage: decision(
    z.enum(['ward', 'average', 'complete']).default('ward'),
    'How agglomerative clustering measures two groups: by how much joining them adds to the spread (ward: compact, even topics), by the mean distance of their rows, or by the largest.',
    { flag: 'linkage' },
  ),
  minClusterSize: decision(
    z.int().min(2).nullable().default(null),
    'Fewest rows that make a topic, 2 or more; null takes max(5, round(0.28 √n)).',
    { flag: 'min-cluster-size', placeholder: 'rows' },
  ),
  minSamples: decision(
    z.int().min(1).max(500).default(5),
    'Neighbours that must be near for a row to count as dense, 1 to 500; more means more noise. 5 asks for real company without losing small topics.',
    { flag: 'min-samples', placeholder: 'rows' },
  ),
  metric: decision(
    z.enum(['euclidean', 'manhattan', 'chebyshev']).default('euclidean'),
    'How HDBSCAN measures how far rows are apart in the clustered layout: in a straight line, by the sum of the differences along its axes (manhattan), or by the largest of them (chebyshev). The axes of a UMAP layout mean nothing by themselves, so the straight line is the usual one; vectors that are not reduced have length 1, and it ranks them as their angles do.',
    { flag: 'metric' },
  ),
  selection: decision(
    z.enum(['eom', 'leaf']).nullable().default(null),
    'Which nodes of the cluster tree become topics: the longest-lived (excess of mass) or the finest (leaf). null takes eom to explore and leaf to label.',
    { flag: 'selection' },
  ),
  epsilon: decision(
    z.number().min(0).default(0),
    'Distance below which clusters are not split further, in units of the clustered layout; 0 never merges.',
    { flag: 'epsilon', placeholder: 'distance' },
  ),
  maxClusterSize: decision(
    z.int().min(2).nullable().default(null),
    'Most rows of a topic that excess of mass may choose, 2 or more; a larger cluster gives way to its parts. null sets no limit.',
    { flag: 'max-cluster-size', placeholder: 'rows' },
  ),
  allowSingleCluster: decision(z.boolean().default(false), 'Whether one topic may hold everything.', {
    flag: 'allow-single-cluster',
  }),
  topicColumn: decision(
    z.string().min(1).nullable().default(null),
    'Column with the topic of each row, for topics of your own: its values are the finest level and their names; blank, −1 and "noise" are no topic. Sets method to "column". null finds topics.',
    { flag: 'topic-column', placeholder: 'column' },
  ),
  topics: decision(
    z.int().min(2).nullable().default(null),
    'About how many topics are wanted, 2 or more: exactly as many for k-means and agglomerative; for HDBSCAN, EVoC and density the minClusterSize that comes nearest. null lets the data say.',
    { flag: 'topics', placeholder: 'count' },
  ),
});

export const levelsSchema = z.strictObject({
  method: decision(
    z.enum(['linkage', 'condensed']).default('linkage'),
    "How finer topics are joined into coarser ones: by average linkage of topic centroids in the encoder's space, or by the tree that the clusters were cut from: the density tree of HDBSCAN and EVoC, how the hills of density meet, or the merges of agglomerative clustering. k-means has none, and takes linkage.",
    { flag: 'levels' },
  ),
});

export const labelSchema = z.strictObject({
  words: decision(z.int().min(3).max(50).default(10), 'Words kept for each topic, 3 to 50.', {
    flag: 'words',
    placeholder: 'count',
  }),
  maxNgram: decision(
    z.int().min(1).max(3).default(3),
    'Longest run of words that counts as one term, 1 to 3.',
    { flag: 'max-ngram', placeholder: 'words' },
  ),
  weighting: decision(
    z.enum(['plain', 'bm25']).default('bm25'),
    'Weight of a term across topics in c-TF-IDF: log(1 + A/f), or the BM25 form that is stricter with frequent terms.',
    { flag: 'weighting' },
  ),
  reduceFrequentWords: decision(
    z.boolean().default(true),
    'Square root of the term frequency, so that one very frequent word does not rule a topic.',
    { flag: 'reduce-frequent-words' },
  ),
  stopWords: decision(
    z.union([z.literal('auto'), z.array(z.string())]).default('auto'),
    'Languages (ISO 639-1) whose function words are left out of labels; auto takes those found in the texts; [] takes none.',
    { flag: 'stop-words', placeholder: 'languages' },
  ),
  keepNames: decision(
    z.boolean().default(true),
    'When the table has changed, topics that are those of before keep their names; words are always fresh.',
    { flag: 'keep-names' },
  ),
  sameTopic: decision(
    z.number().min(0.5).max(1).default(0.5),
    'Jaccard overlap (rows in both over rows in either) from which a topic is one of before the table changed, 0.5 to 1; from 0.5 on, no topic can be that of two.',
    { flag: 'same-topic', placeholder: 'overlap' },
  ),
});

export const doubtSchema = z.strictObject({
  refit: decision(
    z.boolean().default(true),
    'Lay out and cluster again with other seeds, and say how much of the answer stays.',
    { flag: 'refit' },
  ),
  refits: decision(
    z.int().min(1).max(50).default(1),
    'With how many other seeds, 1 to 50, where refit is on (as the flag turns it): those after the recipe’s. One tells that an answer is shaky; ten tell which topics are, since a topic’s stability is then the mean of ten.',
    { flag: 'refits', placeholder: 'seeds' },
  ),
  blindSpots: decision(
    z.boolean().default(true),
    'Look for texts that mean much the same and share no content word, which counted words (tfidf) cannot see. Beside a sentence encoder it costs some seconds; a tfidf run has up to 1,000 texts read by the default model if that is on this machine.',
    { flag: 'blind-spots' },
  ),
});

export const purposeSchema = z.enum(['explore', 'label']);

export const perspectiveSchema = z.strictObject({
  purpose: decision(
    purposeSchema.default('explore'),
    '"explore" to understand the data, "label" to produce labels for a system; sets defaults and wording.',
    { flag: 'purpose' },
  ),
  seed: decision(
    z.int().min(0).max(4294967295).default(42),
    'Where every random draw starts, 0 to 4294967295; the same seed gives the same bytes.',
    { flag: 'seed', placeholder: 'number' },
  ),
  encode: encodeSchema.prefault({}),
  reduce: reduceSchema.prefault({}),
  cluster: clusterSchema.prefault({}),
  levels: levelsSchema.prefault({}),
  label: labelSchema.prefault({}),
  doubt: doubtSchema.prefault({}),
});

/** Names become folders, so they are kept plain. */
export const perspectiveName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'lower-case letters, digits, - and _, at most 64');

export const recipeSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1).default(1),
  data: dataSchema,
  perspectives: z.record(perspectiveName, perspectiveSchema),
});

export type ReduceSection = z.infer<typeof reduceSchema>;
export type ClusterSection = z.infer<typeof clusterSchema>;
export type LevelsSection = z.infer<typeof levelsSchema>;
export type LabelSection = z.infer<typeof labelSchema>;
export type Purpose = z.infer<typeof purposeSchema>;
export type Perspective = z.infer<typeof perspectiveSchema>;
export type Recipe = z.infer<typeof recipeSchema>;
