export * from './count-findings.js';
export * from './fail-on.js';
