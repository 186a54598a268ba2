import { LEAST_ZOOM, scaleAt, toMap, type MapView } from '@parallax-map/core';

/** What stands in the middle of the free area, in map units, and how near: zoom 0 shows the whole map. */
export interface Camera {
  x: number;
  y: number;
  /** Powers of two above the zoom at which the whole map fits. */
  zoom: number;
}

export const MOST_ZOOM = 12;

/** The camera that shows the whole map. */
export function wholeMap(view: MapView): Camera {
  return { x: view.centerX, y: view.centerY, zoom: 0 };
}

/** Whether two cameras show the same to within half a pixel. */
export function sameCamera(a: Camera, b: Camera, view: MapView): boolean {
  const scale = scaleAt(view, a.zoom);
  const near = Math.abs(a.x - b.x) * scale < 0.5 && Math.abs(a.y - b.y) * scale < 0.5;
  return near && Math.abs(a.zoom - b.zoom) < 0.005;
}

/** Keeps the zoom in its range and the centre within reach of the map. */
export function clampCamera({ x, y, zoom }: Camera, view: MapView): Camera {
  const reach = Math.max(view.width, view.height) / view.pixelsPerUnit;
  const within = (value: number, middle: number) => Math.min(middle + reach, Math.max(middle - reach, value));
  return {
    x: within(x, view.centerX),
    y: within(y, view.centerY),
    zoom: Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom)),
  };
}

/** The view as this camera sees it: what `toScreen` and `toMap` take, with `camera.zoom`. */
export function seenBy(view: MapView, { x, y }: Camera): MapView {
  return { ...view, centerX: x, centerY: y };
}

/** What deck.gl's orthographic view takes: the map place in the middle of the canvas, and log2 of the scale. */
export function deckState(camera: Camera, view: MapView, width: number, height: number) {
  const [x, y] = toMap(seenBy(view, camera), width / 2, height / 2, camera.zoom);
  return { target: [x, y, 0] as [number, number, number], zoom: Math.log2(scaleAt(view, camera.zoom)) };
}

/** The camera behind what deck.gl's controller answers; the inverse of {@link deckState}. */
export function fromDeckState(
  target: readonly number[],
  deckZoom: number,
  view: MapView,
  width: number,
  height: number,
): Camera {
  const scale = 2 ** deckZoom;
  return {
    x: target[0]! + (view.screenX - width / 2) / scale,
    y: target[1]! - (view.screenY - height / 2) / scale,
    zoom: deckZoom - Math.log2(view.pixelsPerUnit),
  };
}

/** The same picture after the free area changed: nothing moves on the screen. */
export function carryOver(camera: Camera, before: MapView, after: MapView): Camera {
  const zoom = camera.zoom + Math.log2(before.pixelsPerUnit / after.pixelsPerUnit);
  const [x, y] = toMap(seenBy(before, camera), after.screenX, after.screenY, camera.zoom);
  return { x, y, zoom };
}

/**
 * The camera on another answer that shows what this one shows: the whole map stays whole, the same map stays where it
 * is; else the row that was looked at stays where it is seen, or the same part of the map.
 *
 * @param row where the row that is looked at stands on both maps, map units; null for none
 */
export function carryTo(
  camera: Camera,
  before: MapView,
  after: MapView,
  row: { before: [number, number]; after: [number, number] } | null,
): Camera {
  if (sameCamera(camera, wholeMap(before), before)) return wholeMap(after);
  const same =
    before.centerX === after.centerX &&
    before.centerY === after.centerY &&
    before.pixelsPerUnit === after.pixelsPerUnit;
  if (same) return camera;
  const ratio = before.pixelsPerUnit / after.pixelsPerUnit;
  const [from, to] = row !== null ? [row.before, row.after] : [centreOf(before), centreOf(after)];
  return {
    x: to[0] + (camera.x - from[0]) * ratio,
    y: to[1] + (camera.y - from[1]) * ratio,
    zoom: camera.zoom,
  };
}

function centreOf({ centerX, centerY }: MapView): [number, number] {
  return [centerX, centerY];
}
