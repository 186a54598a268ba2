import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adjustedRandIndex,
  densityClusters,
  KernelInputError,
  random,
  type Matrix,
} from '@parallax-map/kernels';

describe('density clusters of a layout', () => {
  test('are the blobs it was drawn from, with what lies between as noise', () => {
    const { layout, truth } = blobs(4, 300, 60);
    const { labels, count, peaks, probabilities } = densityClusters(layout, {
      minClusterSize: 30,
      significance: 3,
      edge: 0.1,
    });
    expect(count).toBe(4);
    const kept = [...labels.keys()].filter((row) => labels[row]! >= 0 && truth[row]! >= 0);
    expect(kept.length).toBeGreaterThan(900);
    expect(adjustedRandIndex(pick(labels, kept), pick(truth, kept))).toBeGreaterThan(0.99);
    for (const { x, y } of peaks) {
      const near = CENTRES.map(([cx, cy]) => Math.hypot(cx - x, cy - y));
      expect(Math.min(...near)).toBeLessThan(0.6);
    }
    expect(labels.every((label, row) => label >= 0 === probabilities[row]! > 0)).toBe(true);
    const sizes = Array.from({ length: count }, (_, label) => labels.filter((each) => each === label).length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  test('meet where the valley between them is highest, and all in the end', () => {
    // Two hills with a saddle between them, and one far away.
    const rows = [...disc(0, 0, 400, 1), ...disc(4.2, 0, 300, 2), ...disc(40, 0, 200, 3)];
    const { labels, count, merges } = densityClusters(matrix(rows), {
      minClusterSize: 20,
      bandwidth: 0.6,
      significance: 3,
      edge: 0,
    });
    expect(count).toBe(3);
    for (const [label, from, to] of [
      [0, 0, 400],
      [1, 400, 700],
      [2, 700, 900],
    ] as const) {
      const inside = labels.subarray(from, to).filter((each) => each === label).length;
      expect(inside).toBeGreaterThan(0.85 * (to - from));
    }
    expect(merges[0]).toMatchObject({ a: 0, b: 1 });
    expect(merges[1]).toMatchObject({ density: 0 });
    expect(merges[0]!.density).toBeGreaterThan(0);
    expect(new Set([merges[1]!.a, merges[1]!.b])).toEqual(new Set([2, 3]));
  });

  test('are one where chance alone makes bumps', () => {
    const draws = random(3, 'test.even');
    const rows = Array.from({ length: 3000 }, (_, i): [number, number] => [
      draws.uniform(2 * i),
      draws.uniform(2 * i + 1),
    ]);
    const few = densityClusters(matrix(rows), { minClusterSize: 40, significance: 4 });
    const many = densityClusters(matrix(rows), {
      minClusterSize: 2,
      significance: 0,
      bandwidth: few.bandwidth / 2,
    });
    expect(few.count).toBeLessThanOrEqual(2);
    expect(many.count).toBeGreaterThan(20);
  });

  test('do not hang on the order, place or scale of rows', () => {
    const point = fc.tuple(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -8, max: 8 }));
    fc.assert(
      fc.property(
        fc
          .array(point, { minLength: 1, maxLength: 80 })
          .chain((rows) =>
            fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows.keys()], { minLength: rows.length })),
          ),
        fc.constantFrom(0.5, 1, 4),
        fc.integer({ min: -64, max: 64 }),
        ([rows, order], scale, shift) => {
          const options = { minClusterSize: 3, significance: 1 };
          const one = densityClusters(matrix(rows), options);
          const moved = order.map(
            (row) => rows[row]!.map((value) => value * scale + shift) as [number, number],
          );
          const other = densityClusters(matrix(moved), options);
          expect(other.count).toBe(one.count);
          expect(other.probabilities).toEqual(Float64Array.from(order, (row) => one.probabilities[row]!));
          expect(
            adjustedRandIndex(
              other.labels,
              Int32Array.from(order, (row) => one.labels[row]!),
            ),
          ).toBe(1);
          expect(one.merges).toHaveLength(Math.max(0, one.count - 1));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('of rows that are all the same are one, and of too few rows none', () => {
    const same = densityClusters(matrix(Array.from({ length: 12 }, () => [2, 3])), { minClusterSize: 5 });
    expect(same.count).toBe(1);
    expect([...same.labels]).toEqual(new Array(12).fill(0));
    expect(densityClusters(matrix([[1, 2]]), { minClusterSize: 2 }).labels).toEqual(Int32Array.of(-1));
    expect(densityClusters(matrix([]), { minClusterSize: 2 }).count).toBe(0);
    const line = matrix(Array.from({ length: 40 }, (_, i) => [i % 20, 0]));
    expect(densityClusters(line, { minClusterSize: 5 }).labels.every((label) => label >= -1)).toBe(true);
  });

  test('of values that are no numbers, of three axes or with options out of range are refused', () => {
    expect(() =>
      densityClusters(
        matrix([
          [0, 1],
          [2, NaN],
        ]),
        { minClusterSize: 2 },
      ),
    ).toThrow(/row 1.*column 1/);
    const wide = { data: new Float32Array(6), rows: 2, cols: 3 };
    expect(() => densityClusters(wide, { minClusterSize: 2 })).toThrow('2 columns; got 3');
    const layout = matrix([[0, 1]]);
    for (const bad of [{ minClusterSize: 1 }, { bandwidth: 0 }, { significance: -1 }, { edge: 2 }]) {
      expect(() => densityClusters(layout, { minClusterSize: 2, ...bad })).toThrow(KernelInputError);
    }
  });
});

const CENTRES: [number, number][] = [
  [0, 0],
  [9, 1],
  [2, 8],
  [10, 10],
];

function blobs(count: number, each: number, between: number): { layout: Matrix; truth: Int32Array } {
  const draws = random(1, 'test.between');
  const inside = CENTRES.slice(0, count).flatMap(([x, y], k) => disc(x, y, each, k + 10));
  const outside = Array.from({ length: between }, (_, i): [number, number] => [
    14 * draws.uniform(2 * i) - 2,
    14 * draws.uniform(2 * i + 1) - 2,
  ]);
  const truth = Int32Array.from({ length: inside.length + between }, (_, i) =>
    i < inside.length ? Math.floor(i / each) : -1,
  );
  return { layout: matrix([...inside, ...outside]), truth };
}

/** Normal around a place. */
function disc(x: number, y: number, count: number, seed: number): [number, number][] {
  const draws = random(seed, 'test.disc');
  return Array.from({ length: count }, (_, i) => {
    const far = Math.sqrt(-2 * Math.log(1 - draws.uniform(2 * i)));
    const angle = 2 * Math.PI * draws.uniform(2 * i + 1);
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
  });
}

function pick(values: Int32Array, rows: number[]): Int32Array {
  return Int32Array.from(rows, (row) => values[row]!);
}

function matrix(rows: readonly (readonly number[])[]): Matrix {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, cols: 2 };
}
