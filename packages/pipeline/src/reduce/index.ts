export * from './neighbors.js';
export * from './layout.js';
