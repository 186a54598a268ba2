import { alignedLayouts, alignLayout, type Matrix } from '@parallax-map/kernels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, cloud, neighbors } from './support.js';

const largestDifference = (a: Matrix, b: Matrix): number =>
  a.data.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b.data[i]!)), 0);

/** A layout turned by rotations in every pair of axes, mirrored, scaled and moved. */
function changed({ data, rows, cols }: Matrix, angle: number, mirror: boolean, scale: number): Matrix {
  const out = data.slice();
  for (let i = 0; i < rows; i++) {
    const row = out.subarray(i * cols, (i + 1) * cols);
    for (let p = 0; p + 1 < cols; p++) {
      const [x, y] = [row[p]!, row[p + 1]!];
      row[p] = Math.cos(angle) * x - Math.sin(angle) * y;
      row[p + 1] = Math.sin(angle) * x + Math.cos(angle) * y;
    }
    if (mirror) row[0] = -row[0]!;
    row.forEach((value, d) => (row[d] = scale * value + d - 3));
  }
  return { data: out, rows, cols };
}

describe('aligning a layout', () => {
  it('undoes any turn, mirroring and move, and with `scale` any scaling', () => {
    fc.assert(
      fc.property(
        fc.record({
          cols: fc.integer({ min: 1, max: 5 }),
          angle: fc.double({ min: -3, max: 3, noNaN: true }),
          mirror: fc.boolean(),
          scale: fc.double({ min: 0.1, max: 10, noNaN: true }),
        }),
        ({ cols, angle, mirror, scale }) => {
          const layout = cloud(40, cols);
          const back = alignLayout(layout, changed(layout, angle, mirror, 1));
          expect(largestDifference(back, layout)).toBeLessThan(1e-4);
          const scaled = alignLayout(layout, changed(layout, angle, mirror, scale), { scale: true });
          expect(largestDifference(scaled, layout)).toBeLessThan(1e-4);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps the distances within the layout, also when it has no extent along some axes', () => {
    const flat = cloud(30, 3);
    for (let i = 0; i < 30; i++) flat.data[i * 3 + 2] = 0;
    const line = cloud(30, 3);
    for (let i = 0; i < 30; i++) line.data.fill(i, i * 3, i * 3 + 3);
    for (const [to, layout] of [
      [cloud(30, 3, 9), flat],
      [flat, cloud(30, 3, 9)],
      [line, flat],
      [line, line],
    ] as const) {
      const aligned = alignLayout(to, layout);
      const gap = (m: Matrix, i: number, j: number): number =>
        Math.hypot(...[0, 1, 2].map((d) => m.data[i * 3 + d]! - m.data[j * 3 + d]!));
      for (let i = 1; i < 30; i++) expect(gap(aligned, 0, i)).toBeCloseTo(gap(layout, 0, i), 3);
    }
    const point = { data: new Float32Array(6).fill(2), rows: 3, cols: 2 };
    expect([...alignLayout(cloud(3, 2), point, { scale: true }).data].every(Number.isFinite)).toBe(true);
  });

  it('refuses another shape', () => {
    expect(() => alignLayout(cloud(3, 2), cloud(4, 2))).toThrow(/layout must be 3 × 2.*got 4 × 2/);
  });

  it('keeps the frames of a sweep from jumping', async () => {
    const points = cloud(250, 5);
    const graphs = await Promise.all([8, 10, 12].map((k) => neighbors(points, k)));
    const frames = graphs.map((graph, f) => ({ graph, minDist: 0.1 * f }));
    const options = { dimensions: 2, seed: 1, epochs: 120 };
    const layouts = await alignedLayouts(frames, options);
    expect(layouts).toHaveLength(3);
    const again = await alignedLayouts(frames, options);
    layouts.forEach((layout, f) => expect(bytes(again[f]!).equals(bytes(layout))).toBe(true));
    for (let f = 1; f < 3; f++) {
      const distances = Array.from({ length: 250 }, (_, i) =>
        Math.hypot(...[0, 1].map((d) => layouts[f]!.data[2 * i + d]! - layouts[f - 1]!.data[2 * i + d]!)),
      ).sort((a, b) => a - b);
      const span = Math.max(...layouts[f]!.data) - Math.min(...layouts[f]!.data);
      expect(distances[125]).toBeLessThan(0.15 * span);
    }
    const other = [{ graph: graphs[0]! }, { graph: await neighbors(cloud(20, 5), 3) }];
    await expect(alignedLayouts(other, options)).rejects.toThrow(/frame 0 has 250, frame 1 20/);
    expect(await alignedLayouts([], options)).toEqual([]);
  });
});
