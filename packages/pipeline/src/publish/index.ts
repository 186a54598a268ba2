export { publishStep, loadPublished, type Published } from './publish.js';
