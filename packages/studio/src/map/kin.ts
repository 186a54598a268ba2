import { toScreen, type MapView } from '@parallax-map/core';

/** A row's neighbours in the embedding, as the map shows them: threads from the row to each. */
export interface Kin {
  row: number;
  neighbors: readonly number[];
  /** For each neighbour, whether the map tore it away: its thread is broken. */
  torn: readonly boolean[];
}

/** Radius that the ring around the row leaves free of threads, CSS pixels. */
const RING = 11;

/**
 * Draws threads from a row to its neighbours, and a small ring around each neighbour.
 *
 * @param at where a row stands, map units
 * @param seen the view as the camera sees it
 */
export function drawKin(
  context: CanvasRenderingContext2D,
  { row, neighbors, torn }: Kin,
  at: (i: number) => [number, number],
  seen: MapView,
  zoom: number,
  colours: { accent: string },
): void {
  const from = toScreen(seen, ...at(row), zoom);
  context.strokeStyle = colours.accent;
  context.lineCap = 'round';
  neighbors.forEach((neighbor, k) => {
    const to = toScreen(seen, ...at(neighbor), zoom);
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    context.globalAlpha = 0.65;
    context.lineWidth = 1.1;
    context.setLineDash(torn[k] ? [2, 5] : []);
    if (length > RING + 5) {
      const [dx, dy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
      context.beginPath();
      context.moveTo(from[0] + dx * RING, from[1] + dy * RING);
      context.lineTo(to[0] - dx * 5, to[1] - dy * 5);
      context.stroke();
    }
    context.setLineDash([]);
    context.globalAlpha = 0.9;
    context.beginPath();
    context.arc(to[0], to[1], 4.5, 0, 2 * Math.PI);
    context.stroke();
  });
  context.globalAlpha = 1;
}
