import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError, type FileReading, type Reading } from '@parallax-map/core';
import type { LoadedFile, SourceColumn } from './loaded-file.js';

/** Several files as one table: what they are called in messages, and what was loaded, in the order of their rows. */
export interface JoinedFiles {
  columns: SourceColumn[];
  rows: number;
  reading: Reading;
  /** Line of its file that each row begins on, 0 where its file has no lines; null where none has. */
  lines: Uint32Array | null;
  /** Place in `reading.files` of each row. */
  files: Uint16Array;
}

/** As many files as a place of 16 bits can name. */
export const MOST_FILES = 65_535;

/**
 * Makes the view `cells` of all rows of the views `parts`, which `loadFile` made. Columns are joined by name, in
 * the order they first appear; a file that lacks some has blanks there.
 *
 * @param names of the files, as said in messages, no two the same
 * @throws ParallaxError DATA_UNREADABLE where a file has no column that the ones before it have
 */
export async function joinFiles(
  connection: DuckDBConnection,
  names: readonly string[],
  loaded: readonly LoadedFile[],
  parts: readonly string[],
): Promise<JoinedFiles> {
  const columns = joinColumns(names, loaded);
  const selects: string[] = [];
  let offset = 0;
  for (const [i, file] of loaded.entries()) {
    const place = new Map(file.columns.map(({ name }, at) => [name, at]));
    const cells = columns.map(({ name }, c) => {
      const at = place.get(name);
      return `${at === undefined ? 'CAST(NULL AS VARCHAR)' : `c${at}`} AS c${c}`;
    });
    selects.push(`SELECT r + ${offset} AS r, ${cells.join(', ')} FROM ${parts[i]!}`);
    const last = await connection.runAndReadAll(`SELECT coalesce(max(r), -1) FROM ${parts[i]!}`);
    offset += Number(last.value(0, 0)) + 1;
  }
  await connection.run(`CREATE TEMP VIEW cells AS ${selects.join(' UNION ALL ')}`);
  return { columns, ...joinReadings(names, loaded, columns) };
}

/** Names of files as said in messages: what their paths do not have in common. */
export function fileNames(paths: readonly string[]): string[] {
  const split = paths.map((path) => path.split(/[\\/]/));
  const shortest = Math.min(...split.map(({ length }) => length));
  let common = 0;
  while (common < shortest - 1 && split.every((parts) => parts[common] === split[0]![common])) common++;
  return split.map((parts) => parts.slice(common).join('/'));
}

function joinColumns(names: readonly string[], loaded: readonly LoadedFile[]): SourceColumn[] {
  const joined = new Map<string, SourceColumn>();
  loaded.forEach(({ columns }, i) => {
    if (i > 0 && !columns.some(({ name }) => joined.has(name))) {
      const say = (some: Iterable<string>): string => {
        const all = [...some];
        const more = all.length > MOST_NAMED ? ` and ${all.length - MOST_NAMED} more` : '';
        return (
          all
            .slice(0, MOST_NAMED)
            .map((name) => `"${name}"`)
            .join(', ') + more
        );
      };
      throw new ParallaxError(
        'DATA_UNREADABLE',
        `${names[i]} must share a column with ${names[0]} to be joined with it; it has ${say(columns.map(({ name }) => name)) || 'none'}, and ${i > 1 ? 'the files before it have' : `${names[0]} has`} ${say(joined.keys()) || 'none'}`,
      );
    }
    for (const column of columns) if (!joined.has(column.name)) joined.set(column.name, column);
  });
  return [...joined.values()];
}

const MOST_NAMED = 5;

function joinReadings(
  names: readonly string[],
  loaded: readonly LoadedFile[],
  columns: readonly SourceColumn[],
): Pick<JoinedFiles, 'rows' | 'reading' | 'lines' | 'files'> {
  const rows = loaded.reduce((sum, { reading }) => sum + reading.rows, 0);
  const files = new Uint16Array(rows);
  const lines = loaded.some((file) => file.lines !== null) ? new Uint32Array(rows) : null;
  const reading: Reading = { files: [], rejects: [], rejoined: [] };
  let row = 0;
  loaded.forEach((file, i) => {
    const has = new Set(file.columns.map(({ name }) => name));
    const missingColumns = columns.filter(({ name }) => !has.has(name)).map(({ name }) => name);
    const read: FileReading = { ...file.reading, name: names[i]!, missingColumns };
    reading.files.push(read);
    for (const reject of file.rejects) reading.rejects.push({ ...reject, file: names[i]! });
    for (const one of file.rejoined) {
      reading.rejoined.push({ ...one, file: names[i]!, row: one.row + row });
    }
    files.fill(i, row, row + read.rows);
    if (file.lines !== null) lines!.set(file.lines, row);
    row += read.rows;
  });
  return { rows, reading, lines, files };
}
