import { decodeJson, encodeJson } from '../store/index.js';
import { fileRequest } from '../source/index.js';
import type { Step } from '../step.js';
import { profileTable, type SourceProfile } from './profile.js';

/** Looks the table over, once for the same bytes under the same name; its input key is their SHA-256. */
export const profileStep: Step<{ name: string }, string, SourceProfile> = {
  name: 'profile',
  version: 2,
  about: 'looking at the columns',
  make: (_section, source) => profileTable(fileRequest(source)),
  save: (profile) => ({ 'profile.json': encodeJson(profile) }),
  load: ({ files }) => decodeJson(files['profile.json']!) as SourceProfile,
};
