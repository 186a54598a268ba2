import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  clusterTree,
  decodeCondensedTree,
  decodeLinkage,
  encodeCondensedTree,
  encodeLinkage,
  hdbscan,
  KernelInputError,
  type Matrix,
} from '@parallax-map/kernels';

const place = fc.integer({ min: 0, max: 1e6 });
const weighted = fc.uniqueArray(fc.tuple(place, place, fc.integer({ min: 1, max: 5 })), {
  minLength: 2,
  maxLength: 40,
  selector: ([x, y]) => `${x} ${y}`,
});
const options = fc.record({
  minClusterSize: fc.integer({ min: 2, max: 9 }),
  minSamples: fc.integer({ min: 1, max: 5 }),
  selection: fc.constantFrom('eom' as const, 'leaf' as const),
  allowSingleCluster: fc.boolean(),
});

test('a row of weight w is as w equal rows', async () => {
  await fc.assert(
    fc.asyncProperty(weighted, options, async (rows, chosen) => {
      const weights = rows.map(([, , weight]) => weight);
      const one = await hdbscan(matrix(rows), { ...chosen, weights });
      const repeated = rows.flatMap((row) => Array.from({ length: row[2] }, () => row));
      const many = await hdbscan(matrix(repeated), chosen);
      const first = rows.map((_, i) => weights.slice(0, i).reduce((sum, weight) => sum + weight, 0));
      expect(Array.from(one.core)).toEqual(first.map((row) => many.core[row]));
      expect(Array.from(one.labels)).toEqual(first.map((row) => many.labels[row]));
      expect(one.count).toBe(many.count);
      first.forEach((row, i) => {
        expect(one.probabilities[i]).toBeCloseTo(many.probabilities[row]!, 9);
        expect(one.outlierScores[i]).toBeCloseTo(many.outlierScores[row]!, 9);
      });
      one.persistence.forEach((value, label) => expect(value).toBeCloseTo(many.persistence[label]!, 9));
    }),
    { numRuns: 200 },
  );
});

test('weights of one change nothing', async () => {
  const data = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i * i));
  const points = { data, rows: 100, cols: 2 };
  const plain = await hdbscan(points, { minClusterSize: 5 });
  const even = await hdbscan(points, { minClusterSize: 5, weights: new Float32Array(100).fill(1) });
  expect(even.labels).toEqual(plain.labels);
  expect(even.probabilities).toEqual(plain.probabilities);
});

test('fractions count: half the weight needs twice the rows', async () => {
  const data = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i * i));
  const points = { data, rows: 100, cols: 2 };
  const halves = await hdbscan(points, {
    minClusterSize: 4,
    minSamples: 2,
    weights: new Float32Array(100).fill(0.5),
  });
  const whole = await hdbscan(points, { minClusterSize: 8, minSamples: 5 });
  expect(halves.core).toEqual(whole.core);
  expect(halves.labels).toEqual(whole.labels);
});

test.each([
  [[1, 1, 0], 'row 2'],
  [[1, -1, 1], 'row 1'],
  [[NaN, 1, 1], 'row 0'],
  [[1, Infinity, 1], 'row 1'],
  [[1, 1], 'one entry for each of 3 rows; got 2'],
])('weights %j are refused', async (weights, said) => {
  const points = { data: new Float32Array([0, 1, 2]), rows: 3, cols: 1 };
  await expect(hdbscan(points, { minClusterSize: 2, weights })).rejects.toThrow(said);
});

test('trees of weighted rows and condensed trees come back from their bytes as they were', async () => {
  await fc.assert(
    fc.asyncProperty(weighted, fc.boolean(), async (rows, isWeighted) => {
      const weights = isWeighted ? rows.map(([, , weight]) => weight / 2) : undefined;
      const { linkage, condensed } = await hdbscan(matrix(rows), { minClusterSize: 2, weights });
      expect(decodeLinkage(encodeLinkage(linkage))).toEqual(linkage);
      expect(decodeCondensedTree(encodeCondensedTree(condensed))).toEqual(condensed);
      expect(clusterTree(decodeLinkage(encodeLinkage(linkage)), { minClusterSize: 3 })).toEqual(
        clusterTree(linkage, { minClusterSize: 3 }),
      );
    }),
    { numRuns: 50 },
  );
});

test('bytes of a condensed tree cut short, changed or made up give an error or a tree', async () => {
  const data = Float32Array.from({ length: 80 }, (_, i) => Math.sin(i * i));
  const { condensed } = await hdbscan({ data, rows: 40, cols: 2 }, { minClusterSize: 3 });
  const whole = encodeCondensedTree(condensed);
  expect(() => decodeCondensedTree(whole.subarray(0, whole.length - 1))).toThrow('bytes; got');
  expect(() => decodeCondensedTree(new Uint8Array(3))).toThrow('PXCT');
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
      const bytes = whole.slice();
      bytes[at] = value;
      try {
        expect(encodeCondensedTree(decodeCondensedTree(bytes))).toEqual(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(KernelInputError);
      }
    }),
    { numRuns: 500 },
  );
});

function matrix(rows: readonly (readonly [number, number, number])[]): Matrix {
  return { data: Float32Array.from(rows.flatMap(([x, y]) => [x, y])), rows: rows.length, cols: 2 };
}
