export { publishStep, loadPublished, type Published } from './publish.js';
export { offlinePage } from './offline-page.js';
