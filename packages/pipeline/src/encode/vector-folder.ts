import { join } from 'node:path';
import { artifactKey } from '../step.js';

/** The version of the step goes into the folder of stored vectors too. */
export const ENCODE = { name: 'encode', version: 2 };

/** Where the vectors that an encoder made are kept by content. */
export function vectorFolder(decision: object, storeFolder: string): string {
  return join(storeFolder, 'vectors', artifactKey(ENCODE, decision, []));
}
