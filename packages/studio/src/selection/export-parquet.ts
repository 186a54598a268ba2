import { parquetWriteBuffer, type BasicType } from 'hyparquet-writer';
import type { ExportedColumn } from './exported.js';

/**
 * Rows as Parquet, each column of its own type: whole numbers INT32, numbers DOUBLE, dates TIMESTAMP (UTC), words STRING;
 * blank cells are null. Cells that a number or date does not say in full stand beside it in a column of words,
 * `<name> as written`.
 *
 * @param places rows to write, in this order
 */
export function selectionParquet(columns: readonly ExportedColumn[], places: Uint32Array): Blob {
  const columnData = columns.flatMap(({ name, kind, value, written }) => {
    const values = Array.from(places, value);
    const beside = Array.from(places, written);
    const data = kind === 'date' ? values.map((time) => (time === null ? null : new Date(time))) : values;
    const own = { name, data, type: TYPES[kind], nullable: true };
    if (beside.every((cell) => cell === null)) return [own];
    return [own, { name: `${name} as written`, data: beside, type: TYPES.words, nullable: true }];
  });
  const bytes = parquetWriteBuffer({
    columnData,
    createdBy: 'Parallax',
    kvMetadata: [{ key: 'parallax.version', value: '1' }],
  });
  return new Blob([bytes], { type: 'application/vnd.apache.parquet' });
}

const TYPES: Record<ExportedColumn['kind'], BasicType> = {
  whole: 'INT32',
  number: 'DOUBLE',
  date: 'TIMESTAMP',
  words: 'STRING',
};
