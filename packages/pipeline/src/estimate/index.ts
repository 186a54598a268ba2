export { estimateRun, type EstimateInput } from './estimate-run.js';
export { checkDisk, isLarge } from './large.js';
