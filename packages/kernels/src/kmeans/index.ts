export { kmeans, type KmeansOptions, type KmeansResult } from './kmeans.js';
