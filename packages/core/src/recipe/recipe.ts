import { z } from 'zod';
import { decision } from './decision.js';

/**
 * The recipe: every decision between a table and its map. One definition gives the TypeScript types, the
 * JSON Schema, the command's flags and the reference page.
 *
 * `null` means "decide from the data"; what was decided, and why, stands in report.json.
 */

const columnName = z.string().min(1);
const positiveInt = z.int().positive();

export const columnsSchema = z.strictObject({
  id: decision(
    columnName.nullable().default(null),
    'Column with an identifier for each row; blanks are allowed.',
    { flag: 'id', placeholder: 'column' },
  ),
  title: decision(columnName.nullable().default(null), 'Column shown as the name of a row.', {
    flag: 'title',
    placeholder: 'column',
  }),
  text: decision(
    z.string().min(1),
    'What is encoded: a column, or a template such as "{title}. {overview}".',
    { flag: 'text', placeholder: 'template' },
  ),
  time: decision(columnName.nullable().default(null), 'Column with a date or a year.', {
    flag: 'time',
    placeholder: 'column',
  }),
  image: decision(
    columnName.nullable().default(null),
    'Column with a picture: a path relative to the table, or an http(s) address.',
    {
      flag: 'image',
      placeholder: 'column',
    },
  ),
  weight: decision(
    columnName.nullable().default(null),
    'Column with the importance of a row (votes, visits); larger points, first in search.',
    { flag: 'weight', placeholder: 'column' },
  ),
  facets: decision(z.array(columnName).default([]), 'Categorical columns to compare topics with.', {
    flag: 'facets',
    placeholder: 'columns',
  }),
  link: decision(
    z.string().min(1).nullable().default(null),
    'Address a click opens, as a template: https://example.org/item/{id}.',
    { flag: 'link', placeholder: 'template' },
  ),
  linkFallback: decision(
    z.string().min(1).nullable().default(null),
    'Address for rows where a column of `link` is blank: https://example.org/search?q={title}.',
    { flag: 'link-fallback', placeholder: 'template' },
  ),
});

export const auditSchema = z.strictObject({
  shortText: decision(
    z.int().min(0).max(10_000).default(20),
    'Characters below which a text is told as short, 0 to 10000; 20 is about three words, too few to place a row by its meaning.',
    { flag: 'audit-short-text', placeholder: 'characters' },
  ),
  kindShare: decision(
    z.number().min(0.5).max(1).default(0.9),
    'Share of the filled cells that must be dates, numbers or ids of one shape for the others to count as faults, 0.5 to 1.',
    { flag: 'audit-kind-share', placeholder: 'share' },
  ),
  alike: decision(
    z.number().min(0.5).max(1).default(0.98),
    'Share of rows on which two columns must agree to be told as nearly the same, or one must be constant or unique to be told as nearly so, 0.5 to 1.',
    { flag: 'audit-alike', placeholder: 'share' },
  ),
  boilerplate: decision(
    z.number().min(0).max(1).default(0.005),
    'Share of rows (and at least 5) that must have a sentence in common for it to be told as boilerplate, 0 to 1.',
    { flag: 'audit-boilerplate', placeholder: 'share' },
  ),
  language: decision(
    z.number().min(0).max(1).default(0.01),
    'Share of texts in languages that the encoder was not made for from which that is told, 0 to 1.',
    { flag: 'audit-language', placeholder: 'share' },
  ),
});

export const dataSchema = z.strictObject({
  source: decision(
    z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
    'The table, relative to the folder of this recipe; a pattern such as "../films-*.csv", or a list, joins several files of the same columns.',
  ),
  table: decision(
    z.string().min(1).nullable().default(null),
    'Table or view to read of a database (SQLite, DuckDB, Postgres), perhaps with its schema, such as "sales.films"; null takes the only one. Other files hold one table, whatever this says.',
    { flag: 'table', placeholder: 'name' },
  ),
  encoding: decision(
    z.string().min(1).default('auto'),
    'Encoding of text files by its WHATWG name, such as "windows-1252" or "shift_jis"; auto takes UTF-8 where the bytes are, then a byte order mark, then what a detector says.',
    { flag: 'text-encoding', placeholder: 'encoding' },
  ),
  delimiter: decision(
    z.string().length(1).nullable().default(null),
    'Character between the values of CSV; null takes the one of comma, semicolon, tab and bar that the header has most of.',
    { flag: 'delimiter', placeholder: 'character' },
  ),
  mostRejected: decision(
    z.number().min(0).max(1).default(0.05),
    'Largest share of lines that may be no rows of the table and go to rejects.csv, 0 to 1; above it the run stops, since the file is then likely read wrongly.',
    { flag: 'most-rejected', placeholder: 'share' },
  ),
  audit: auditSchema.prefault({}),
  columns: columnsSchema,
  top: decision(
    positiveInt.nullable().default(null),
    'Keep only this many rows, the highest by `by`; null keeps all.',
    { flag: 'top', placeholder: 'rows' },
  ),
  by: decision(
    columnName.nullable().default(null),
    'Number column that `top` ranks by; ties go to the earlier row. null ranks by the weight column, else by order.',
    { flag: 'by', placeholder: 'column' },
  ),
  duplicates: decision(
    z.enum(['drop', 'keep']).default('drop'),
    'What happens to a row whose title and text repeat an earlier row: dropped (it would count twice and weld a false cluster) or kept.',
    { flag: 'duplicates' },
  ),
});

/** How fast an embedding server is asked; no vector depends on it. */
export const requestsSchema = z.strictObject({
  batch: decision(
    z.int().min(1).max(2048).default(32),
    'Texts in one request to the embedding server at most, 1 to 2048; 32 is what the strictest of the usual servers takes.',
    { flag: 'server-batch', placeholder: 'texts' },
  ),
  concurrency: decision(
    z.int().min(1).max(64).default(4),
    'Requests under way at the embedding server at once, 1 to 64.',
    { flag: 'server-concurrency', placeholder: 'requests' },
  ),
  perMinute: decision(
    z.int().min(1).nullable().default(null),
    'Requests sent to the embedding server in a minute at most, spread evenly; null sets no limit but what the server itself says.',
    { flag: 'server-requests-per-minute', placeholder: 'requests' },
  ),
  tokensPerMinute: decision(
    z.int().min(1).nullable().default(null),
    'Tokens, by estimate, sent to the embedding server in a minute at most, spread evenly; null sets no limit but what the server itself says.',
    { flag: 'server-tokens-per-minute', placeholder: 'tokens' },
  ),
  timeout: decision(
    z.number().min(1).max(3600).default(120),
    'Seconds that the embedding server may take for one request, 1 to 3600.',
    { flag: 'server-timeout', placeholder: 'seconds' },
  ),
  price: decision(
    z.number().min(0).nullable().default(null),
    'Price of a million tokens at the embedding server, in US dollars, for the estimate before it is asked; null leaves money out of it.',
    { flag: 'server-price', placeholder: 'dollars' },
  ),
});

export const encodeSchema = z.strictObject({
  encoder: decision(
    z
      .enum(['minilm-l6-v2', 'model', 'clip-vit-b-32', 'image-model', 'server', 'tfidf', 'vectors'])
      .default('minilm-l6-v2'),
    'What turns a row into a vector. Its text: the sentence encoder that comes with it (minilm-l6-v2: English, 384-D), a model of your choice, an embedding server, or words counted (tfidf with truncated SVD: the baseline that cannot know synonyms). Its picture, in the column data.columns.image: CLIP ViT-B/32 (512-D), or an image model of your choice. Or vectors of your own.',
    { flag: 'encoder' },
  ),
  model: decision(
    z.string().min(1).nullable().default(null),
    'The model of your choice: owner/name on the hub, such as "intfloat/multilingual-e5-small" (with @revision if need be; pinned in models.lock.json at the first run), or a folder that begins with ./ or ../ or / and holds onnx/model.onnx or model.onnx, and tokenizer.json. Sets encoder to "model". Where the encoder is "image-model", a model of pictures: a folder or repository with onnx/vision_model.onnx or onnx/model.onnx, and preprocessor_config.json. Where it is "server", the name of a model on that server.',
    { flag: 'model', placeholder: 'name or folder' },
  ),
  server: decision(
    z.string().min(1).nullable().default(null),
    'Embedding server that speaks as OpenAI does: its base address, such as "http://localhost:11434/v1", or openai or ollama. Texts are sent there; a key is read from PARALLAX_API_KEY (or OPENAI_API_KEY, for openai) and kept nowhere. Sets encoder to "server".',
    { flag: 'server', placeholder: 'address' },
  ),
  serverDimensions: decision(
    z.int().min(2).max(65_536).nullable().default(null),
    'Dimensions asked of the embedding server, 2 to 65536, for models that can give fewer; null takes what the model gives.',
    { flag: 'server-dimensions', placeholder: 'dimensions' },
  ),
  requests: requestsSchema.prefault({}),
  maxTokens: decision(
    z.int().min(8).max(8192).nullable().default(null),
    'Tokens that the encoder reads at once, 8 to 8192, and no more than it has positions for; null takes what the model was made for (256 for minilm-l6-v2). A server is sent whole texts where it is null; a number is then held to by an estimate of one token for every four bytes.',
    { flag: 'max-tokens', placeholder: 'tokens' },
  ),
  precision: decision(
    z.enum(['fp32', 'int8']).default('fp32'),
    'Numbers the sentence encoder calculates with: 32-bit floats, or 8-bit integers with a scale for each token and the widest channels left in floats, made once from the same model. int8 takes about two thirds of the time; on 5,000 films its topics are those of another seed of fp32, with a little more noise (benchmarks/README.md), so it is not the default.',
    { flag: 'precision' },
  ),
  long: decision(
    z.enum(['cut', 'passages']).default('cut'),
    'What happens to a text of more than `maxTokens`: its end is not read, or it is read in passages whose vectors are averaged by length. The share of such texts is reported either way.',
    { flag: 'long' },
  ),
  pooling: decision(
    z.enum(['mean', 'cls', 'last', 'max']).nullable().default(null),
    'How token states become one vector: their mean, the first, the last, or the largest value of each; null takes what the model was trained with.',
    { flag: 'pooling' },
  ),
  prefix: decision(
    z.string().max(2000).nullable().default(null),
    'Put before every text, such as "query: "; "" puts nothing; null takes what the model asks for in clustering.',
    { flag: 'prefix', placeholder: 'text', mayBeEmpty: true },
  ),
  dimensions: decision(
    z.int().min(2).max(1000).default(100),
    'Dimensions that TF-IDF is reduced to by truncated SVD, 2 to 1000.',
    { flag: 'tfidf-dimensions', placeholder: 'dimensions' },
  ),
  vectors: decision(
    z.string().min(1).nullable().default(null),
    'Vectors of your own: a list column of the table, or a .npy or .parquet file with one row per input row. Sets encoder to "vectors".',
    { flag: 'vectors', placeholder: 'column or file' },
  ),
});

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
  epochs: decision(
    positiveInt.max(5000).nullable().default(null),
    'Optimisation rounds of the layout, 1 to 5000; null takes 500 up to 10,000 rows and 200 above.',
    { flag: 'epochs', placeholder: 'rounds' },
  ),
});

export const clusterSchema = z.strictObject({
  method: decision(
    z.enum(['hdbscan', 'kmeans', 'agglomerative']).default('hdbscan'),
    'HDBSCAN finds dense groups and leaves the rest as noise; k-means and agglomerative clustering give every row a topic, fitting or not. Agglomerative joins the two nearest groups again and again; above 10,000 rows, groups with neighbours in each other.',
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
  allowSingleCluster: decision(z.boolean().default(false), 'Whether one topic may hold everything.', {
    flag: 'allow-single-cluster',
  }),
  topics: decision(
    z.int().min(2).nullable().default(null),
    'About how many topics are wanted, 2 or more: exactly as many for k-means and agglomerative; for HDBSCAN the minClusterSize that comes nearest. null lets the data say.',
    { flag: 'topics', placeholder: 'count' },
  ),
});

export const levelsSchema = z.strictObject({
  method: decision(
    z.enum(['linkage', 'condensed']).default('linkage'),
    "How finer topics are joined into coarser ones: by average linkage of topic centroids in the encoder's space, or by the tree that the clusters were cut from: the density tree of HDBSCAN, or the merges of agglomerative clustering. k-means has none, and takes linkage.",
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
    'Lay out and cluster once more with another seed, and say how much of the answer stays.',
    { flag: 'refit' },
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

export type Columns = z.infer<typeof columnsSchema>;
export type DataSection = z.infer<typeof dataSchema>;
export type AuditThresholds = z.infer<typeof auditSchema>;
export type RequestsSection = z.infer<typeof requestsSchema>;
export type EncodeSection = z.infer<typeof encodeSchema>;
export type ReduceSection = z.infer<typeof reduceSchema>;
export type ClusterSection = z.infer<typeof clusterSchema>;
export type LevelsSection = z.infer<typeof levelsSchema>;
export type LabelSection = z.infer<typeof labelSchema>;
export type Purpose = z.infer<typeof purposeSchema>;
export type Perspective = z.infer<typeof perspectiveSchema>;
export type Recipe = z.infer<typeof recipeSchema>;
