import { PREPROCESSOR, TOKENIZER } from './model-lock.js';
import { SETTINGS_FILES } from './model-settings.js';

/** Which files of a repository or folder are a model. */
export interface ModelLayout {
  /** Where its graph stands, best first. */
  readonly graphs: readonly string[];
  /** The file that must be beside the graph: it says how content becomes what the graph takes. */
  readonly companion: string;
  /** Files that say how it is used, where there are any. */
  readonly settings: readonly string[];
}

/** A sentence-transformers style model. */
export const TEXT_LAYOUT: ModelLayout = {
  graphs: ['onnx/model.onnx', 'model.onnx'],
  companion: TOKENIZER,
  settings: SETTINGS_FILES,
};

/** A vision model; of one that reads texts too, only the half that looks at pictures. */
export const PICTURE_LAYOUT: ModelLayout = {
  graphs: ['onnx/vision_model.onnx', 'vision_model.onnx', 'onnx/model.onnx', 'model.onnx'],
  companion: PREPROCESSOR,
  settings: ['config.json'],
};

/** What a model must have, in words. */
export function required({ graphs, companion }: ModelLayout): string {
  return `${graphs.join(' or ')}, and ${companion}`;
}
