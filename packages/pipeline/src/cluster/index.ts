export * from './clustering.js';
export * from './linkage.js';
export * from './density.js';
export * from './centers.js';
export * from './merges.js';
export * from './levels.js';
