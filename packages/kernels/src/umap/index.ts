export * from './curve.js';
export * from './fuzzy-set.js';
export * from './spectral.js';
export * from './layout.js';
