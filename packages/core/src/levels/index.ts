export * from './merge-tree.js';
export * from './average-linkage.js';
export * from './condensed-tree.js';
export * from './nested-levels.js';
export * from './centroids.js';
export * from './density-peak.js';
