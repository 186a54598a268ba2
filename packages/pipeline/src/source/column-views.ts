import type { SourceTable } from './source-table.js';

/** Columns that are looked at together: a query on a view takes time by all columns of the view. */
const BLOCK = 64;
/** What JavaScript's trim() takes off, so that a cell is blank in SQL exactly where the run finds it blank. */
const SPACE =
  ' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/**
 * Trims text in SQL; null where nothing is left. Most cells begin and end with a sign of ASCII, and are left as they
 * are at a fifth of the time.
 */
export function trimmedSql(text: string): string {
  const isSign = (letter: string): string => `ascii(${letter}) BETWEEN 33 AND 126`;
  return `CASE WHEN ${isSign(text)} AND ${isSign(`right(${text}, 1)`)} THEN ${text} ELSE nullif(trim(${text}, '${SPACE}'), '') END`;
}

/** The columns of a table one by one, whatever their number: of a wide table those around a column are copied. */
export class ColumnViews {
  private block: number | undefined;

  constructor(private readonly source: Pick<SourceTable, 'connection' | 'columns'>) {}

  /** SQL of a relation (r, raw, cell): a column as it stands, and trimmed, null where blank. Good until the next call. */
  async relation(place: number): Promise<string> {
    return `(SELECT r, c${place} AS raw, ${trimmedSql(`c${place}`)} AS cell FROM ${await this.around(place)})`;
  }

  /** A view or table that holds a column and not many others. */
  private async around(place: number): Promise<string> {
    const { columns, connection } = this.source;
    if (columns.length <= BLOCK) return 'cells';
    const block = Math.floor(place / BLOCK);
    if (block !== this.block) {
      const from = block * BLOCK;
      const names = Array.from({ length: Math.min(BLOCK, columns.length - from) }, (_, i) => `c${from + i}`);
      this.block = block;
      await connection.run(
        `CREATE OR REPLACE TEMP TABLE column_block AS SELECT r, ${names.join(', ')} FROM cells`,
      );
    }
    return 'column_block';
  }
}
