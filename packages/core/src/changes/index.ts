export * from './pair-rows.js';
export * from './match-topics.js';
export * from './compare-answers.js';
