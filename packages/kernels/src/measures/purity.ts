import { KernelInputError, type Work } from '../matrix/index.js';
import { Pace } from '../pace.js';
import { random } from '../random/index.js';
import { classes as distinct, type Labels } from './contingency.js';

export interface PurityOptions extends Work {
  /** Shuffles of the classes; ≥ 1, default 999. */
  permutations?: number | undefined;
  seed: number;
}

export interface ClusterPurity {
  cluster: number;
  /** Clustered rows with a known class. */
  rows: number;
  /** Share of the most frequent class. */
  purity: number;
  /** (1 + shuffles that reach this purity) / (1 + shuffles). */
  p: number;
  /** Whether it beats chance at a false discovery rate of 0.05 (Benjamini & Hochberg 1995). */
  beatsChance: boolean;
}

export interface Purity {
  /** Share of clustered rows that carry the most frequent class of their cluster. */
  observed: number;
  /** The same with classes shuffled: mean and standard deviation. */
  nullMean: number;
  nullSd: number;
  /** observed / nullMean: comparable across numbers of clusters, as purity itself is not. */
  ratio: number;
  p: number;
  /** Ascending by cluster. */
  clusters: ClusterPurity[];
}

/**
 * Purity of clusters against known classes, with a permutation null: classes are shuffled among the judged rows,
 * so cluster sizes and class sizes stay. Rows with label −1 (noise) or class −1 (unknown) are left out
 * and not shuffled.
 *
 * @throws KernelInputError where lengths differ or no row is left; so for all noise
 */
export async function purity(
  labels: Labels,
  classes: Labels,
  { permutations = 999, seed, ...work }: PurityOptions,
): Promise<Purity> {
  if (labels.length !== classes.length) {
    throw new KernelInputError(
      `labels and classes must be of the same rows; got ${labels.length} and ${classes.length}`,
    );
  }
  if (!Number.isInteger(permutations) || permutations < 1) {
    throw new KernelInputError(`permutations must be a whole number of at least 1; got ${permutations}`);
  }
  const judged = Array.from(labels, (_, i) => i).filter((i) => labels[i] !== -1 && classes[i] !== -1);
  if (judged.length === 0) throw new KernelInputError('no row has both a cluster and a class');
  const clusters = distinct(judged.map((i) => labels[i]!));
  const kinds = distinct(judged.map((i) => classes[i]!));
  const count = new ModeCounter(clusters.of, clusters.size.length, kinds.size.length);

  const observed = count.modes(kinds.of).slice();
  const total = sum(observed);
  const { below } = random(seed, 'measures.purity');
  const reached = new Uint32Array(observed.length);
  const shuffled = kinds.of.slice();
  const n = judged.length;
  const pace = new Pace(work, permutations * n * 8);
  let reachedInAll = 0;
  const totals = new Float64Array(permutations);
  for (let b = 0; b < permutations; b++) {
    for (let i = n - 1; i > 0; i--) {
      const j = below(i + 1, b * n + i);
      const kind = shuffled[i]!;
      shuffled[i] = shuffled[j]!;
      shuffled[j] = kind;
    }
    const modes = count.modes(shuffled);
    modes.forEach((mode, c) => mode >= observed[c]! && reached[c]!++);
    totals[b] = sum(modes);
    if (totals[b]! >= total) reachedInAll++;
    if (pace.spend(n * 8)) await pace.rest();
  }
  pace.finish();
  const nullMean = sum(totals) / permutations / n;
  const variance = totals.reduce((all, value) => all + (value / n - nullMean) ** 2, 0) / permutations;
  const ps = Array.from(reached, (times) => (1 + times) / (1 + permutations));
  const beats = benjaminiHochberg(ps, 0.05);
  return {
    observed: total / n,
    nullMean,
    nullSd: Math.sqrt(variance),
    ratio: total / n / nullMean,
    p: (1 + reachedInAll) / (1 + permutations),
    clusters: clusters.label
      .map((cluster, c) => ({
        cluster,
        rows: clusters.size[c]!,
        purity: observed[c]! / clusters.size[c]!,
        p: ps[c]!,
        beatsChance: beats[c]!,
      }))
      .sort((a, b) => a.cluster - b.cluster),
  };
}

/** Which p-values are below their step of the false discovery rate. */
function benjaminiHochberg(ps: number[], rate: number): boolean[] {
  const sorted = [...ps].sort((a, b) => a - b);
  let limit = -1;
  sorted.forEach((p, i) => p <= ((i + 1) / ps.length) * rate && (limit = p));
  return ps.map((p) => p <= limit);
}

/** Counts the rows of the most frequent class in each cluster. */
class ModeCounter {
  readonly #cluster: Uint32Array;
  readonly #kinds: number;
  readonly #counts: Uint32Array;
  readonly #modes: Float64Array;

  constructor(cluster: Uint32Array, clusters: number, kinds: number) {
    this.#cluster = cluster;
    this.#kinds = kinds;
    this.#counts = new Uint32Array(clusters * kinds);
    this.#modes = new Float64Array(clusters);
  }

  /** The array is used again by the next call. */
  modes(kindOf: Uint32Array): Float64Array {
    this.#counts.fill(0);
    this.#modes.fill(0);
    for (let i = 0; i < kindOf.length; i++) {
      const c = this.#cluster[i]!;
      const now = ++this.#counts[c * this.#kinds + kindOf[i]!]!;
      if (now > this.#modes[c]!) this.#modes[c] = now;
    }
    return this.#modes;
  }
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}
