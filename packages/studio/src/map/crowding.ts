/** Share of the free area that the rows of a typical layout cover. */
const COVERED = 0.35;

/**
 * Radius of a point in CSS pixels: with few rows large enough to hit, with many small enough to tell apart;
 * it grows with zoom, slower than the map does.
 *
 * @param area free area in square CSS pixels
 */
export function pointRadius(n: number, area: number, zoom: number): number {
  const whole = Math.min(6, Math.max(0.75, 0.165 * Math.sqrt(area / Math.max(1, n))));
  return Math.min(16, whole * 2 ** (0.36 * zoom));
}

/** Opacity of a point, 0 to 1: the more points lie on each other, the fainter, so that density can be read. */
export function pointOpacity(n: number, area: number, zoom: number): number {
  const radius = pointRadius(n, area, zoom);
  const layers = (n * Math.PI * radius * radius) / (COVERED * area * 4 ** zoom);
  return Math.max(0.22, 0.88 / Math.sqrt(Math.max(1, 1.6 * layers)));
}
