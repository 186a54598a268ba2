export { blindSpotsStep, type BlindSpotsInputs, type BlindSpotsSection } from './blind-spots-step.js';
export { unseen } from './note.js';
