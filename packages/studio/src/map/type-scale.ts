import type { Frame, MapView } from '@parallax-map/core';

/** CSS pixels of the window that names are designed for. */
const DESIGNED = { width: 1280, height: 800 };
/** How fast type grows with the window: slower than the map, so that more names find room as well. */
const GROWTH = 0.6;
const LEAST = 0.85;
const MOST = 2;

/** How much larger than designed names are set: a wall is read from further away than a desk, and a phone from nearer. */
export function typeScale(width: number, height: number): number {
  const larger = Math.min(width / DESIGNED.width, height / DESIGNED.height);
  return Math.min(MOST, Math.max(LEAST, larger ** GROWTH));
}

/** The view on a screen `scale` times smaller: names laid out there are drawn that much larger. */
export function shrunk(view: MapView, scale: number): MapView {
  return {
    ...view,
    pixelsPerUnit: view.pixelsPerUnit / scale,
    screenX: view.screenX / scale,
    screenY: view.screenY / scale,
    width: view.width / scale,
    height: view.height / scale,
  };
}

/** A frame on that screen. */
export function shrunkFrame({ left, top, right, bottom }: Frame, scale: number): Frame {
  return { left: left / scale, top: top / scale, right: right / scale, bottom: bottom / scale };
}
