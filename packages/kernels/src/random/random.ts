import { cos, log } from '../math/index.js';

/**
 * Counter-based random numbers: each is a pure function of (seed, purpose, index), so no draw depends on how
 * many were made before it, by whom, or on which thread.
 */
export interface Random {
  /** Integer in [0, 2³²) for this index. */
  bits(index: number): number;
  /** Number in [0, 1) with 53 random bits for this index. */
  uniform(index: number): number;
  /** Integer in [0, n) for this index, n ≤ 2³². */
  below(n: number, index: number): number;
  /** Standard normal number for this index (Box & Muller 1958). */
  normal(index: number): number;
}

/**
 * @param seed integer, 0 to 2³² − 1
 * @param purpose what the numbers are for, e.g. `umap.init`: other purposes draw other numbers
 */
export function random(seed: number, purpose: string): Random {
  let key = mix32((seed >>> 0) ^ 0x9e3779b9);
  for (let i = 0; i < purpose.length; i++) key = mix32(Math.imul(key, 0x01000193) ^ purpose.charCodeAt(i));
  const other = mix32(key ^ 0x85ebca6b);
  /** Of the upper half of an index below 2³². */
  const within = mix32(other);
  const bits = (index: number): number => {
    const low = index >>> 0;
    const high = low === index ? within : mix32((Math.floor(index / 4294967296) >>> 0) ^ other);
    return mix32(mix32(Math.imul(low, 0x9e3779b9) ^ key) ^ high);
  };
  const uniform = (index: number): number => {
    const first = bits(index);
    return ((first >>> 5) * 67108864 + (mix32(first ^ other) >>> 6)) / 9007199254740992;
  };
  return {
    bits,
    uniform,
    below: (n, index) => Math.floor(uniform(index) * n),
    normal: (index) =>
      Math.sqrt(-2 * log(1 - uniform(2 * index))) * cos(2 * Math.PI * uniform(2 * index + 1)),
  };
}

/** A bijection of 32-bit integers with good avalanche (two xor-shift-multiply rounds). */
export function mix32(x: number): number {
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}
