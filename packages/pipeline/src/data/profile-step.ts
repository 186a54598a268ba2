import { decodeJson, encodeJson } from '../store/index.js';
import type { ReadingOptions, SourceRequest } from '../source/index.js';
import type { Step } from '../step.js';
import { profileTable, type TableProfile } from './profile.js';

/** What, beside the bytes, a reading depends on: how they are read, and what the files are called in messages. */
export interface ReadingSection extends ReadingOptions {
  name: string;
  /** Names of the files where there are several. */
  files: string[] | null;
}

/** Looks the table over, once for the same bytes read alike under the same name; its input key is their SHA-256. */
export const profileStep: Step<ReadingSection, SourceRequest, TableProfile> = {
  name: 'profile',
  version: 6,
  about: 'looking at the columns',
  make: (_section, request) => profileTable(request),
  save: ({ name, rows, columns }) => ({ 'profile.json': encodeJson({ name, rows, columns }) }),
  load: ({ files }) => decodeJson(files['profile.json']!) as TableProfile,
};
