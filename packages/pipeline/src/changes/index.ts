export { changesStep, NoEarlierAnswer } from './changes-step.js';
