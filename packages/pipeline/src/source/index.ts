export { readTable, type TableCells } from './read-table.js';
export { withSource, type SourceColumn, type SourceTable } from './source-table.js';
export { sqlName, sqlText } from './sql.js';
