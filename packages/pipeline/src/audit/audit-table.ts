import type { FindingExample } from '@parallax-map/core';
import { ColumnViews, type ColumnBlock, type SourceTable } from '../source/index.js';
import { cut } from './words.js';

/** A row by its place in the view `cells`, and the value to show. */
export interface Spot {
  r: number;
  value: string;
}

/** Examples that a finding names, unless it is asked for more. */
const EXAMPLES = 3;
/** Characters of a value that an example shows. */
const LONGEST_VALUE = 200;

/** A table as the audit asks it. Columns are told by their place. */
export class AuditTable {
  private readonly views: ColumnViews;

  private constructor(
    readonly source: SourceTable,
    private readonly first: number,
    private readonly gapless: boolean,
    /** Most examples of a finding. */
    readonly most: number,
  ) {
    this.views = new ColumnViews(source);
  }

  static async open(source: SourceTable, most = EXAMPLES): Promise<AuditTable> {
    const sql = 'SELECT min(r)::DOUBLE, max(r)::DOUBLE FROM cells';
    const [first, last] = (await source.connection.runAndReadAll(sql)).getRows()[0] as [number, number];
    return new AuditTable(source, first, last - first + 1 === source.rows, most);
  }

  get rows(): number {
    return this.source.rows;
  }

  get names(): string[] {
    return this.source.columns.map(({ name }) => name);
  }

  /** What a query answers, a row an object; numbers must be DOUBLE or INTEGER, since BIGINT comes as text. */
  async ask<Row>(sql: string): Promise<Row[]> {
    return (await this.source.connection.runAndReadAll(sql)).getRowObjectsJson() as Row[];
  }

  async run(sql: string): Promise<void> {
    await this.source.connection.run(sql);
  }

  /** Hands over the rows of a query one by one, in bounded memory. */
  async each(sql: string, use: (row: unknown[]) => void): Promise<void> {
    const result = await this.source.connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      for (const row of chunk.getRows()) use(row);
    }
  }

  /** SQL of a relation (r, raw, cell): a column as it stands, and trimmed, null where blank. */
  column(place: number): Promise<string> {
    return this.views.relation(place);
  }

  /** All columns, one by one or some at a time. */
  blocks(): AsyncGenerator<ColumnBlock> {
    return this.views.blocks();
  }

  /** Examples from the rows of a relation (r, …) that a condition holds for, earliest first. */
  async examples(relation: string, condition: string, value = 'cell'): Promise<FindingExample[]> {
    const sql = `SELECT r::DOUBLE AS r, left(coalesce(${value}, ''), ${2 * LONGEST_VALUE}) AS value FROM ${relation} t WHERE ${condition} ORDER BY r LIMIT ${this.most}`;
    return this.show(await this.ask<Spot>(sql));
  }

  /** The examples that stand at these rows, in the order given. */
  async show(spots: readonly Spot[]): Promise<FindingExample[]> {
    const shown: FindingExample[] = [];
    for (const { r, value } of spots.slice(0, this.most)) {
      const row = await this.rowOf(r);
      const { lines, files, reading } = this.source;
      shown.push({
        row,
        line: lines?.[row] ?? null,
        file: files === null ? null : (reading.files[files[row]!]?.name ?? null),
        value: cut(value, LONGEST_VALUE),
      });
    }
    return shown;
  }

  /** 0-based number of the row that stands at `r` in the view. */
  private async rowOf(r: number): Promise<number> {
    if (this.gapless) return r - this.first;
    const [found] = await this.ask<{ row: number }>(
      `SELECT count(*)::DOUBLE AS row FROM cells WHERE r < ${r}`,
    );
    return found!.row;
  }
}
