import { createPool, hammingNeighbors, random, type BitMatrix } from '@parallax-map/kernels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const bits = (rows: number, bytes: number, seed = 1): BitMatrix => {
  const draws = random(seed, 'test.bits');
  return { data: Uint8Array.from({ length: rows * bytes }, (_, i) => draws.below(256, i)), rows, bytes };
};

/** Every pair, bit by bit, ordered by (distance, index). */
function bruteForce({ data, rows, bytes }: BitMatrix, k: number) {
  const ones = (byte: number): number => byte.toString(2).replaceAll('0', '').length;
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows }, (_, j) => {
      let d = 0;
      for (let b = 0; b < bytes; b++) d += ones(data[i * bytes + b]! ^ data[j * bytes + b]!);
      return { j, d };
    })
      .filter(({ j }) => j !== i)
      .sort((x, y) => x.d - y.d || x.j - y.j)
      .slice(0, k),
  ).flat();
}

describe('neighbours by Hamming distance', () => {
  it('are those of brute force, ties by index, for any shape', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 70 }),
        fc.constantFrom(1, 2, 16, 48, 300),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(1000),
        async (rows, bytes, k, seed) => {
          const points = bits(rows, bytes, seed);
          const graph = await hammingNeighbors(points, { k });
          const expected = bruteForce(points, graph.k);
          expect([...graph.indices]).toEqual(expected.map(({ j }) => j));
          expect([...graph.distances]).toEqual(expected.map(({ d }) => d));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('count every bit of long rows that are opposites', async () => {
    const data = new Uint8Array(2 * 1000).fill(255, 1000);
    const graph = await hammingNeighbors({ data, rows: 2, bytes: 1000 }, { k: 1 });
    expect([...graph.distances]).toEqual([8000, 8000]);
  });

  it('are the same bytes for 1, 2, 3 and 8 threads', async () => {
    const points = bits(500, 8);
    const alone = await hammingNeighbors(points, { k: 7 });
    for (const threads of [2, 3, 8]) {
      const pool = await createPool(threads);
      expect(await hammingNeighbors(points, { k: 7, pool })).toEqual(alone);
      pool.close();
    }
  });

  it('refuse bytes that are no rows, and a k below 1', async () => {
    const odd = { data: new Uint8Array(5), rows: 2, bytes: 3 };
    await expect(hammingNeighbors(odd, { k: 1 })).rejects.toThrow(/got 2 × 3 and 5 bytes/);
    await expect(hammingNeighbors(bits(3, 3), { k: 0 })).rejects.toThrow(
      /k must be a positive integer; got 0/,
    );
  });
});
