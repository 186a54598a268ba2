import { toScreen, type MapView } from '@parallax-map/core';

/** Draws the outline of the region that rows are kept by. */
export function drawRegion(
  context: CanvasRenderingContext2D,
  polygon: readonly number[],
  seen: MapView,
  zoom: number,
  colours: { accent: string },
): void {
  context.beginPath();
  for (let k = 0; k + 1 < polygon.length; k += 2) {
    const [left, top] = toScreen(seen, polygon[k]!, polygon[k + 1]!, zoom);
    if (k === 0) context.moveTo(left, top);
    else context.lineTo(left, top);
  }
  context.closePath();
  context.strokeStyle = colours.accent;
  context.lineJoin = 'round';
  context.lineWidth = 1.25;
  context.globalAlpha = 0.8;
  context.stroke();
  context.globalAlpha = 1;
}
