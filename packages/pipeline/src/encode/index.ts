export { encodeTexts, type EncodedTexts, type EncodeTextsOptions } from './minilm/encode-texts.js';
export { findModel, type FindModelOptions } from './models/find-model.js';
export type { ModelFiles } from './models/cache.js';
export type { ModelFile, ModelLock, ModelPart, ModelSource, ModelVariant } from './models/model-lock.js';
export { MINILM_L6_V2 } from './models/minilm-l6-v2.js';
