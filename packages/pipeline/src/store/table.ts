/** The table after the data step: one entry per input row, in input order. */
export interface Table {
  rows: number;
  /** Empty where the column is blank or there is none. */
  id: string[];
  title: string[];
  /** The text template filled in. */
  text: string[];
  kept: Uint8Array;
  /** null where the row was kept. */
  droppedBecause: (string | null)[];
  /** Earlier row with the same title and text, −1 where none. */
  duplicateOf: Int32Array;
  /** The cell of the time column as text, null where blank or no column. */
  time: (string | null)[];
  /** Calendar year read from `time`, NaN where unknown. */
  year: Float64Array;
  /** NaN where blank, unreadable or no column. */
  weight: Float64Array;
  image: string[];
  /** The link template filled in, or its fallback; empty where neither can be. */
  link: string[];
  /** Columns of the source: those the recipe names as facets first, in its order, then the others as they come. */
  columns: TableColumn[];
  /** Places of one's own, map units, NaN where a row has none; undefined where the map is laid out. */
  places?: { x: Float32Array; y: Float32Array } | undefined;
  /** Cells of the column with topics of one's own; undefined where topics are found. */
  topics?: string[] | undefined;
  /** Line of its file that each row begins on, 1-based; 0 where its file has no lines. */
  line: Uint32Array;
  /** Name of the file of each row where the table is several; empty where it is one. */
  file: string[];
}

/** A column of the source, and what its cells are read as. */
export interface TableColumn {
  name: string;
  kind: CellKind;
  /** Whether rows can be filtered, counted and coloured by it. */
  facet: boolean;
  /** Cells as they stand, trimmed; empty where blank. */
  values: string[];
}

export type CellKind = 'number' | 'date' | 'words';

/** Input rows that were kept, ascending: row i of every matrix downstream is input row `keptRows(table)[i]`. */
export function keptRows(table: Table): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) if (table.kept[row]) rows.push(row);
  return Uint32Array.from(rows);
}
