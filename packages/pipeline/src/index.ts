export { run, type RunOptions } from './run.js';
export { MOST_ROWS } from './run-steps.js';
export { openFolder, type ResultsFolder } from './folder.js';
