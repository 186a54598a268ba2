import { scaleAt, type MapView } from '@parallax-map/core';
import type { Camera } from './camera.js';

/** How much a flight prefers climbing to gliding; the value that readers in the paper's study liked. */
const RHO = 1.42;

/**
 * The way from one camera to another: up, across and down in one smooth curve, so that the eye keeps its
 * bearings (van Wijk & Nuij 2003, "Smooth and efficient zooming and panning").
 *
 * @returns the camera at each part of the way, 0 to 1
 */
export function flight(from: Camera, to: Camera, view: MapView): (part: number) => Camera {
  const w0 = view.width / scaleAt(view, from.zoom);
  const w1 = view.width / scaleAt(view, to.zoom);
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const u1 = Math.hypot(dx, dy);
  if (u1 < 1e-6 * Math.min(w0, w1)) return (part) => glide(from, to, part);

  const b0 = (w1 * w1 - w0 * w0 + RHO ** 4 * u1 * u1) / (2 * w0 * RHO * RHO * u1);
  const b1 = (w1 * w1 - w0 * w0 - RHO ** 4 * u1 * u1) / (2 * w1 * RHO * RHO * u1);
  const r0 = -Math.asinh(b0);
  const r1 = -Math.asinh(b1);
  const length = (r1 - r0) / RHO;
  return (part) => {
    if (part >= 1) return to;
    const s = part * length;
    // The paper's cosh r0 tanh(ρs + r0) − sinh r0, in a form that loses no digits.
    const across = ((w0 / (RHO * RHO)) * Math.sinh(RHO * s)) / Math.cosh(RHO * s + r0);
    const w = (w0 * Math.cosh(r0)) / Math.cosh(RHO * s + r0);
    return {
      x: from.x + (across / u1) * dx,
      y: from.y + (across / u1) * dy,
      zoom: from.zoom + Math.log2(w0 / w),
    };
  };
}

function glide(from: Camera, to: Camera, part: number): Camera {
  const between = (a: number, b: number) => (part >= 1 ? b : a + (b - a) * part);
  return { x: between(from.x, to.x), y: between(from.y, to.y), zoom: between(from.zoom, to.zoom) };
}

/** Slow at both ends. */
export function ease(part: number): number {
  return part < 0.5 ? 4 * part ** 3 : 1 - (-2 * part + 2) ** 3 / 2;
}
