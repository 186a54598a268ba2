export * from './artifact.js';
export * from './table.js';
