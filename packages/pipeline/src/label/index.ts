export { labelStep, type LabelInputs } from './label-step.js';
