export * from './umap.js';
export * from './new-rows.js';
export { sharedLayout, umapLayout, type LayoutOptions, type LayoutTurn } from './layout.js';
export * from './align.js';
export * from './curve.js';
export { fuzzySet, type FuzzySetOptions } from './fuzzy-set.js';
export { spectralStart, type SpectralOptions, type Start } from './spectral.js';
export type { Forces } from './optimise.js';
