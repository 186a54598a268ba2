export { approximateNeighbors, type ApproximateOptions } from './approximate.js';
export { exactNeighbors } from './exact.js';
export type { NeighborGraph, NeighborMetric, NeighborOptions, Recall } from './graph.js';
export { EXACT_ROWS, nearestNeighbors, type NearestOptions } from './nearest.js';
