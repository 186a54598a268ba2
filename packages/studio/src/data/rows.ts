import { Type, tableFromIPC, type Table, type Vector } from 'apache-arrow';
import { pictureAddress, type StudioData } from '@parallax-map/core';
import { categoryColumn, numberColumn, type ColumnData, type Columns } from './columns.js';
import { Problem } from './problem.js';
import { sourceColumns, type SourceColumn } from './source.js';

/** The kept rows, column by column. `i` below is a row's place in these columns, 0 to n − 1, not its key. */
export interface Rows {
  n: number;
  /** Key of each row: its 0-based place in the input. */
  key: Uint32Array;
  /** Map units. */
  x: Float32Array;
  y: Float32Array;
  /** levels[0] is the coarsest; −1 is noise. */
  levels: Int32Array[];
  /** 0 to 1. */
  probability: Float32Array;
  title(i: number): string;
  text(i: number): string;
  /** As it stands in the data: check it with `safeLink` before use. */
  link(i: number): string;
  year(i: number): number | null;
  weight(i: number): number | null;
  /** Line of its file that the row begins on, 1-based; null where that is not known. */
  line(i: number): number | null;
  /** Name of its file where the table is several; else empty. */
  file(i: number): string;
  /** Columns of the table that was read, in its order. */
  source: readonly SourceColumn[];
  /** Address or path of a row's picture, as the data has it; empty where it has none. */
  picture(i: number): string;
  /** Share of each row's nearest in the embedding that the map tore away, 0 to 1; null where that is not known. */
  distortion: Float32Array | null;
  /** Rows nearest to a row in the embedding, nearest first; none where they are not known. */
  neighbors(i: number): readonly number[];
  /** What rows can be filtered, counted and coloured by: the year first, where there is one, then the facets as they are shown. */
  readonly columns: Columns;
  /** Place of a key, or −1 where the row was not kept. */
  placeOf(key: number): number;
}

/** What is said of the table beside it. */
export type RowsData = Pick<StudioData, 'columns' | 'facets' | 'picture'>;

const LEVEL_COLUMNS = ['level_1', 'level_2', 'level_3', 'level_4', 'level_5'];

/**
 * Reads `map.arrow`.
 *
 * @throws Problem when the bytes are no Arrow table, a column is missing or has another type, or a coordinate is
 *   not a finite number.
 */
export function readRows(bytes: Uint8Array, data: RowsData): Rows {
  const table = parse(bytes);
  const numbers = <A>(name: string, type: string): A => column(table, name, type).toArray() as A;
  const words = (name: string) => {
    const vector = column(table, name, 'Utf8');
    return (i: number) => (vector.get(i) as string | null) ?? '';
  };
  const optional = (name: string, type: string) => {
    const vector = column(table, name, type);
    return (i: number) => vector.get(i) as number | null;
  };
  const has = (name: string) => table.getChild(name) !== null;
  const key = numbers<Uint32Array>('row', 'Uint32');
  const x = numbers<Float32Array>('x', 'Float32');
  const y = numbers<Float32Array>('y', 'Float32');
  requireFinite(x, 'x');
  requireFinite(y, 'y');
  const n = table.numRows;
  const year = optional('year', 'Int32');
  const source = sourceColumns(table, data);
  let columns: Columns | null = null;
  return {
    n,
    key,
    x,
    y,
    levels: LEVEL_COLUMNS.map((name) => numbers<Int32Array>(name, 'Int32')),
    probability: numbers<Float32Array>('probability', 'Float32'),
    title: words('title'),
    text: words('text'),
    link: words('link'),
    year,
    weight: optional('weight', 'Float32'),
    line: has('line') ? nonZero(numbers<Uint32Array>('line', 'Uint32')) : () => null,
    file: has('file') ? words('file') : () => '',
    source,
    picture: pictures(source, data),
    distortion: has('distortion') ? numbers<Float32Array>('distortion', 'Float32') : null,
    neighbors: neighborsIn(table),
    // Read when first asked for: a million cells take longer than the first picture.
    get columns() {
      return (columns ??= readColumns(n, year, source, data.facets));
    },
    placeOf: finder(key),
  };
}

/** Columns of rows near each row, nearest first; -1 where there are fewer. */
function neighborsIn(table: Table): Rows['neighbors'] {
  const columns: Int32Array[] = [];
  for (let k = 1; table.getChild(`near_${k}`) !== null; k++) {
    columns.push(column(table, `near_${k}`, 'Int32').toArray() as Int32Array);
  }
  return (i) => columns.map((values) => values[i]!).filter((near) => near >= 0 && near < table.numRows);
}

/** Name of the column that holds the time of each row, in years. */
export const YEAR = 'year';

function readColumns(
  n: number,
  year: Rows['year'],
  source: Rows['source'],
  facets: readonly string[],
): Columns {
  const years = numberColumn(
    'number',
    YEAR,
    Float64Array.from({ length: n }, (_, i) => year(i) ?? NaN),
  );
  const hasYears = !Number.isNaN(years.min);
  const wanted = facets.filter((name) => name !== YEAR || !hasYears);
  const columns = wanted.flatMap((name) => {
    const column = source.find((each) => each.name === name);
    return column === undefined ? [] : [readColumn(n, column)];
  });
  return [...(hasYears ? [years] : []), ...columns];
}

function readColumn(n: number, { name, kind, value, say }: SourceColumn): ColumnData {
  if (kind === 'words') return categoryColumn(name, n, say);
  return numberColumn(
    kind,
    name,
    Float64Array.from({ length: n }, (_, i) => (value(i) as number | null) ?? NaN),
  );
}

/** Addresses are put together from the cells, which the file then holds once. */
function pictures(source: Rows['source'], { picture }: RowsData): Rows['picture'] {
  const column = picture && source.find(({ name }) => name === picture.column);
  return column ? (i) => pictureAddress(picture, column.say(i)) : () => '';
}

function parse(bytes: Uint8Array): Table {
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    throw new Problem('The map’s table cannot be read: it is not a whole Arrow file.', AGAIN, {
      cause: error,
    });
  }
}

const AGAIN = 'Run "parallax run" once more to write it again.';

/** Names the type in the words of the contract: Utf8, Int32, Uint32, Float32. */
function column(table: Table, name: string, type: string): Vector {
  const vector = table.getChild(name);
  if (vector === null) throw new Problem(`The map’s table has no column "${name}".`, AGAIN);
  const found = vector.type.typeId === Type.Utf8 ? 'Utf8' : vector.type.toString();
  if (found !== type) {
    throw new Problem(`Column "${name}" of the map’s table must be ${type}, but is ${found}.`, AGAIN);
  }
  return vector;
}

function nonZero(values: Uint32Array): (i: number) => number | null {
  return (i) => values[i]! || null;
}

function requireFinite(values: Float32Array, name: string): void {
  for (const value of values) {
    if (!Number.isFinite(value)) {
      throw new Problem(`Column "${name}" of the map’s table holds ${value}, which is no place.`, AGAIN);
    }
  }
}

/** Keys rise (input order), so a key is found by halving. */
function finder(keys: Uint32Array): (key: number) => number {
  return (key) => {
    let low = 0;
    let high = keys.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = keys[middle]!;
      if (found === key) return middle;
      if (found < key) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  };
}
