export * from './cut-linkage.js';
export * from './cut-sweep.js';
