import { fitView, mapBounds, scaleAt, toMap, toScreen } from '@parallax-map/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('with few rows the box holds all of them', () => {
  const x = Float32Array.of(3, -2, 7, 0);
  const y = Float32Array.of(1, 1, 5, -4);
  expect(mapBounds(x, y)).toEqual({ minX: -2, maxX: 7, minY: -4, maxY: 5 });
});

test('a few rows far away do not make the rest tiny', () => {
  const x = Float32Array.from({ length: 2000 }, (_, i) => (i < 3 ? 1e6 : (i % 100) / 100));
  const y = Float32Array.from({ length: 2000 }, (_, i) => (i % 97) / 97);
  const { minX, maxX } = mapBounds(x, y);
  expect(minX).toBe(0);
  expect(maxX).toBeLessThan(1.2);
});

test('the box just fits the free area', () => {
  const view = fitView({ minX: 0, minY: 0, maxX: 4, maxY: 1 }, 1000, 600, {
    top: 100,
    right: 100,
    bottom: 60,
    left: 100,
  });
  expect(scaleAt(view, 0)).toBe(200);
  expect(scaleAt(view, 3)).toBe(1600);
  expect(toScreen(view, 0, 1)).toEqual([100, 220]);
  expect(toScreen(view, 4, 0)).toEqual([900, 420]);
});

test('rows that all lie on one place, or none at all, still have a view', () => {
  for (const x of [Float32Array.of(2, 2, 2), new Float32Array(0)]) {
    const view = fitView(mapBounds(x, x), 800, 600, 40);
    expect(view.pixelsPerUnit).toBeGreaterThan(0);
    for (const at of toScreen(view, view.centerX, view.centerY)) expect(Number.isFinite(at)).toBe(true);
  }
});

test('screen to map undoes map to screen', () => {
  const number = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(number, number, fc.double({ min: -2, max: 8, noNaN: true }), (x, y, zoom) => {
      const view = fitView({ minX: -7, minY: 2, maxX: 5, maxY: 9 }, 900, 500, 20);
      const [left, top] = toScreen(view, x, y, zoom);
      const [backX, backY] = toMap(view, left, top, zoom);
      expect(backX).toBeCloseTo(x, 6);
      expect(backY).toBeCloseTo(y, 6);
    }),
  );
});
