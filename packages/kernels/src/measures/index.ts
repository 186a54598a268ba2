export {
  adjustedMutualInformation,
  adjustedRandIndex,
  normalizedMutualInformation,
  vMeasure,
  type VMeasure,
} from './agreement.js';
export type { Labels } from './contingency.js';
export {
  faithfulness,
  trustworthiness,
  type Faithfulness,
  type FaithfulnessMeasure,
  type FaithfulnessOptions,
} from './faithfulness.js';
export { densityValidity, type DensityValidity } from './density-validity.js';
export { hopkins, type HopkinsOptions } from './hopkins.js';
export type { NoiseOption } from './labelled-rows.js';
export { matchClusters, type ClusterMatches } from './match-clusters.js';
export { purity, type ClusterPurity, type Purity, type PurityOptions } from './purity.js';
export { calinskiHarabasz, daviesBouldin } from './separation.js';
export { silhouette, type Silhouette, type SilhouetteOptions } from './silhouette.js';
export { dipTest, type Dip, type DipOptions } from './dip.js';
