import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  brierScore,
  classProbabilities,
  createPool,
  expectedCalibrationError,
  fitTemperature,
  logisticRegression,
  random,
  type LogisticModel,
  type Matrix,
} from '@parallax-map/kernels';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));
const iris = read('iris.json') as { points: number[][]; species: number[] };
const golden = read('logistic.json') as {
  cases: {
    l2: number;
    weights: number[] | null;
    coefficients: number[][];
    intercepts: number[];
    probabilities: number[][];
    logLoss: number;
    brier: number;
    calibrationError: number;
  }[];
};
const points = { ...matrix(iris.points), data: Float64Array.from(iris.points.flat()) };

describe.each(golden.cases)('logistic regression of the irises with l2 $l2', (fixture) => {
  test('is what the reference says', async () => {
    const weights = fixture.weights && iris.species.map((_, i) => fixture.weights![i % 4]!);
    const model = await logisticRegression(points, iris.species, {
      ...{ l2: fixture.l2, tolerance: 1e-9 },
      ...(weights && { weights }),
    });
    expect(model.converged).toBe(true);
    expect(model.gradient).toBeLessThan(1e-9);
    fixture.coefficients.flat().forEach((value, at) => expect(model.coefficients[at]).toBeCloseTo(value, 3));
    fixture.intercepts.forEach((value, at) => expect(model.intercepts[at]).toBeCloseTo(value, 3));
    const probabilities = classProbabilities(model, points);
    fixture.probabilities.forEach((row, i) =>
      row.forEach((p, c) => expect(probabilities[30 * i + c]).toBeCloseTo(p, 5)),
    );
    expect(brierScore(probabilities, iris.species)).toBeCloseTo(fixture.brier, 5);
    expect(expectedCalibrationError(probabilities, iris.species)).toBeCloseTo(fixture.calibrationError, 5);
  });
});

describe('logistic regression', () => {
  test('ends where the gradient, taken by differences, is 0', async () => {
    const model = await logisticRegression(points, iris.species, { l2: 0.5, tolerance: 1e-9 });
    const all = [...model.coefficients, ...model.intercepts];
    all.forEach((_, at) => {
      const around = [1e-4, -1e-4].map((change) => objective(model, all.with(at, all[at]! + change), 0.5));
      expect(Math.abs(around[0]! - around[1]!) / 2e-4).toBeLessThan(1e-3);
    });
    expect(objective(model, all, 0.5)).toBeCloseTo(model.objective, 9);
  });

  test('begun from its own answer is done at once, and from another ends at the same', async () => {
    const cold = await logisticRegression(points, iris.species, { tolerance: 1e-8 });
    const again = await logisticRegression(points, iris.species, { tolerance: 1e-8, start: cold });
    expect(again.iterations).toBeLessThan(3);
    const other = await logisticRegression(points, iris.species, { l2: 3, tolerance: 1e-3 });
    const warm = await logisticRegression(points, iris.species, { tolerance: 1e-8, start: other });
    expect(warm.iterations).toBeLessThan(cold.iterations);
    warm.coefficients.forEach((value, at) => expect(value).toBeCloseTo(cold.coefficients[at]!, 4));
  });

  test('a weight of 2 is the row twice, and of 0 or a label of −1 the row left out', async () => {
    const tight = { tolerance: 1e-9 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 12, maxLength: 12 }),
        async (times) => {
          const few = times.map((_, i) => iris.points[i * 12]!);
          const labels = times.map((_, i) => iris.species[i * 12]!);
          const repeated = times.flatMap((n, i) => Array.from({ length: n }, () => i));
          if (new Set(repeated.map((i) => labels[i])).size < 2) return;
          const weighted = await logisticRegression(matrix(few), labels, { ...tight, weights: times });
          const written = await logisticRegression(
            matrix([...repeated.map((i) => few[i]!), [9, 9, 9, 9]]),
            [...repeated.map((i) => labels[i]!), -1],
            tight,
          );
          expect(weighted.classes).toEqual(written.classes);
          weighted.coefficients.forEach((v, at) => expect(v).toBeCloseTo(written.coefficients[at]!, 5));
        },
      ),
      { numRuns: 15 },
    );
  });

  test('is the same bytes on any threads, and stops when asked', async () => {
    const { normal } = random(1, 'test.logistic');
    const [rows, cols] = [3000, 40];
    const many = { data: Float32Array.from({ length: rows * cols }, (_, i) => normal(i)), rows, cols };
    const labels = Array.from({ length: rows }, (_, i) => (i * i) % 7);
    const pool = await createPool(3);
    const options = { maxIterations: 20 };
    expect(await logisticRegression(many, labels, { ...options, pool })).toEqual(
      await logisticRegression(many, labels, options),
    );
    pool.close();
    const stop = new AbortController();
    const running = logisticRegression(many, labels, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('refuses what it cannot work with', async () => {
    const two = matrix([[1], [2]]);
    await expect(logisticRegression(two, [0, 0])).rejects.toThrow('at least 2 classes');
    await expect(logisticRegression(two, [0])).rejects.toThrow('one for each of the 2 points; got 1');
    await expect(logisticRegression(two, [0, 1], { weights: [1, -1] })).rejects.toThrow('got -1 at row 1');
    await expect(logisticRegression(two, [0, 1], { l2: -1 })).rejects.toThrow('l2 must be at least 0');
    await expect(logisticRegression(matrix([[1], [NaN]]), [0, 1])).rejects.toThrow('row 1, column 0');
  });
});

describe('probabilities', () => {
  test('that are too sure are cooled to what fits, and those that fit stay', () => {
    const { uniform } = random(3, 'test.temperature');
    const chances = Array.from({ length: 4000 }, (_, i) => 0.05 + 0.9 * uniform(i));
    const labels = chances.map((p, i) => (uniform(5000 + i) < p ? 0 : 1));
    const sharpened = (power: number): Float64Array =>
      Float64Array.from(
        chances.flatMap((p) => {
          const [a, b] = [p ** power, (1 - p) ** power];
          return [a / (a + b), b / (a + b)];
        }),
      );
    expect(Math.abs(fitTemperature(sharpened(1), labels) - 1)).toBeLessThan(0.15);
    expect(fitTemperature(sharpened(3), labels) / fitTemperature(sharpened(1), labels)).toBeCloseTo(3, 4);
  });

  test('are judged by hand alike', () => {
    const probabilities = Float64Array.of(0.8, 0.2, 0.6, 0.4, 0.3, 0.7);
    expect(brierScore(probabilities, [0, 1, -1])).toBeCloseTo((0.08 + 0.72) / 2, 12);
    expect(expectedCalibrationError(probabilities, [0, 1, 1])).toBeCloseTo((0.2 + 0.6 + 0.3) / 3, 12);
    expect(() => brierScore(probabilities, [0, 2, 1])).toThrow('got 2 at row 1');
  });
});

function objective({ classes, cols }: LogisticModel, all: number[], l2: number): number {
  const k = classes.length;
  let sum = 0;
  for (let i = 0; i < points.rows; i++) {
    const logits = classes.map((_, c) =>
      iris.points[i]!.reduce((s, v, j) => s + v * all[c * cols + j]!, all[k * cols + c]!),
    );
    const log = Math.log(logits.reduce((s, value) => s + Math.exp(value), 0));
    sum += log - logits[classes.indexOf(iris.species[i]!)]!;
  }
  return sum + (l2 / 2) * all.slice(0, k * cols).reduce((s, value) => s + value * value, 0);
}

function matrix(rows: number[][]): Matrix {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, cols: rows[0]!.length };
}
