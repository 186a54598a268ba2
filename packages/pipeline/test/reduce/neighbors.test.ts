import { exactNeighbors, random, type Matrix } from '@parallax-map/kernels';
import { describe, expect, test } from 'vitest';
import { checkSize, MOST_ROWS } from '../../src/begin-run.js';
import { neighborsStep } from '../../src/reduce/neighbors.js';
import { onnxProducts } from '../../src/onnx-products.js';
import type { StepContext } from '../../src/step.js';

const context = {
  threads: 2,
  signal: new AbortController().signal,
  progress: () => {},
} as unknown as StepContext;

/** Groups of near rows in a few columns. */
function groups(rows: number, cols: number): Matrix {
  const draws = random(1, 'test.groups');
  const data = Float32Array.from({ length: rows * cols }, (_, i) => {
    const group = Math.floor(i / cols) % 300;
    return draws.normal(1e7 + group * cols + (i % cols)) + 0.1 * draws.normal(i);
  });
  return { data, rows, cols };
}

describe('the neighbours of a run', () => {
  test('are exact for few rows, and say so by naming no recall', async () => {
    const graph = await neighborsStep.make({ k: 5 }, groups(500, 8), context);
    expect(graph).not.toHaveProperty('recall');
    const again = neighborsStep.load({ files: neighborsStep.save(graph) } as never);
    expect(again).toEqual(graph);
  });

  test('are the same whether ONNX Runtime multiplies or not, with copies, ties and rows of zeros too', async () => {
    const points = groups(2100, 30);
    for (let i = 0; i < 2100; i++) {
      const row = points.data.subarray(i * 30, (i + 1) * 30);
      if (i % 5 === 0) row.set(points.data.subarray(30, 60));
      if (i % 7 === 0) row.forEach((value, j) => (row[j] = Math.round(value)));
      if (i % 100 === 3) row.fill(0);
    }
    const asked: number[] = [];
    const products = onnxProducts(2);
    const provider: typeof products = {
      async propose(...input) {
        const proposed = await products.propose(...input);
        asked.push(proposed!.length);
        return proposed;
      },
    };
    for (const metric of ['cosine', 'euclidean', 'inner-product'] as const) {
      const helped = await exactNeighbors(points, { k: 12, metric, provider });
      expect(helped).toEqual(await exactNeighbors(points, { k: 12, metric }));
    }
    expect(asked).toEqual([2100 * 21, 2100 * 21, 2100 * 21]);
  });

  test('are approximate for more than 25,000, with the recall that was measured, and kept with it', async () => {
    const graph = await neighborsStep.make({ k: 5 }, groups(25_001, 8), context);
    expect(graph.recall!.value).toBeGreaterThan(0.97);
    expect(graph.recall!.sampled).toBe(500);
    const again = neighborsStep.load({ files: neighborsStep.save(graph) } as never);
    expect(again).toEqual(graph);
  });

  test('are refused for more rows than memory holds, saying how to keep fewer', () => {
    expect(() => checkSize(MOST_ROWS)).not.toThrow();
    expect(() => checkSize(MOST_ROWS + 1)).toThrow(/2,000,001 rows .* --top 2000000/);
  });
});
