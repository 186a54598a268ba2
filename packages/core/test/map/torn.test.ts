import { distortions, tornAway, tornBeyond } from '@parallax-map/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('neighbours that the map tore away', () => {
  it('are those with many rows nearer than they are', () => {
    // A line of 100 rows: the neighbour at the other end has 98 rows nearer, the one beside none.
    const x = Float32Array.from({ length: 100 }, (_, i) => i);
    const y = new Float32Array(100);
    expect(tornBeyond(100)).toBe(30);
    expect(tornAway(x, y, 0, [1, 30, 31, 32, 99])).toEqual([false, false, false, true, true]);
  });

  it('make the distortion of every row, the same by the grid as one by one', () => {
    const coordinate = fc.double({ min: -4, max: 4, noNaN: true }).map((value) => Math.round(value * 4) / 4);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 150 }),
        fc.nat(),
        (rows, seed) => {
          const x = Float32Array.from(rows, ([each]) => each);
          const y = Float32Array.from(rows, ([, each]) => each);
          const near = (row: number, place: number): number =>
            (row * 7 + (place + 1) * (1 + (seed % 97))) % rows.length;
          const found = distortions(x, y, near, 5);
          rows.forEach((_, row) => {
            const torn = tornAway(
              x,
              y,
              row,
              [0, 1, 2, 3, 4].map((place) => near(row, place)),
            );
            expect(found[row]).toBeCloseTo(torn.filter(Boolean).length / 5, 6);
          });
        },
      ),
    );
  });

  it('are none where there is no neighbour', () => {
    expect(distortions(Float32Array.of(1), Float32Array.of(2), () => -1, 3)).toEqual(Float32Array.of(0));
  });
});
