import type { EncodeSection } from '@parallax-map/core';
import type { Encoder, EncoderResources, Resolve } from './encoder.js';
import { openOwn, resolveOwn, type OwnDecision } from './own/own-encoder.js';
import { openPictures, resolvePictures, type PictureDecision } from './picture/picture-encoder.js';
import type { ServerDecision } from './server/decision.js';
import { openServerEncoder, resolveServerEncoder } from './server/server-encoder.js';
import { openTerms, resolveTerms, type TermsDecision } from './tfidf/terms-encoder.js';
import { openModel, resolveBuiltIn, resolveChosen, type ModelDecision } from './transformer/model-encoder.js';

/** What an encoder was decided to be: all that its vectors depend on beside what is encoded. */
export type EncoderDecision = ModelDecision | PictureDecision | ServerDecision | TermsDecision | OwnDecision;

/** How each choice of the recipe finds out what will run; with `none` nothing does. */
export const RESOLVERS: Readonly<
  Record<Exclude<EncodeSection['encoder'], 'none'>, Resolve<EncoderDecision>>
> = {
  'minilm-l6-v2': resolveBuiltIn,
  model: resolveChosen,
  'clip-vit-b-32': resolvePictures,
  'image-model': resolvePictures,
  server: resolveServerEncoder,
  tfidf: resolveTerms,
  vectors: resolveOwn,
};

/** The encoder that a decision is for, with what was found for it. */
export function openEncoder(decision: EncoderDecision, resources: EncoderResources): Encoder {
  switch (decision.encoder) {
    case 'minilm-l6-v2':
    case 'model':
      return openModel(decision, resources);
    case 'clip-vit-b-32':
    case 'image-model':
      return openPictures(decision, resources);
    case 'server':
      return openServerEncoder(decision, resources);
    case 'tfidf':
      return openTerms(decision);
    case 'vectors':
      return openOwn(decision, resources);
  }
}
