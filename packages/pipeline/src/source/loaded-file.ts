import type { DuckDBConnection } from '@duckdb/node-api';
import type { FileReading, Reject, Rejoined } from '@parallax-map/core';

/** What `loadFile` says of the rows it brought into DuckDB. */
export interface LoadedFile {
  columns: SourceColumn[];
  reading: FileReading;
  rejects: Reject[];
  /** Rows are counted within this file. */
  rejoined: Rejoined[];
  /** Line that each row begins on, 1-based; null where the format has no lines. */
  lines: Uint32Array | null;
}

export interface SourceColumn {
  name: string;
  /** Type in the file, of the value itself where it lies in an object; CSV has only VARCHAR. */
  type: string;
}

/** A reading in which nothing was amiss; `known` says the rest. */
export function fileReading(known: Pick<FileReading, 'name' | 'format'> & Partial<FileReading>): FileReading {
  return {
    gzip: false,
    encoding: null,
    encodingFrom: null,
    delimiter: null,
    lines: null,
    headerLines: 0,
    blankLines: 0,
    rows: 0,
    rowLines: 0,
    rejectedLines: 0,
    nulBytes: 0,
    recodedLines: 0,
    lineEnds: { lf: 0, crlf: 0, cr: 0 },
    missingColumns: [],
    ...known,
  };
}

/** Named values in an object that are columns of their own, as `a.b`; more of them are a mapping, told as JSON. */
export const MOST_FIELDS = 100;
/** Objects within objects that are; what lies deeper is told as JSON. */
export const MOST_DEPTH = 100;

/** Rows of a view or table. */
export async function countRows(connection: DuckDBConnection, view: string): Promise<number> {
  return Number((await connection.runAndReadAll(`SELECT count(*) FROM ${view}`)).value(0, 0));
}
