/**
 * One answer to "which rows belong together", whatever method gave it. Topics are numbered by size, largest
 * first; ties go to the topic that holds the earliest row.
 */
export interface Clustering {
  /** Per kept row: topic, or −1 for noise. */
  labels: Int32Array;
  topics: number;
  /** Per kept row, 0 to 1; 0 for noise. */
  probabilities: Float32Array;
  /** Per kept row, GLOSH, 0 to 1; undefined where the method has none. */
  outlierScores: Float32Array | undefined;
  /** Per topic, 0 to 1; undefined where the method has none. */
  persistence: Float64Array | undefined;
  /** Density tree of HDBSCAN as far as levels need it. */
  tree: DensityTree | undefined;
  /** What the step settled on, for the report. */
  settled: { minClusterSize: number | null; topics: number | null };
  /** Set when one topic swallowed most rows and finer topics are there to be had. */
  collapse: { share: number; leafTopics: number; leafNoiseShare: number } | undefined;
}

/** How the clusters of a condensed tree part: edges between clusters only, its rows left out. */
export interface DensityTree {
  /** Node ids as in HDBSCAN's condensed tree; the least parent is the root. */
  parent: Int32Array;
  child: Int32Array;
  /** Density (1 / distance) at which the child parts from the parent. */
  lambda: Float64Array;
  /** Node of each topic, by topic id. */
  topicNode: Int32Array;
}
