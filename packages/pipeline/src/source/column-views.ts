import type { SourceTable } from './source-table.js';

/** A table with more columns is wide: a query on it takes time by the square of all its columns. */
const WIDE = 64;
/** Columns of a wide table that are copied at once. */
const BLOCK = 256;
/** Cells of a wide table that are copied at once: some 100 MB. */
const MOST_CELLS = 2_000_000;
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

/** Some columns that are asked together, ascending by place. */
export interface ColumnBlock {
  places: readonly number[];
  /** SQL of a relation (place, r, raw, cell), a line for each cell. Good until the next block. */
  relation: string;
  /**
   * SQL of what aggregates over the cells of each column come to: (place, …).
   *
   * @param where only these cells; of a column without any there may be no line
   */
  perColumn(aggregates: string, where?: string): string;
}

/**
 * The columns of a table one by one or in blocks, whatever their number. Those of a wide table are copied, a block at
 * a time, one line for each cell: thousands of queries would take longer to plan than to answer.
 */
export class ColumnViews {
  private block: number | undefined;

  constructor(private readonly source: Pick<SourceTable, 'connection' | 'columns' | 'rows'>) {}

  /** SQL of a relation (r, raw, cell): a column as it stands, and trimmed, null where blank. Good until the next call. */
  async relation(place: number): Promise<string> {
    if (this.width === 1) return this.alone(place);
    await this.copy(Math.floor(place / this.width));
    return `(SELECT r, raw, cell FROM ${COPIED} WHERE place = ${place})`;
  }

  /** All columns: one by one, or of a wide table some at a time. */
  async *blocks(): AsyncGenerator<ColumnBlock> {
    const { length } = this.source.columns;
    for (let from = 0; from < length; from += this.width) {
      const isOne = this.width === 1;
      if (!isOne) await this.copy(from / this.width);
      const relation = isOne ? this.alone(from) : COPIED;
      const [place, by] = isOne ? [`${from} AS place`, ''] : ['place', 'GROUP BY place'];
      const perColumn = (aggregates: string, where = 'true'): string =>
        `SELECT ${place}, ${aggregates} FROM ${relation} WHERE ${where} ${by}`;
      yield { places: this.placesOf(from / this.width), relation, perColumn };
    }
  }

  /** Columns of a block. */
  private get width(): number {
    const { columns, rows } = this.source;
    return columns.length <= WIDE ? 1 : Math.max(1, Math.min(BLOCK, Math.floor(MOST_CELLS / rows)));
  }

  private placesOf(block: number): number[] {
    const from = block * this.width;
    const to = Math.min(this.source.columns.length, from + this.width);
    return Array.from({ length: to - from }, (_, i) => from + i);
  }

  private alone(place: number): string {
    return `(SELECT ${place} AS place, r, c${place} AS raw, ${trimmedSql(`c${place}`)} AS cell FROM cells)`;
  }

  private async copy(block: number): Promise<void> {
    if (block === this.block) return;
    const places = this.placesOf(block);
    const cells = places.map((i) => `c${i}`).join(', ');
    this.block = block;
    // A cell that trimming changes, as few do, is kept both ways.
    await this.source.connection.run(
      `CREATE OR REPLACE TEMP TABLE column_block AS SELECT place, r, cell, CASE WHEN cell IS DISTINCT FROM raw THEN raw END AS untrimmed
        FROM (SELECT place, r, raw, ${trimmedSql('raw')} AS cell
        FROM (SELECT unnest([${places.join(', ')}]) AS place, r, unnest([${cells}]) AS raw FROM cells))`,
    );
  }
}

const COPIED = '(SELECT place, r, coalesce(untrimmed, cell) AS raw, cell FROM column_block)';
