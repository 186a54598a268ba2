import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
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
  });

  test('are the same bits on an engine whose own functions round otherwise', () => {
    const { layout } = blobs(3, 200, 40);
    const options = { minClusterSize: 20, significance: 3 };
    const here = densityClusters(layout, options);
    expect(here.merges.length).toBeGreaterThan(0);
    const names = ['exp', 'log', 'log2', 'pow', 'sin', 'cos'] as const;
    const elsewhere = names.map((name) => {
      const own = Math[name] as (...of: number[]) => number;
      return vi.spyOn(Math, name).mockImplementation((...of: number[]) => own(...of) * (1 + 1e-15));
    });
    try {
      expect(densityClusters(layout, options)).toEqual(here);
    } finally {
      for (const other of elsewhere) other.mockRestore();
    }
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

  test('are those worked out on paper', () => {
    const threeAndTwo = (apart: number): Matrix => matrix([...at(0, 3), ...at(apart, 2)]);
    const options = { minClusterSize: 2, bandwidth: 1 };
    // Too far apart to feel each other: 3 and 2 rows over nothing, by √1.5 and by 1.
    const far = densityClusters(threeAndTwo(10), options);
    expect([...far.labels]).toEqual([0, 0, 0, 1, 1]);
    expect([...far.probabilities]).toEqual([1, 1, 1, 1, 1]);
    expect([...far.prominence]).toEqual([3 / Math.sqrt(1.5), 2]);
    expect(far.peaks.map(({ density, row }) => [density, row])).toEqual([
      [3, 0],
      [2, 3],
    ]);
    expect(far.merges).toEqual([{ a: 0, b: 1, density: 0 }]);
    // Four bandwidths apart they meet half-way, where each row is worth e⁻²: 1.14 deviations below the lower top.
    const [top, lower, pass] = [3 + 2 * Math.exp(-8), 2 + 3 * Math.exp(-8), 5 * Math.exp(-2)];
    const z = (lower - pass) / Math.sqrt((lower + pass) / 2);
    const two = densityClusters(threeAndTwo(4), { ...options, significance: 1.14 });
    expect([...two.labels]).toEqual([0, 0, 0, 1, 1]);
    expect(two.merges).toEqual([{ a: 0, b: 1, density: expect.closeTo(pass, 12) as number }]);
    expect(two.prominence[1]).toBeCloseTo(z, 12);
    const one = densityClusters(threeAndTwo(4), { ...options, significance: 1.15 });
    expect([...one.labels]).toEqual([0, 0, 0, 0, 0]);
    expect(one.probabilities[4]).toBeCloseTo(lower / top, 12);
    // Half of the way apart they are one hill, with its top between them, half a bandwidth from the three.
    const between = densityClusters(threeAndTwo(2), options);
    const summit = 3 * Math.exp(-1 / 8) + 2 * Math.exp(-9 / 8);
    expect(between.count).toBe(1);
    expect(between.peaks[0]).toMatchObject({ row: 0, density: expect.closeTo(summit, 12) as number });
    expect(between.probabilities[3]).toBeCloseTo((2 + 3 * Math.exp(-2)) / summit, 12);
    // A spike of too few rows does not take the place of the hill it stands on.
    const spiked = densityClusters(matrix([...at(0, 9), ...at(4, 12)]), {
      ...{ bandwidth: 1, minClusterSize: 10, significance: 0, edge: 0.9 },
    });
    expect([...spiked.labels]).toEqual([...new Array<number>(9).fill(-1), ...new Array<number>(12).fill(0)]);
  });

  test('never have fewer rows than asked, wherever they end and however little stands out', () => {
    const place = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }));
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 2, max: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        fc.option(fc.double({ min: 0.2, max: 5, noNaN: true })),
        (rows, minClusterSize, edge, significance, bandwidth) => {
          const found = densityClusters(matrix(rows), { minClusterSize, edge, significance, bandwidth });
          const sizes = sizesOf(found.labels, found.count);
          expect(sizes.every((size) => size >= minClusterSize)).toBe(true);
          expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
          expect(found.merges).toHaveLength(Math.max(0, found.count - 1));
          expect(found.peaks.map(({ row }) => found.labels[row])).toEqual([...sizes.keys()]);
          expect(found.labels.every((label, row) => label >= 0 === found.probabilities[row]! > 0)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('stay when one row goes as far as floats reach', () => {
    const rows = Array.from({ length: 8 }, (_, k) => disc(10 * (k % 3), 10 * (k >> 1), 500, k + 1)).flat();
    const options = { minClusterSize: 60 };
    const before = densityClusters(matrix(rows), options);
    expect(before.count).toBe(8);
    for (const far of [1e3, 1e4, 1e5, -1e30, 3.4e38]) {
      for (const moved of [
        [far, 0],
        [far, -far],
      ]) {
        const after = densityClusters(matrix([moved, ...rows.slice(1)]), options);
        expect(after.count, `${far}`).toBe(8);
        expect(after.labels[0]).toBe(-1);
        expect(after.bandwidth).toBeCloseTo(before.bandwidth, 2);
        expect(adjustedRandIndex(after.labels, before.labels), `${far}`).toBeGreaterThan(0.97);
      }
    }
    // As many rows as make a cluster, wherever they are, are one; and rows at both ends of what floats can be.
    const both = densityClusters(matrix([...at(-3.4e38, 70), ...rows, ...at(3.4e38, 70)]), options);
    expect(both.count).toBe(10);
    expect(both.peaks.filter(({ x }) => Math.abs(x) > 1e38).map(({ density }) => density)).toEqual([70, 70]);
  });

  test('do not hang on the order of rows', () => {
    const { layout, truth } = blobs(4, 600, 400);
    const draws = random(5, 'test.order');
    const order = [...truth.keys()].sort((a, b) => draws.bits(a) - draws.bits(b));
    const one = densityClusters(layout, { minClusterSize: 20 });
    const other = densityClusters(matrix(order.map((row) => rowOf(layout, row))), { minClusterSize: 20 });
    expect(other.bandwidth).toBe(one.bandwidth);
    expect(other.probabilities).toEqual(Float64Array.from(order, (row) => one.probabilities[row]!));
    const places = (found: typeof one): string[] => found.peaks.map(({ x, y }) => `${x} ${y}`).sort();
    expect(places(other)).toEqual(places(one));
    expect(adjustedRandIndex(other.labels, pick(one.labels, order))).toBe(1);
  });

  test('do not hang on the place or scale of rows', () => {
    const draws = random(6, 'test.scale');
    const { layout } = blobs(4, 500, 300);
    const clouds = Array.from({ length: 1500 }, (_, i) => [draws.normal(2 * i), draws.normal(2 * i + 1)]);
    const lattice = Array.from({ length: 2000 }, (_, i) =>
      [2 * i, 2 * i + 1].map((at) => Math.round(6 * draws.normal(at))),
    );
    const tables = [layout, matrix(clouds), matrix(lattice)];
    const asked = { minClusterSize: 12, significance: 1 };
    const answers = tables.map((table) => densityClusters(table, asked));
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2),
        fc.double({ min: -60, max: 60, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (which, logFactor, shift) => {
          const factor = Math.exp(logFactor);
          const moved = tables[which]!.data.map((value) => (value + shift) * factor);
          const other = densityClusters({ ...tables[which]!, data: moved }, asked);
          const one = answers[which]!;
          expect(other.bandwidth / factor / one.bandwidth).toBeCloseTo(1, 5);
          expect(other.count).toBe(one.count);
          expect(adjustedRandIndex(other.labels, one.labels)).toBeGreaterThan(0.995);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('do not hang on the order, place or scale of a few rows, and all of them twice are the same clusters', () => {
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
          const moved = order.map((row) => rows[row]!.map((value) => value * scale + shift));
          const other = densityClusters(matrix(moved), options);
          expect(other.count).toBe(one.count);
          expect(other.probabilities).toEqual(Float64Array.from(order, (row) => one.probabilities[row]!));
          expect(adjustedRandIndex(other.labels, pick(one.labels, order))).toBe(1);
          // Twice the rows stand out by √2 more.
          const twice = densityClusters(matrix([...rows, ...rows]), {
            ...{ minClusterSize: 6, significance: Math.SQRT2 * (1 + 1e-9), bandwidth: one.bandwidth },
          });
          expect(twice.labels).toEqual(Int32Array.of(...one.labels, ...one.labels));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('have half the median distance within which rows make a cluster as their bandwidth', () => {
    const place = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 2, maxLength: 150 }),
        fc.integer({ min: 2, max: 12 }),
        (rows, minClusterSize) => {
          const { bandwidth } = densityClusters(matrix(rows), { minClusterSize });
          expect(bandwidth).toBeCloseTo(bandwidthByDefinition(rows, minClusterSize), 12);
        },
      ),
      { numRuns: 200 },
    );
    const one = densityClusters(
      matrix(Array.from({ length: 30 }, (_, i) => [i, 0])),
      { minClusterSize: 3 }, // each but the ends has one on either side
    );
    expect(one.bandwidth).toBe(0.5);
  });

  test('of more places than there is room for have a wider kernel', () => {
    // Tiles that no two rows share are 73,000; with a kernel twice as wide they are shared.
    const rows = Array.from({ length: 14_400 }, (_, i) => [i % 120, Math.floor(i / 120)]);
    const [tight, wide] = [0.105, 0.21].map((bandwidth) =>
      densityClusters(matrix(rows), { minClusterSize: 3, bandwidth }),
    );
    expect(tight).toEqual(wide);
    expect(wide!.bandwidth).toBe(0.21);
    expect(densityClusters(matrix(rows), { minClusterSize: 3, bandwidth: 1e300 }).count).toBe(1);
    const few = densityClusters(matrix(rows.slice(0, 50)), { minClusterSize: 2, bandwidth: 5e-324 });
    expect(few).toMatchObject({ count: 0, bandwidth: 5e-324 });
  });

  test('of rows that are all the same are one, and of too few rows none', () => {
    const same = densityClusters(matrix(Array.from({ length: 12 }, () => [2, 3])), { minClusterSize: 5 });
    expect(same.count).toBe(1);
    expect([...same.labels]).toEqual(new Array(12).fill(0));
    expect(densityClusters(matrix([[1, 2]]), { minClusterSize: 2 }).labels).toEqual(Int32Array.of(-1));
    expect(densityClusters(matrix([]), { minClusterSize: 2 }).count).toBe(0);
    for (let rows = 1; rows <= 20; rows++) {
      const close = Array.from({ length: rows }, (_, i) => [0.01 * (i % 4), 0.01 * (i >> 2)]);
      const found = densityClusters(matrix(close), { minClusterSize: 5, significance: 0 });
      expect(found.labels.some((label) => label >= 0)).toBe(rows >= 5);
      if (rows < 5) continue;
      const { labels } = densityClusters(matrix([...close, [100, 100]]), { minClusterSize: 5 });
      expect([...labels]).toEqual([...new Array<number>(rows).fill(0), -1]);
    }
  });

  test('on a line, upright, level or slanting, are its gathered parts', () => {
    const line = [0, 30, 75].flatMap((from) => Array.from({ length: 40 }, (_, i) => from + i / 4));
    const between = [15, 16.5, 60];
    for (const [across, up] of [
      [1, 0],
      [0, 1],
      [0.6, 0.8],
    ] as const) {
      const rows = [...line, ...between].map((value) => [value * across, value * up]);
      const { labels, count } = densityClusters(matrix(rows), { minClusterSize: 8 });
      expect(count).toBe(3);
      expect([...labels]).toEqual([
        ...[0, 1, 2].flatMap((label) => new Array<number>(40).fill(label)),
        ...[-1, -1, -1],
      ]);
    }
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

/** So many rows in one place of the first axis. */
function at(x: number, count: number): [number, number][] {
  return Array.from({ length: count }, () => [x, 0]);
}

function rowOf({ data }: Matrix, row: number): [number, number] {
  return [data[2 * row]!, data[2 * row + 1]!];
}

function sizesOf(labels: Int32Array, count: number): number[] {
  return Array.from({ length: count }, (_, label) => labels.filter((each) => each === label).length);
}

/** As its docstring says, pair by pair. */
function bandwidthByDefinition(rows: [number, number][], size: number): number {
  const distances: number[] = [];
  const asked = new Map<string, number>();
  for (const [x, y] of rows) {
    const times = (asked.get(`${x} ${y}`) ?? 0) + 1;
    asked.set(`${x} ${y}`, times);
    const others = rows.map(([a, b]) => Math.hypot(a - x, b - y)).sort((a, b) => a - b);
    const nth = Math.min(size - 1, rows.length - 1);
    const next = others.find((distance) => distance > 0);
    if (times > nth + 1 || next === undefined) continue;
    distances.push(others[nth]! > 0 ? others[nth]! : next / 2);
  }
  distances.sort((a, b) => a - b);
  return (distances[distances.length >> 1] ?? 2) / 2;
}

function pick(values: Int32Array, rows: readonly number[]): Int32Array {
  return Int32Array.from(rows, (row) => values[row]!);
}

function matrix(rows: readonly (readonly number[])[]): Matrix {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, cols: 2 };
}
