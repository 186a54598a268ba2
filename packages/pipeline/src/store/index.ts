export * from './artifact.js';
export * from './table.js';
export { openStore } from './open-store.js';
export { lockFolder, type FolderLock } from './lock.js';
export { writeFileAtomic, writeFilesAtomic } from './atomic.js';
export { encodeMatrix, decodeMatrix } from './matrix-file.js';
export {
  encodeTable,
  decodeTable,
  tableColumn,
  type Column,
  type ColumnType,
  type ColumnValues,
} from './table-file.js';
export { encodeJson, decodeJson } from './json.js';
export { answerRows, encodeAnswer, decodeAnswer } from './answer-file.js';
