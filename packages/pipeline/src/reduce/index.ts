export * from './neighbors.js';
export * from './layout.js';
export * from './components.js';
