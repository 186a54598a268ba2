/** What decides how much memory and disk a run takes. */
export interface Sizes {
  rows: number;
  dimensions: number;
  /** Neighbours of each row. */
  neighbors: number;
  /** Seeds beside the first, each with a layout and a linkage of its own. */
  refits: number;
  /** Characters of all texts together. */
  characters: number;
  threads: number;
  /** Bytes of the encoder's graph; 0 where none is run here. */
  modelBytes: number;
}

/** The program, and what the audit and its database leave behind: measured before the first text is encoded. */
const PROGRAM = 430;
/** A session holds its weights, packed anew, and room to work in: so many times the file. */
const SESSION = 1.9;
const MIB = 2 ** 20;

/**
 * MiB of resident memory that a run takes at its highest: the encoder's sessions, one to a thread, or, where rows are
 * many, the vectors and what stands beside them.
 *
 * Vectors are held as they come, as a matrix and as a file; texts by the table, the labels and the page; edges of the
 * graph with weights, in both directions.
 */
export function memoryMiB({ rows, dimensions, neighbors, characters, threads, modelBytes }: Sizes): number {
  const vectors = 3 * 4 * dimensions;
  const edges = 2 * 12 * neighbors;
  const perRow = vectors + edges + 1200;
  return Math.round(
    PROGRAM + (threads * SESSION * modelBytes) / MIB + (rows * perRow + 6 * characters) / MIB,
  );
}

/**
 * MiB on disk: vectors by text and in order, neighbours, layouts, the table twice over, the page and the
 * pictures.
 */
export function diskMiB({ rows, dimensions, neighbors, refits, characters }: Sizes): number {
  const vectors = 2 * (4 * dimensions + 80);
  const edges = 8 * neighbors;
  const layouts = 4 * 2 + 40 + (1 + refits) * (4 * 5 + 40);
  return Math.round(FILES + (rows * (vectors + edges + layouts + 700) + 2.5 * characters) / MIB);
}

/** map.html without rows, map.png, and the like. */
const FILES = 5;
