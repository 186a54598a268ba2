export * from './refit.js';
