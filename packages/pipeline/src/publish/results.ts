import type { Audit, ColumnSummary, Naming, Report, StudioPicture, Topics } from '@parallax-map/core';
import type { LinkageTree, Matrix, NeighborGraph } from '@parallax-map/kernels';
import type { Table } from '../store/index.js';

/** Everything that is published about one perspective; matrices and arrays have one entry per kept row. */
export interface Results {
  /** Name of the table, shown on the map. */
  name: string;
  table: Table;
  columns: ColumnSummary[];
  /** Where rows have their pictures; null where they have none. */
  picture: StudioPicture | null;
  audit: Audit;
  /** Kept rows × 2. */
  map: Matrix;
  clustering: {
    labels: Int32Array;
    probabilities: Float32Array;
    outlierScores: Float32Array | undefined;
  };
  /** The tree that topics were cut from, where the method has one. */
  linkage?: LinkageTree | undefined;
  /** What topics were named with; asked for where it is written, and not of an answer on its way. */
  naming?: () => Promise<Naming>;
  /** Neighbours of each kept row in the embedding, nearest first. */
  neighbors: NeighborGraph;
  /** Per level, coarsest first, the topic of each kept row. */
  levels: Int32Array[];
  topics: Topics;
  report: Report;
}
