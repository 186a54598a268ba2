import type { MapCanvas, MapFonts } from './canvas.js';
import { drawDots } from './draw-dots.js';
import { fontOf, type LabelStyle } from './label-style.js';
import { fromHex, fromOklch, hex, toOklch, type Rgb } from './oklch.js';
import type { PlacedLabel } from './place-labels.js';
import { isRightToLeft } from './script.js';
import { THEMES, type ThemeName } from './themes.js';
import { toScreen, type MapView } from './view.js';

/** A box on the screen, in CSS pixels. */
export interface Frame {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A name and the middle of its box on the screen, in CSS pixels. */
export interface ScreenLabel {
  label: PlacedLabel;
  left: number;
  top: number;
  /** What is left of a name that stands back, 0 to 1. Default 1. */
  visible?: number;
}

/** CSS pixels around a name that it must have to itself. */
const ROOM = 3.5;
/** Two strokes under each name, wide and faint, then narrow and strong: a halo without an edge. */
export const HALO = {
  day: [
    { width: 9, opacity: 0.3 },
    { width: 4.5, opacity: 0.75 },
  ],
  night: [
    { width: 9, opacity: 0.28 },
    { width: 4.5, opacity: 0.6 },
  ],
} as const;

/** CSS pixels across the ground's colour under a dot of doubt. */
export const DOTS_HALO = 3.6;

/**
 * Where names stand in a still picture: over their topic, moved no further than it takes to stay inside the
 * frame. A name that would then cover one before it, or a place that is taken, is left out.
 */
export function frameLabels(
  labels: readonly PlacedLabel[],
  view: MapView,
  frame: Frame,
  taken: readonly Frame[],
): ScreenLabel[] {
  const kept: ScreenLabel[] = [];
  for (const label of labels) {
    const [x, y] = toScreen(view, label.x, label.y);
    const left = within(x + label.shiftX, label.width, frame.left, frame.right);
    const top = within(y + label.shiftY, label.height, frame.top, frame.bottom);
    const half = [label.width / 2 + ROOM, label.height / 2 + ROOM];
    const covers =
      taken.some(
        (box) =>
          left - half[0] < box.right &&
          left + half[0] > box.left &&
          top - half[1] < box.bottom &&
          top + half[1] > box.top,
      ) ||
      kept.some(
        (other) =>
          Math.abs(other.left - left) < (other.label.width + label.width) / 2 + ROOM &&
          Math.abs(other.top - top) < (other.label.height + label.height) / 2 + ROOM,
      );
    if (!covers) kept.push({ label, left, top });
  }
  return kept;
}

/**
 * Sets names with a halo of the ground's colour, in ink with a breath of the topic's hue.
 *
 * @param fragile whether a name gets the sign of doubt under its last line
 */
export function drawLabels(
  context: MapCanvas,
  labels: readonly ScreenLabel[],
  colours: readonly (readonly Rgb[])[],
  theme: ThemeName,
  fonts: MapFonts,
  fragile: (label: PlacedLabel) => boolean,
): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  for (const { label, left, top, visible = 1 } of labels) {
    const { style, lines, level, id } = label;
    context.direction = isRightToLeft(label.text) ? 'rtl' : 'ltr';
    context.font = fontOf({ ...style, family: fonts.serif });
    context.letterSpacing = `${style.letterSpacing}px`;
    // The last letter carries spacing too; half of it is put back so that the line stands in the middle.
    const x = left + style.letterSpacing / 2;
    const y = (line: number): number => top + (line - (lines.length - 1) / 2) * style.lineHeight;
    const doubt = fragile(label);
    const dots = y(lines.length - 1) + dotsBelow(style);
    const across = doubt ? context.measureText(lines[lines.length - 1]).width - style.letterSpacing : 0;
    context.strokeStyle = THEMES[theme].halo;
    for (const { width, opacity } of HALO[theme]) {
      context.lineWidth = width;
      context.globalAlpha = opacity * visible;
      lines.forEach((text, i) => context.strokeText(text, x, y(i)));
    }
    if (doubt) {
      context.globalAlpha = visible;
      drawDots(context, left, dots, across, DOTS_HALO);
    }
    context.globalAlpha = style.opacity * visible;
    context.fillStyle = hex(labelColour(colours[level - 1][id], theme));
    lines.forEach((text, i) => context.fillText(text, x, y(i)));
    if (doubt) {
      context.strokeStyle = context.fillStyle;
      drawDots(context, left, dots, across);
    }
  }
  context.globalAlpha = 1;
  context.direction = 'ltr';
}

/** From the middle of a line to its dots, clear of what hangs below its letters. */
export function dotsBelow({ size, transform }: LabelStyle): number {
  return transform === 'uppercase' ? 0.335 * size + 4.5 : 0.335 * size + Math.max(4.5, 0.32 * size);
}

/** The theme's ink with some of a topic's hue, dark or light enough to read. */
export function labelColour(topic: Rgb, theme: ThemeName): Rgb {
  const ink = toOklch(fromHex(THEMES[theme].ink));
  const { c, h } = toOklch(topic);
  return theme === 'day'
    ? fromOklch({ l: ink.l + 0.06, c: Math.min(c, 0.055), h })
    : fromOklch({ l: ink.l, c: Math.min(c, 0.035), h });
}

function within(middle: number, size: number, low: number, high: number): number {
  if (size >= high - low) return (low + high) / 2;
  return Math.min(high - size / 2, Math.max(low + size / 2, middle));
}
