import { english } from './english.js';
import { european } from './european.js';
import { further } from './further.js';

/**
 * The texts that show how large the channels of an encoder become. They are the same for every table, so that a
 * vector depends on its text and the model alone; a change here is a new version of the derivation.
 */
export const calibrationTexts: readonly string[] = [...english, ...european, ...further];
