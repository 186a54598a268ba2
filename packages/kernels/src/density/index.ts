export { densityClusters, type DensityClusterOptions, type DensityClusters } from './density-clusters.js';
