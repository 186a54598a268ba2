import { random, type Matrix } from '@parallax-map/kernels';
import { describe, expect, test } from 'vitest';
import { checkSize, MOST_ROWS } from '../../src/begin-run.js';
import { neighborsStep } from '../../src/reduce/neighbors.js';
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
