export { estimate, run, type RunOptions } from './run.js';
export { auditTable, type AuditAnswer, type AuditOptions } from './run-audit.js';
export { MOST_ROWS } from './begin-run.js';
export { onnxProducts } from './onnx-products.js';
export { EXPORTS, exportMap, type Exported, type ExportKind, type ExportOptions } from './export-map.js';
export { openFolder, watchFolder, type ResultsFolder } from './folder.js';
export { BadDecision, checkRun } from './check-run.js';
export type { Preview } from './preview.js';
export { folderOf } from './place.js';
export { searchMeaning, type MeaningSearch } from './search-meaning.js';
export { rowPictures, type RowPicture } from './row-pictures.js';
export {
  listModels,
  pullModel,
  removeModel,
  reportDownload,
  type FindModelOptions,
  type ShelvedModel,
} from './encode/index.js';
