import { squaredDistance } from '../distance/squared-distance.js';
import type { Work } from '../matrix/index.js';
import { Pace } from '../pace.js';
import type { Merges } from './merges.js';
import { joinedDistance, type LinkageMethod } from './update.js';

export interface Input {
  /** rows × cols; of length 1 where `cosine`. */
  data: Float64Array;
  rows: number;
  cols: number;
  cosine: boolean;
  /** How many rows each stands for, as their middle; 1 unless given. */
  sizes?: Float64Array;
}

/**
 * Joins clusters that are each other's nearest, found by going from neighbour to nearer neighbour (Murtagh 1983). A
 * joined cluster stands at the place of the later of the two.
 */
export async function chainMerges(
  input: Input,
  method: LinkageMethod,
  merges: Merges,
  work: Work,
): Promise<void> {
  const { rows, cols } = input;
  const pace = new Pace(work, (rows * rows * cols) / 2 + 4 * rows * rows);
  const distance = new Distances(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) distance.set(i, j, between(input, i, j, method));
    if (pace.spend(i * cols)) await pace.rest();
  }
  const size = input.sizes?.slice() ?? new Float64Array(rows).fill(1);
  const chain: number[] = [];
  let alive = Uint32Array.from(size.keys());
  while (merges.count < rows - 1) {
    if (chain.length === 0) chain.push(alive.find((i) => size[i]! > 0)!);
    const end = chain.at(-1)!;
    const before = chain.at(-2) ?? -1;
    const nearest = nearestTo(end, before, alive, size, distance);
    if (pace.spend(alive.length)) await pace.rest();
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    join(Math.min(end, before), Math.max(end, before), method, { alive, size, distance, merges });
    const left = rows - merges.count;
    if (left < 0.8 * alive.length) alive = alive.filter((i) => size[i]! > 0);
  }
  pace.finish();
}

/** Squared for `ward`. */
export function between(
  { data, cols, cosine, sizes }: Input,
  i: number,
  j: number,
  method: LinkageMethod,
): number {
  const squared = squaredDistance(data, i, data, j, cols);
  if (method === 'ward')
    return sizes ? ((2 * sizes[i]! * sizes[j]!) / (sizes[i]! + sizes[j]!)) * squared : squared;
  return cosine ? Math.min(squared / 2, 2) : Math.sqrt(squared);
}

/** Ties go to the one before in the chain, so that it ends, then to the earlier place. */
function nearestTo(
  end: number,
  before: number,
  alive: Uint32Array,
  size: Float64Array,
  distance: Distances,
): number {
  let nearest = before;
  let least = before < 0 ? Infinity : distance.get(end, before);
  for (const i of alive) {
    if (size[i] === 0 || i === end) continue;
    const d = distance.get(end, i);
    if (d < least) {
      least = d;
      nearest = i;
    }
  }
  // All others may be infinitely far, where squares overflow.
  return nearest >= 0 ? nearest : alive.find((i) => size[i]! > 0 && i !== end)!;
}

function join(
  gone: number,
  kept: number,
  method: LinkageMethod,
  state: {
    alive: Uint32Array;
    size: Float64Array;
    distance: Distances;
    merges: Merges;
  },
): void {
  const { alive, size, distance, merges } = state;
  const apart = distance.get(gone, kept);
  merges.add(gone, kept, method === 'ward' ? Math.sqrt(apart) : apart);
  for (const i of alive) {
    if (size[i] === 0 || i === gone || i === kept) continue;
    const sizes = [size[gone]!, size[kept]!, size[i]!] as const;
    const [a, b] = [distance.get(gone, i), distance.get(kept, i)];
    distance.set(kept, i, joinedDistance(method, a, b, apart, sizes));
  }
  size[kept]! += size[gone]!;
  size[gone] = 0;
}

/** The lower half of a symmetric matrix. */
class Distances {
  private readonly values: Float64Array;

  constructor(rows: number) {
    this.values = new Float64Array((rows * (rows - 1)) / 2);
  }

  get(i: number, j: number): number {
    return this.values[i > j ? (i * (i - 1)) / 2 + j : (j * (j - 1)) / 2 + i]!;
  }

  set(i: number, j: number, value: number): void {
    this.values[i > j ? (i * (i - 1)) / 2 + j : (j * (j - 1)) / 2 + i] = value;
  }
}
