export { ownNames } from './own-names.js';
export { labelStep, type LabelInputs } from './label-step.js';
