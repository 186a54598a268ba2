import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ParallaxError } from '@parallax-map/core';
import { z } from 'zod';

/** How the token states of a text become its vector. */
export type Pooling = 'mean' | 'cls' | 'last' | 'max';

/** What a model says about itself, as far as its vectors depend on it. */
export interface ModelSettings {
  pooling: Pooling;
  /** Tokens of a text that it was made to read, special tokens counted. */
  maxTokens: number;
  /** Most tokens it has positions for. */
  positions: number;
  /** Put before every text. */
  prefix: string;
}

/** The files of a sentence-transformers model that say how it is used, where it has them. */
export const SETTINGS_FILES = [
  'config.json',
  'tokenizer_config.json',
  'modules.json',
  'sentence_bert_config.json',
  'config_sentence_transformers.json',
  '1_Pooling/config.json',
] as const;

/** Tokens read where no file names a limit: what BERT has positions for. */
const USUAL_POSITIONS = 512;

/**
 * Reads how a model is used from the files beside it, as sentence-transformers does.
 *
 * @param folder holds those of {@link SETTINGS_FILES} that there are
 * @param name how the model is called; some families say only in their papers what goes before a text
 * @throws ParallaxError MODEL_INVALID where a file cannot be read, or asks for what is not done here
 */
export async function readModelSettings(folder: string, name: string): Promise<ModelSettings> {
  const read = <T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> =>
    readSettings(folder, file, schema, name);
  checkModules((await read('modules.json', modulesSchema)) ?? [], name);
  const config = await read('config.json', configSchema);
  const tokenizer = await read('tokenizer_config.json', tokenizerSchema);
  const sentence = await read('sentence_bert_config.json', sentenceSchema);
  const prompts = await read('config_sentence_transformers.json', promptsSchema);
  const pooling = await read('1_Pooling/config.json', poolingSchema);

  // RoBERTa and its kin count positions from the padding token on.
  const offset = /roberta|mpnet|camembert/i.test(config?.model_type ?? '')
    ? (config?.pad_token_id ?? 1) + 1
    : 0;
  const own = config?.max_position_embeddings;
  const positions = own === undefined ? undefined : own - offset;
  const said = sentence?.max_seq_length ?? tokenizer?.model_max_length;
  const limit = positions ?? (said !== undefined && said <= MOST_TOKENS ? said : USUAL_POSITIONS);
  return {
    pooling: pooling === undefined ? 'mean' : poolingOf(pooling, name),
    maxTokens: Math.max(8, Math.min(said ?? limit, limit)),
    positions: Math.max(8, Math.min(limit, MOST_TOKENS)),
    prefix: prefixOf(prompts, name),
  };
}

/** Tokens read at most, whatever a file says; some tokenizers say 10^30. */
export const MOST_TOKENS = 8192;

const count = z.number().min(1);
const modulesSchema = z.array(z.looseObject({ type: z.string(), path: z.string().optional() }));
const configSchema = z.looseObject({
  model_type: z.string().optional(),
  max_position_embeddings: count.optional(),
  pad_token_id: z.number().nullable().optional(),
});
const tokenizerSchema = z.looseObject({ model_max_length: count.nullish().transform((n) => n ?? undefined) });
const sentenceSchema = z.looseObject({ max_seq_length: count.nullish().transform((n) => n ?? undefined) });
const promptsSchema = z.looseObject({
  prompts: z.record(z.string(), z.string().max(2000)).optional(),
  default_prompt_name: z.string().nullish(),
});
const poolingSchema = z.looseObject({
  pooling_mode: z.union([z.string(), z.array(z.string())]).optional(),
  pooling_mode_cls_token: z.boolean().optional(),
  pooling_mode_mean_tokens: z.boolean().optional(),
  pooling_mode_max_tokens: z.boolean().optional(),
  pooling_mode_mean_sqrt_len_tokens: z.boolean().optional(),
  pooling_mode_weightedmean_tokens: z.boolean().optional(),
  pooling_mode_lasttoken: z.boolean().optional(),
  include_prompt: z.boolean().optional(),
});

async function readSettings<T>(
  folder: string,
  file: string,
  schema: z.ZodType<T>,
  name: string,
): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw invalid(name, `${file} must be a file that can be read; ${(error as Error).message}`, error);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw invalid(name, `${file} is not what sentence-transformers writes: ${why.slice(0, 300)}`, error);
  }
}

/** A model is a transformer, a pooling, perhaps a scaling to unit length; a further layer has weights. */
function checkModules(modules: readonly { type: string }[], name: string): void {
  const further = modules.find(({ type }) => !/\.(Transformer|Pooling|Normalize)$/.test(type));
  if (further) {
    throw invalid(
      name,
      `modules.json asks for ${further.type.slice(0, 100)}; known are a Transformer, a Pooling and a Normalize`,
    );
  }
}

const MODES = ['cls', 'mean', 'max', 'mean_sqrt_len', 'weightedmean', 'last'] as const;

function poolingOf(config: z.infer<typeof poolingSchema>, name: string): Pooling {
  const named = config.pooling_mode === undefined ? undefined : [config.pooling_mode].flat();
  const flags = [
    config.pooling_mode_cls_token,
    config.pooling_mode_mean_tokens,
    config.pooling_mode_max_tokens,
    config.pooling_mode_mean_sqrt_len_tokens,
    config.pooling_mode_weightedmean_tokens,
    config.pooling_mode_lasttoken,
  ];
  const modes = named ?? MODES.filter((_, i) => flags[i] === true);
  const mode = (modes[0] ?? 'mean').replace('lasttoken', 'last').replace('_tokens', '');
  if (modes.length > 1)
    throw invalid(name, `1_Pooling/config.json joins ${modes.join(' and ')}; one is required`);
  // Scaled to unit length, the mean and the sum over √length are the same.
  if (mode === 'mean_sqrt_len') return 'mean';
  if (mode !== 'mean' && mode !== 'cls' && mode !== 'max' && mode !== 'last') {
    throw invalid(
      name,
      `1_Pooling/config.json asks for ${mode.slice(0, 60)}; known are mean, cls, last and max`,
    );
  }
  if (config.include_prompt === false) {
    throw invalid(name, '1_Pooling/config.json leaves the prompt out of the pooling, which is not done here');
  }
  return mode;
}

/**
 * What clustering wants before every text: the prompt for clustering, else the default one, else what the
 * papers of the family say. E5 was trained with "query: " or "passage: " before every text and asks for
 * "query: " where vectors are compared among themselves (Wang et al. 2022).
 */
function prefixOf(config: z.infer<typeof promptsSchema> | undefined, name: string): string {
  const { prompts = {}, default_prompt_name: preset } = config ?? {};
  const own = prompts.clustering ?? prompts.Clustering ?? (preset ? prompts[preset] : undefined);
  return own ?? familyPrefix(name);
}

/** What the papers of a family want before every text that is clustered; "" where the name is of none. */
export function familyPrefix(name: string): string {
  if (/(^|[/\\])(multilingual-)?e5-(small|base|large)(-v2)?(@|$)/i.test(name)) return 'query: ';
  if (/(^|[/\\-])nomic-embed-text(-v|:|@|$)/i.test(name)) return 'clustering: ';
  return '';
}

export function invalid(name: string, why: string, cause?: unknown): ParallaxError {
  return new ParallaxError('MODEL_INVALID', `The model ${name} cannot encode here: ${why}.`, { cause });
}
