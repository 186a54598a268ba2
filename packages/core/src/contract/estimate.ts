/**
 * What a run is expected to cost, told before it begins. Times are extrapolated from work that was timed on this
 * machine a moment before; memory and disk from the sizes of what is made.
 */
export interface Estimate {
  /** Rows that are kept. */
  rows: number;
  texts: {
    /** Distinct texts that no vector is kept of, and all of them. */
    pending: number;
    of: number;
    /** Texts a second, measured on the first of them; null where none is encoded here. */
    perSecond: number | null;
    /** Tokens to be sent to a server, by estimate, and their price in the currency of the recipe's price. */
    tokens: number | null;
    price: number | null;
  };
  /** Seconds still to go; `encode` and `total` are null where a server sets the pace. */
  seconds: {
    encode: number | null;
    neighbors: number;
    layouts: number;
    /** Levels, names, files. */
    rest: number;
    total: number | null;
  };
  /** Largest resident memory of the process. */
  memoryMiB: number;
  /** What the folder of results will grow by. */
  diskMiB: number;
  /** What the machine had free when this was asked. */
  free: { memoryMiB: number; diskMiB: number };
}
