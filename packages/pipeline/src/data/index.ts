export { hashSource } from './hash-source.js';
export { profileStep, type ReadingSection } from './profile-step.js';
export {
  profileTable,
  type ColumnKind,
  type ColumnProfile,
  type SourceProfile,
  type TableProfile,
} from './profile.js';
export { inferColumns, inferRoles, type Guess } from './infer-columns.js';
export { MOST_CHARACTERS } from './readable.js';
export { LEAST } from './keep-rows.js';
export { dataStep, type DataOutput } from './data-step.js';
export { hasPlace, readPlaces, type Places } from './own-places.js';
export { pictureOf, readRoles, type Roles } from './roles.js';
export { fillText, type Template } from './template.js';
