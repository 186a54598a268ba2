import type { MapCanvas, MapFonts } from './canvas.js';
import { SWATCH, type LegendLayout } from './legend.js';
import { isRightToLeft } from './script.js';
import { lineFont } from './set-lines.js';
import { THEMES, type ThemeName } from './themes.js';

/** Draws a legend as it is laid out. */
export function drawLegend(
  context: MapCanvas,
  { swatches, ramp, words }: LegendLayout,
  theme: ThemeName,
  fonts: MapFonts,
): void {
  context.lineCap = 'round';
  context.lineWidth = SWATCH;
  for (const { x, y, colour } of swatches) stroke(context, x, x + 0.01, y, colour);
  if (ramp !== null) {
    const { left, y, width, colours } = ramp;
    const gradient = context.createLinearGradient(left, 0, left + width, 0);
    colours.forEach((colour, k) => gradient.addColorStop(k / Math.max(1, colours.length - 1), colour));
    stroke(context, left + SWATCH / 2, left + width - SWATCH / 2, y, gradient);
  }
  context.letterSpacing = '0px';
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const { left, y, line } of words) {
    context.font = lineFont(line, fonts);
    context.fillStyle = THEMES[theme][line.ink];
    context.direction = isRightToLeft(line.text) ? 'rtl' : 'ltr';
    context.fillText(line.text, left, y);
  }
}

function stroke(context: MapCanvas, from: number, to: number, y: number, style: unknown): void {
  context.strokeStyle = style;
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to, y);
  context.stroke();
}
