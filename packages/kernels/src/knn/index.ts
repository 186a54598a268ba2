export { approximateNeighbors, type ApproximateOptions } from './approximate.js';
export { exactNeighbors, type ExactOptions } from './exact.js';
export type { NeighborGraph, NeighborMetric, NeighborOptions, Recall } from './graph.js';
export { hammingNeighbors, type BitMatrix, type HammingOptions } from './hamming.js';
export { EXACT_ROWS, nearestNeighbors, type NearestOptions } from './nearest.js';
export type { ProductInput, ProductProvider } from './provider.js';
export { neighborIndex, type IndexOptions, type NeighborIndex, type QueryNeighbors } from './query.js';
