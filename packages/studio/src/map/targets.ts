import { fitView, mapBounds, scaleAt, type MapView } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import type { Camera } from './camera.js';

/**
 * The camera that looks at a row: nearer than the whole map, and no further than it is now.
 *
 * @param above CSS pixels that the row comes to stand above the middle
 */
export function nearRow(rows: Rows, i: number, camera: Camera, view: MapView, above: number): Camera {
  const near = Math.min(4, 0.8 + 0.2 * Math.log2(Math.max(1, rows.n / 100)));
  const zoom = Math.max(camera.zoom, near);
  return { x: rows.x[i]!, y: rows.y[i]! - above / scaleAt(view, zoom), zoom };
}

/** The camera that shows two rows, with room around them for what they are called. */
export function aroundPair(rows: Rows, [i, j]: readonly [number, number], view: MapView): Camera {
  const [x, y] = [
    [rows.x[i]!, rows.x[j]!],
    [rows.y[i]!, rows.y[j]!],
  ] as const;
  const box = { minX: Math.min(...x), maxX: Math.max(...x), minY: Math.min(...y), maxY: Math.max(...y) };
  const close = fitView(box, view.width, view.height, Math.min(view.width, view.height) * 0.2);
  const zoom = Math.log2(close.pixelsPerUnit / view.pixelsPerUnit);
  return { x: close.centerX, y: close.centerY, zoom: Math.max(0, Math.min(5, zoom)) };
}

/** The camera that shows a topic's rows, stragglers aside; null where it has none. */
export function aroundTopic(rows: Rows, level: number, id: number, view: MapView): Camera | null {
  const column = rows.levels[level - 1]!;
  const members = Uint32Array.from({ length: rows.n }, (_, i) => i).filter((i) => column[i] === id);
  if (members.length === 0) return null;
  const box = mapBounds(
    Float32Array.from(members, (i) => rows.x[i]!),
    Float32Array.from(members, (i) => rows.y[i]!),
  );
  const margin = Math.min(view.width, view.height) * 0.14;
  const close = fitView(box, view.width, view.height, margin);
  const zoom = Math.log2(close.pixelsPerUnit / view.pixelsPerUnit);
  return { x: close.centerX, y: close.centerY, zoom: Math.max(0, Math.min(5, zoom)) };
}
