import { FONTS, toScreen, type MapView } from '@parallax-map/core';
import { head, stretches } from '../report/unseen.js';

/** One of two rows that are looked at together. */
export interface PairEnd {
  /** Map units. */
  x: number;
  y: number;
  title: string;
}

/** Letters of a title on the map, and its type, CSS pixels. */
const MOST = 44;
const SIZE = 15;
/** Between a point's ring and its title. */
const GAP = 28;
/** Between a title and the edge of what is free. */
const EDGE = 8;
/** Height of the ground under a title. */
const PLATE = 24;

/**
 * Draws a line between two rows and the title of each, on the side away from the other, inside the free area.
 *
 * @param seen the view as the camera sees it
 */
export function drawPair(
  context: CanvasRenderingContext2D,
  ends: readonly [PairEnd, PairEnd],
  seen: MapView,
  zoom: number,
  colours: { ink: string; panel: string; accent: string },
): void {
  const [a, b] = [toScreen(seen, ends[0].x, ends[0].y, zoom), toScreen(seen, ends[1].x, ends[1].y, zoom)];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  context.letterSpacing = '0px';
  if (length > 2 * RING) {
    const [dx, dy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
    context.beginPath();
    context.moveTo(a[0] + dx * RING, a[1] + dy * RING);
    context.lineTo(b[0] - dx * RING, b[1] - dy * RING);
    context.lineWidth = 1.25;
    context.strokeStyle = colours.accent;
    context.stroke();
  }
  context.font = `600 ${SIZE}px ${FONTS.sans}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const above = a[1] <= b[1] ? 0 : 1;
  [a, b].forEach((spot, k) => {
    const title = titleOf(ends[k]!);
    const half = context.measureText(title).width / 2 + EDGE;
    const [left, right] = [seen.screenX - seen.width / 2 + half, seen.screenX + seen.width / 2 - half];
    const x = left < right ? Math.max(left, Math.min(right, spot[0])) : seen.screenX;
    const y = spot[1] + (k === above ? -GAP : GAP);
    context.fillStyle = colours.panel;
    context.beginPath();
    context.roundRect(x - half, y - PLATE / 2, 2 * half, PLATE, 6);
    context.fill();
    context.fillStyle = colours.ink;
    context.fillText(title, x, y + 1);
  });
}

/** Radius that the ring around a point leaves free of the line. */
const RING = 11;

function titleOf({ title }: PairEnd): string {
  const words = stretches(title.trim() || 'Untitled')
    .map(({ text }) => text)
    .join('');
  return words.length > MOST ? `${head(words, MOST).trimEnd()}…` : words;
}
