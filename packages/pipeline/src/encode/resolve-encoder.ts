import { encodeSchema, ParallaxError, type EncodeSection } from '@parallax-map/core';
import type { EncoderResources, ResolveEncoderOptions, Resolved } from './encoder.js';
import { RESOLVERS, type EncoderDecision } from './encoders.js';
import { countWords } from './tfidf/terms-encoder.js';
import { resolveBuiltIn, type ModelDecision } from './transformer/model-encoder.js';

export type ResolvedEncoder = Resolved<EncoderDecision>;

/**
 * Finds out what will really encode: the model is fetched and verified, files of one's own are hashed. If no
 * source has the default model, that is warned of and words are counted instead; the decision says so, so that a
 * later run which has the model takes nothing from this one. A model that was chosen by name is not replaced,
 * and neither is a server, which is asked only when its vectors are needed.
 *
 * @throws ParallaxError MODEL_UNAVAILABLE, MODEL_CORRUPT, MODEL_INVALID, VECTORS_INVALID, ENCODER_REFUSED,
 *   RECIPE_INVALID; AbortError
 */
export async function resolveEncoder(
  section: EncodeSection,
  options: ResolveEncoderOptions,
): Promise<ResolvedEncoder> {
  const { encoder } = section;
  if (encoder === 'none')
    throw new ParallaxError('RECIPE_INVALID', 'encode.encoder is "none": nothing encodes');
  try {
    return await RESOLVERS[encoder](section, options);
  } catch (error) {
    const isGone = error instanceof ParallaxError && error.code === 'MODEL_UNAVAILABLE';
    if (section.encoder !== encodeSchema.parse({}).encoder || !isGone) throw error;
    const message =
      `${error.message} Words are counted instead (tfidf), which cannot know synonyms: expect other, plainer ` +
      'topics. The next run that can have the model encodes anew.';
    options.emit({ type: 'warning', step: 'encode', code: error.code, message });
    return countWords(section, error.message);
  }
}

/**
 * The default sentence encoder where its model is on this machine already, read as it is read by default; null
 * where it is not. No network is asked.
 */
export async function findDefaultHere(
  options: ResolveEncoderOptions,
): Promise<{ section: ModelDecision; resources: EncoderResources } | null> {
  const models = { ...options.models, offline: true };
  const quiet: ResolveEncoderOptions = { ...options, models, emit: () => {} };
  try {
    const { section, resources } = await resolveBuiltIn(encodeSchema.parse({}), quiet);
    return { section, resources };
  } catch (error) {
    const absent = ['MODEL_UNAVAILABLE', 'MODEL_CORRUPT'];
    if (error instanceof ParallaxError && absent.includes(error.code)) return null;
    throw error;
  }
}
