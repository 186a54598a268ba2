export * from './blind-spots/index.js';
export * from './refit.js';
