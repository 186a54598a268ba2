export { brierScore, expectedCalibrationError } from './calibration.js';
export {
  classProbabilities,
  logisticRegression,
  type LogisticModel,
  type LogisticOptions,
} from './logistic.js';
export { fitTemperature } from './temperature.js';
