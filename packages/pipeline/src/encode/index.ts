export {
  encodeStep,
  encodeWithModel,
  unencodedTexts,
  type EncodeInputs,
  type Encoding,
  type EncodingInfo,
} from './encode-step.js';
export {
  findDefaultHere,
  resolveEncoder,
  type EncoderDecision,
  type ModelDecision,
  type EncoderResources,
  type ResolvedEncoder,
  type ResolveEncoderOptions,
} from './resolve-encoder.js';
export { encodeTexts, type EncodedTexts, type EncodeTextsOptions } from './transformer/encode-texts.js';
export { encodeTerms } from './tfidf/encode-terms.js';
export type { TermVectors } from './tfidf/reduce-terms.js';
export { readOwnVectors, type OwnVectors } from './own/own-vectors.js';
export { findModel, type FindModelOptions } from './models/find-model.js';
export type { ModelFiles } from './models/cache.js';
export { findNamedModel, parseModelName, type ModelName } from './models/named-model.js';
export type { ModelFile, ModelLock, ModelSource, ModelVariant } from './models/model-lock.js';
export { readModelSettings, type ModelSettings, type Pooling } from './models/model-settings.js';
export { listModels, pullModel, removeModel, type ShelvedModel } from './models/shelf.js';
export { MINILM_L6_V2 } from './models/minilm-l6-v2.js';
export { reportDownload } from './report-download.js';
export type { ServerAccess, ServerDecision } from './server/decision.js';
export { encodeByServer, type EncodeByServerOptions } from './server/encode-by-server.js';
export { pendingTexts, type PendingTexts } from './server/kept.js';
