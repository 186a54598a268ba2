export * from './exponential.js';
export * from './logarithm.js';
export * from './power.js';
export * from './trigonometry.js';
