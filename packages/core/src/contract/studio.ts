import type { Audit } from './audit.js';
import type { PictureTemplate } from './picture.js';
import type { Report } from './summary.js';
import type { Topics } from './topics.js';

/**
 * What the studio reads, live or inside map.html.
 *
 * Beside this JSON stands one Arrow IPC table (`map.arrow`), one line per kept row in input order:
 * `row` uint32 · `x` `y` float32 · `level_1` … `level_5` int32 (-1 noise) · `probability` float32 ·
 * `outlier_score` float32 · `title` utf8 · `text` utf8 · `link` utf8 (may be empty) · `year` int32 (null where
 * unknown) · `weight` float32 (null where none) · `line` uint32 (of its file, 1-based; 0 where it has none, the
 * column only where some row has one) · `file` utf8 (only where the table is several) · `near_1` … `near_10` int32: the
 * rows nearest in the embedding, as places among the kept rows, -1 where there are fewer · `distortion` float32: the share
 * of them that the map tore away, 0 to 1; these columns only where there are neighbours.
 *
 * Then the columns of the source. `column:<name>` is float64 for numbers, timestamp (milliseconds, UTC) for dates, utf8 for
 * words, with a dictionary (of 8-, 16- or 32-bit places) where they repeat; blank cells are null. `written:<name>` is a
 * dictionary of the cells that the number or date does not say in full, such as "n/a", "about 1940" or "March 1999", null
 * for the others; only where there are such. `StudioColumn.field` says where each column stands. Files of an earlier
 * Parallax have `facet:<name>` utf8 for the facets, and no other columns.
 */
export interface StudioData {
  version: 1;
  /** Name shown at the top: the file's name without its ending. */
  name: string;
  perspective: string;
  /** Columns that rows are filtered, counted and coloured by, in the order they are shown. */
  facets: string[];
  topics: Topics;
  report: Report;
  /** Every column of the source. */
  columns: StudioColumn[];
  /** Where the picture of a row is; null or missing where rows have none. */
  picture?: StudioPicture | null;
  /** What the table holds, lacks and hides. */
  audit: Audit;
  /** What topics are named with, so that the page can name another cut as a run would; earlier results lack it. */
  naming?: Naming;
  /** True where texts were cut to keep the file small. */
  textCut: boolean;
  /** How far the run has come, where this is shown while it goes on; absent when all of it is there. */
  stage?: 'points' | 'topics';
}

export interface Naming {
  /** Lower-case function words of the texts' languages. */
  stopWords: string[];
  /** ISO 639-1 of the language of most texts, null where none prevails. */
  language: string | null;
}

export interface ColumnSummary {
  name: string;
  type: string;
  /** Role in the recipe, if it plays one. */
  role: string | null;
  filled: number;
  distinct: number;
  examples: string[];
}

export interface StudioColumn extends ColumnSummary {
  /**
   * The column of map.arrow that holds its cells: `column:<name>`, or `title`, `text` or `link` where that is the same; null
   * or missing where they are left out.
   */
  field?: string | null;
}

/** The column that pictures are named in, and what stands around its cells. */
export interface StudioPicture extends PictureTemplate {
  column: string;
}

/**
 * Ids of the script elements that carry the data in map.html: gzip in base64. The linkage tree, as the kernels write
 * it, is there where topics were cut from one.
 */
export const OFFLINE_IDS = {
  studio: 'parallax-studio',
  table: 'parallax-table',
  linkage: 'parallax-linkage',
} as const;
/** The shell of map.html holds this comment once; the data's script elements replace it. */
export const OFFLINE_SLOT = '<!--parallax:data-->';
