export { readTable, type TableCells } from './read-table.js';
