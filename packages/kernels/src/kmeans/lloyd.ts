import type { Work } from '../matrix/index.js';
import type { KmeansKernel } from './kernel.js';

export interface LloydOptions {
  maxIterations: number;
  /** Stop when the centers move by less than this, squared and summed. */
  stopBelow: number;
  /** Centers are directions. */
  spherical: boolean;
}

/** Sums are made from nothing this often, lest what was taken off again leave a trace. */
const RENEW = 16;

/**
 * Lloyd's algorithm from the centers in the kernel: labels by the nearest center, centers to the middle of their rows.
 * Ends with labels that are those of the nearest centers, where it was not stopped by `maxIterations`.
 *
 * @returns iterations taken
 */
export async function lloyd(kernel: KmeansKernel, options: LloydOptions, work: Work): Promise<number> {
  let fresh = true;
  let settled = false;
  kernel.placeCenters();
  for (let iteration = 0; ; iteration++) {
    const changed = await kernel.assign(fresh, work);
    let { sums, sizes } = await kernel.sum(iteration % RENEW === 0 || changed === 0, work);
    fresh = sizes.includes(0) && (await fillEmpty(kernel, sizes, work));
    if (iteration === options.maxIterations || (settled && !fresh)) return iteration;
    if (fresh) ({ sums, sizes } = await kernel.sum(true, work));
    const moves = moveCenters(kernel, sums, sizes, options.spherical);
    kernel.placeCenters();
    kernel.setMoves(moves);
    settled = moves.reduce((sum, move) => sum + move * move, 0) <= options.stopBelow;
  }
}

/** Moves each center to the middle of its rows. @returns how far each moved */
function moveCenters(
  { centers, k, stride }: KmeansKernel,
  sums: Float64Array,
  sizes: Uint32Array,
  spherical: boolean,
): Float64Array {
  return Float64Array.from({ length: k }, (_, c) => {
    let scale = sizes[c]!;
    if (spherical) {
      let squares = 0;
      for (let at = c * stride; at < (c + 1) * stride; at++) squares += sums[at]! ** 2;
      scale = Math.sqrt(squares);
    }
    // Opposite directions have no middle: the center stays.
    if (scale === 0) return 0;
    let squared = 0;
    for (let at = c * stride; at < (c + 1) * stride; at++) {
      const before = centers[at]!;
      centers[at] = sums[at]! / scale;
      squared += (centers[at]! - before) ** 2;
    }
    return Math.sqrt(squared);
  });
}

/**
 * A center without rows takes the row farthest from its own center, of those whose center keeps others.
 *
 * @returns whether a row changed hands
 */
async function fillEmpty(kernel: KmeansKernel, sizes: Uint32Array, work: Work): Promise<boolean> {
  const gaps = (await kernel.measure(work)).slice();
  let filled = false;
  for (let c = 0; c < kernel.k; c++) {
    if (sizes[c]! > 0) continue;
    let far = -1;
    for (let i = 0; i < gaps.length; i++) {
      if (sizes[kernel.labels[i]!]! > 1 && gaps[i]! > (far < 0 ? 0 : gaps[far]!)) far = i;
    }
    if (far < 0) continue;
    sizes[kernel.labels[far]!]!--;
    sizes[c] = 1;
    gaps[far] = 0;
    kernel.labels[far] = c;
    kernel.centers.set(kernel.row(far), c * kernel.stride);
    filled = true;
  }
  return filled;
}
