export { hdbscan, type Hdbscan, type HdbscanOptions } from './hdbscan.js';
export { singleLinkage, mergeEdges, type LinkageTree, type RowWeights } from './single-linkage.js';
export {
  mutualReachabilityTree,
  type MutualReachabilityTree,
  type ReachabilityOptions,
} from './minimum-spanning-tree.js';
export type { Edges } from './edges.js';
export type { Metric, Points } from '../distance/points.js';
export type { ColumnMetric, ColumnMetricOptions } from '../distance/metric.js';
export type { DensityMetric, DensityMetricOptions } from './distinct-points.js';
export { condenseTree, condensedTree, type ClusterNodes, type CondensedTree } from './condense.js';
export { selectClusters, type Selection, type SelectionOptions } from './select.js';
export { labelRows } from './labels.js';
export { exemplars, outlierScores, probabilities } from './membership.js';
export { clusterCondensed, clusterTree, type ClusterOptions, type Clusters } from './cluster-tree.js';
export { minClusterSizeFor } from './min-cluster-size.js';
export { decodeLinkage, encodeLinkage } from './linkage-bytes.js';
export { decodeCondensedTree, encodeCondensedTree } from './condensed-bytes.js';
export { membershipVectors } from './soft-membership.js';
export { clusterPredictor, type Predicted, type PredictorOptions } from './predict.js';
