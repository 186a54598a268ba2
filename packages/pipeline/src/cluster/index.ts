export * from './clustering.js';
export * from './linkage.js';
export { densityStep, type DensitySection } from './density.js';
export * from './centers.js';
export * from './merges.js';
export { evocStep, layersStep, type EvocSection, type LayersSection } from './layers.js';
export { hillsStep, type HillsSection } from './hills.js';
export { ownTopicsStep, ownTopicValues, type OwnTopics } from './own-topics.js';
export * from './levels.js';
