import { z } from 'zod';
import { decision } from './decision.js';

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
      .enum(['minilm-l6-v2', 'model', 'clip-vit-b-32', 'image-model', 'server', 'tfidf', 'vectors', 'none'])
      .default('minilm-l6-v2'),
    'What turns a row into a vector. Its text: the sentence encoder that comes with it (minilm-l6-v2: English, 384-D), a model of your choice, an embedding server, or words counted (tfidf with truncated SVD: the baseline that cannot know synonyms). Its picture, in the column data.columns.image: CLIP ViT-B/32 (512-D), or an image model of your choice. Or vectors of your own; or none, where rows have places of their own (reduce.mapX).',
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

export type RequestsSection = z.infer<typeof requestsSchema>;
export type EncodeSection = z.infer<typeof encodeSchema>;
