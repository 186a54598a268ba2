export { publishStep, loadPublished, studioFiles, type Published, type StudioFiles } from './publish.js';
export type { Results } from './results.js';
export { offlinePage } from './offline-page.js';
