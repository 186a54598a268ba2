export { findFiles, isPattern } from './find-files.js';
export { fileNames } from './join-files.js';
export type { SourceColumn } from './loaded-file.js';
export { readTable, type TableCells } from './read-table.js';
export { fileRequest, type ReadingOptions, type SourceRequest } from './request.js';
export { rejectsCsv } from './rejects-csv.js';
export { withSource, type SourceTable } from './source-table.js';
export { sqlName, sqlText } from './sql.js';
export { decodeWindows1252 } from './text/windows-1252.js';
