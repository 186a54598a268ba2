import type { Audit } from './audit.js';
import type { Report } from './summary.js';
import type { Topics } from './topics.js';

/**
 * What the studio reads, live or inside map.html.
 *
 * Beside this JSON stands one Arrow IPC table (`map.arrow`), one line per kept row in input order:
 * `row` uint32 · `x` `y` float32 · `level_1` … `level_5` int32 (-1 noise) · `probability` float32 ·
 * `outlier_score` float32 · `title` utf8 · `text` utf8 · `link` utf8 (may be empty) · `year` int32 (null where
 * unknown) · `weight` float32 (null where none) · `line` uint32 (of its file, 1-based; 0 where it has none, the
 * column only where some row has one) · `file` utf8 (only where the table is several) · and a utf8 column
 * `facet:<name>` for each facet (the cell as it stands in the table) · `near_1` … `near_10` int32: the rows nearest in the
 * embedding, as places among the kept rows, -1 where there are fewer · `distortion` float32: the share of them that the map
 * tore away, 0 to 1; these columns only where there are neighbours.
 */
export interface StudioData {
  version: 1;
  /** Name shown at the top: the file's name without its ending. */
  name: string;
  perspective: string;
  facets: string[];
  topics: Topics;
  report: Report;
  /** What the Data view shows for each column of the source. */
  columns: ColumnSummary[];
  /** What the table holds, lacks and hides. */
  audit: Audit;
  /** True where `text` was cut to keep the offline file small. */
  textCut: boolean;
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

/** Ids of the script elements that carry the data in map.html: gzip in base64. */
export const OFFLINE_IDS = { studio: 'parallax-studio', table: 'parallax-table' } as const;
/** The shell of map.html holds this comment once; the data's script elements replace it. */
export const OFFLINE_SLOT = '<!--parallax:data-->';
