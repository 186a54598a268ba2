import type { MapCanvas } from './canvas.js';

/** CSS pixels from one dot to the next, and across a dot. */
export const DOT_STEP = 4;
export const DOT = 1.6;

/** From the middle of a row of dots to the middle of its last one, under a line of this width. */
export function dotsReach(width: number): number {
  return (Math.floor(Math.max(0, width - DOT) / DOT_STEP) * DOT_STEP) / 2;
}

/**
 * The one sign of doubt: a row of dots, in the canvas's stroke, under a name whose topic is fragile. All
 * lengths are CSS pixels.
 *
 * @param middle of the row, from the left
 * @param top of the dots' middles
 * @param width of the line above; the row is as long, to the last whole dot
 * @param thickness across a dot
 */
export function drawDots(
  context: Pick<
    MapCanvas,
    'lineCap' | 'lineWidth' | 'setLineDash' | 'beginPath' | 'moveTo' | 'lineTo' | 'stroke'
  >,
  middle: number,
  top: number,
  width: number,
  thickness = DOT,
): void {
  const half = dotsReach(width);
  context.lineCap = 'round';
  context.lineWidth = thickness;
  // A dash of nearly no length is its two round caps: a dot.
  context.setLineDash([0.01, DOT_STEP - 0.01]);
  context.beginPath();
  context.moveTo(middle - half, top);
  context.lineTo(middle + half + 0.01, top);
  context.stroke();
  context.setLineDash([]);
}
