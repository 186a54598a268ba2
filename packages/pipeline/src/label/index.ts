export * from './label-step.js';
export * from './languages.js';
export * from './stop-words.js';
