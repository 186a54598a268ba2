export { refits, type Refit, type RefitOptions } from './refits.js';
