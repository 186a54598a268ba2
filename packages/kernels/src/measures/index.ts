export {
  adjustedMutualInformation,
  adjustedRandIndex,
  normalizedMutualInformation,
  vMeasure,
  type VMeasure,
} from './agreement.js';
export type { Labels } from './contingency.js';
