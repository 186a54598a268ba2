import { KernelInputError } from '../matrix/index.js';
import { random } from '../random/index.js';

export interface DipOptions {
  /** Drawn samples of the uniform distribution that the dip is held against, ≥ 1; default 999. */
  samples?: number | undefined;
  /** Integer, 0 to 2³² − 1. */
  seed: number;
}

export interface Dip {
  /** 0 where all values are one, else 1 / (2 n) to ¼: how far their distribution is from any with a single peak. */
  dip: number;
  /** (1 + samples that dip as far) / (1 + samples): small where there is more than one peak. */
  p: number;
}

/** Values up to which samples are as large; of more, the dip shrinks as 1 / √n does. */
const MOST = 1000;

/**
 * The dip and its test (Hartigan & Hartigan 1985): whether numbers have more than one peak. The uniform distribution,
 * of all with a single peak the one that dips most, is what they are held against. Takes no labels, so it knows no noise: −1
 * is a number like any other.
 *
 * @param values at least one, finite, in any order; not modified
 * @throws KernelInputError for no values, one that is not finite, or samples < 1
 */
export function dipTest(values: ArrayLike<number>, { samples = 999, seed }: DipOptions): Dip {
  if (!Number.isInteger(samples) || samples < 1) {
    throw new KernelInputError(`samples must be a whole number of at least 1; got ${samples}`);
  }
  const dip = dipOf(values);
  const n = values.length;
  const size = Math.min(n, MOST);
  const { uniform } = random(seed, 'measures.dip');
  let asFar = 0;
  for (let sample = 0; sample < samples; sample++) {
    const drawn = Float64Array.from({ length: size }, (_, i) => uniform(sample * size + i));
    if (dipOf(drawn) * Math.sqrt(size) >= dip * Math.sqrt(n)) asFar++;
  }
  return { dip, p: (1 + asFar) / (1 + samples) };
}

/** The dip by itself; linear time once sorted. */
function dipOf(values: ArrayLike<number>): number {
  const x = Float64Array.from(values).sort();
  const n = x.length;
  if (n === 0) throw new KernelInputError('values must be at least one; got none');
  const odd = Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw new KernelInputError(`values must be finite; got ${values[odd]} at place ${odd}`);
  if (x[0] === x[n - 1]) return 0;
  const before = minorantLinks(x);
  const after = majorantLinks(x);
  // In steps of the distribution function, counted twice.
  let dip = 1;
  let [low, high] = [0, n - 1];
  for (;;) {
    const minorant = path(before, high, low).reverse();
    const majorant = path(after, low, high);
    const widest = widestGap(x, minorant, majorant);
    // The rest of the interval cannot raise the dip any more.
    if (widest.gap <= dip) break;
    dip = Math.max(dip, above(x, minorant, widest.low), below(x, majorant, widest.high));
    if (widest.low === low && widest.high === high) break;
    [low, high] = [widest.low, widest.high];
  }
  return dip / (2 * n);
}

/** For each place the corner before it on the greatest convex function below the steps up to there. */
function minorantLinks(x: Float64Array): Int32Array {
  const link = new Int32Array(x.length);
  for (let j = 1; j < x.length; j++) {
    let p = j - 1;
    for (; p > 0; p = link[p]!) {
      const q = link[p]!;
      if ((p - q) * (x[j]! - x[p]!) < (j - p) * (x[p]! - x[q]!)) break;
    }
    link[j] = p;
  }
  return link;
}

/** For each place the corner after it on the least concave function above the steps from there. */
function majorantLinks(x: Float64Array): Int32Array {
  const end = x.length - 1;
  const link = new Int32Array(x.length).fill(end);
  for (let k = end - 1; k >= 0; k--) {
    let p = k + 1;
    for (; p < end; p = link[p]!) {
      const q = link[p]!;
      if ((q - p) * (x[p]! - x[k]!) < (p - k) * (x[q]! - x[p]!)) break;
    }
    link[k] = p;
  }
  return link;
}

function path(link: Int32Array, from: number, to: number): number[] {
  const corners = [from];
  for (let at = from; at !== to;) corners.push((at = link[at]!));
  return corners;
}

/** Where majorant and minorant are farthest apart, and the corners around it: where the one peak would be. */
function widestGap(
  x: Float64Array,
  minorant: readonly number[],
  majorant: readonly number[],
): { gap: number; low: number; high: number } {
  let widest = { gap: 0, low: minorant[0]!, high: majorant.at(-1)! };
  let next = 0;
  for (const corner of minorant) {
    while (majorant[next]! < corner) next++;
    const gap = heightAt(x, majorant[Math.max(0, next - 1)]!, majorant[next]!, corner) - corner + 1;
    if (gap > widest.gap) widest = { gap, low: corner, high: majorant[next]! };
  }
  let last = 0;
  for (const corner of majorant) {
    while (last + 1 < minorant.length && minorant[last + 1]! <= corner) last++;
    const right = minorant[Math.min(last + 1, minorant.length - 1)]!;
    const gap = corner - heightAt(x, minorant[last]!, right, corner) + 1;
    if (gap > widest.gap) widest = { gap, low: minorant[last]!, high: corner };
  }
  return widest;
}

/** Height, above a corner, of the line between two others. */
function heightAt(x: Float64Array, a: number, b: number, corner: number): number {
  const width = x[b]! - x[a]!;
  return width > 0 ? a + ((b - a) * (x[corner]! - x[a]!)) / width : corner === b ? b : a;
}

/** How far the steps rise above their minorant, up to a corner of it. */
function above(x: Float64Array, minorant: readonly number[], end: number): number {
  let most = 1;
  for (let c = 1; c < minorant.length && minorant[c]! <= end; c++) {
    const [a, b] = [minorant[c - 1]!, minorant[c]!];
    if (x[a] === x[b]) continue;
    for (let i = a; i <= b; i++) most = Math.max(most, i + 1 - heightAt(x, a, b, i));
  }
  return most;
}

/** How far the steps stay below their majorant, from a corner of it. */
function below(x: Float64Array, majorant: readonly number[], start: number): number {
  let most = 1;
  for (let c = 1; c < majorant.length; c++) {
    const [a, b] = [majorant[c - 1]!, majorant[c]!];
    if (a < start || x[a] === x[b]) continue;
    for (let i = a; i <= b; i++) most = Math.max(most, heightAt(x, a, b, i) - i + 1);
  }
  return most;
}
