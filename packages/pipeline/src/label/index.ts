export { ownNames } from './own-names.js';
export { labelStep, namingOf, type LabelInputs } from './label-step.js';
