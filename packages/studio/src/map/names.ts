import { fontOf, type LabelStyle, type Measure, type PlacedLabel } from '@parallax-map/core';
import type { ShownName } from './name-places.js';

export interface NameLook {
  ink: string;
  halo: string;
  /** How much of the ground's colour lies under a name, 0 to 1. */
  plate: number;
  accent: string;
  /** Whether a name is underlined with dots. */
  fragile: (label: PlacedLabel) => boolean;
  /** Whether a name is dimmed. */
  dim: (label: PlacedLabel) => boolean;
  hovered: PlacedLabel | null;
  /** 0 to 1, on all of them. */
  opacity: number;
}

/** Zoom over which a name comes and goes, inside its interval. */
const FADE = 0.12;
/** How strong the outline of letters is, 0 to 1: on the plate, a whole one would cut shapes out of large points. */
const HALO = 0.7;
/** Layers of the plate under a name: each is wider than the one before by this much of the type size. */
const PLATE = [0.75, 1, 1.25, 1.5];

/**
 * Draws names. A canvas shapes every script; letters that join stay joined because the styles leave them unspaced.
 *
 * @param zoom they come and go at the ends of their intervals
 */
export function drawNames(
  context: CanvasRenderingContext2D,
  shown: readonly ShownName[],
  zoom: number,
  look: NameLook,
): void {
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.lineJoin = 'round';
  const opacity = (label: PlacedLabel) => fade(label, zoom) * look.opacity;
  // All plates lie under all names: none may cover a letter of another.
  for (const { label, left, top } of shown) drawPlate(context, label, left, top, opacity(label), look);
  for (const { label, left, top } of shown) drawName(context, label, left, top, opacity(label), look);
  context.globalAlpha = 1;
}

/** Widths of lines as this canvas will draw them. */
export function canvasMeasure(context: CanvasRenderingContext2D): Measure {
  const known = new Map<string, number>();
  return (text, style) => {
    const font = fontOf(style);
    const key = `${font}|${style.letterSpacing}|${text}`;
    let width = known.get(key);
    if (width === undefined) {
      setType(context, style);
      width = context.measureText(text).width;
      known.set(key, width);
    }
    return width;
  };
}

/** Ground under the lines of a name, soft at its edge: points do not show between letters that are set apart. */
function drawPlate(
  context: CanvasRenderingContext2D,
  label: PlacedLabel,
  left: number,
  top: number,
  shown: number,
  look: NameLook,
): void {
  const { style } = label;
  const widths = widthsOf(context, label);
  context.strokeStyle = look.halo;
  context.lineCap = 'round';
  context.globalAlpha = shown * (1 - (1 - look.plate) ** (1 / PLATE.length));
  for (const thickness of PLATE) {
    context.lineWidth = style.size * thickness;
    context.beginPath();
    widths.forEach((width, k) => {
      const reach = Math.max(0, width - style.size * 0.5) / 2;
      const y = top + (k - (widths.length - 1) / 2) * style.lineHeight;
      context.moveTo(left - reach, y);
      context.lineTo(left + reach + 0.01, y);
    });
    context.stroke();
  }
}

function drawName(
  context: CanvasRenderingContext2D,
  label: PlacedLabel,
  left: number,
  top: number,
  shown: number,
  look: NameLook,
): void {
  const { style, lines } = label;
  const hovered = look.hovered?.level === label.level && look.hovered.id === label.id;
  setType(context, style);
  context.direction = RIGHT_TO_LEFT.test(label.text) ? 'rtl' : 'ltr';
  const visible = shown * (look.dim(label) ? 0.3 : 1);
  context.strokeStyle = look.halo;
  context.fillStyle = hovered ? look.accent : look.ink;
  // Letter-spacing also follows the last letter; half of it brings the line back to the middle.
  const shift = style.letterSpacing / 2;
  const baseline = (k: number) =>
    top + (k - (lines.length - 1) / 2) * style.lineHeight + style.size * (capitals(style) ? 0.34 : 0.29);
  context.lineWidth = style.size > 17 ? 6 : 5;
  context.globalAlpha = visible * HALO;
  lines.forEach((line, k) => context.strokeText(line, left + shift, baseline(k)));
  context.globalAlpha = visible * (hovered ? 1 : style.opacity);
  lines.forEach((line, k) => context.fillText(line, left + shift, baseline(k)));
  if (look.fragile(label)) underline(context, left, baseline(lines.length - 1), label);
}

/** First letter of a right-to-left script before any other letter. */
const RIGHT_TO_LEFT =
  /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

function capitals(style: LabelStyle): boolean {
  return style.transform === 'uppercase';
}

/** The one sign of doubt: dots under the last line. */
function underline(
  context: CanvasRenderingContext2D,
  left: number,
  baseline: number,
  label: PlacedLabel,
): void {
  const width = widthsOf(context, label).at(-1)!;
  context.save();
  context.strokeStyle = context.fillStyle;
  context.lineCap = 'round';
  context.lineWidth = 1.6;
  context.setLineDash([0.1, 4]);
  context.beginPath();
  context.moveTo(left - width / 2, baseline + 4.5);
  context.lineTo(left + width / 2, baseline + 4.5);
  context.stroke();
  context.restore();
}

function setType(context: CanvasRenderingContext2D, style: LabelStyle): void {
  context.font = fontOf(style);
  context.letterSpacing = `${style.letterSpacing}px`;
}

const widths = new WeakMap<PlacedLabel, number[]>();

/** Widths of a name's lines, measured once: a name is drawn in every frame. */
function widthsOf(context: CanvasRenderingContext2D, label: PlacedLabel): number[] {
  let known = widths.get(label);
  if (known === undefined) {
    setType(context, label.style);
    // Letter-spacing also follows the last letter.
    known = label.lines.map((line) => context.measureText(line).width - label.style.letterSpacing);
    widths.set(label, known);
  }
  return known;
}

/** How much of a name shows at a zoom: 1 inside its interval, down to 0 at its ends; what shows the whole map shows its names whole. */
export function fade({ minZoom, maxZoom }: PlacedLabel, zoom: number): number {
  const rising = (zoom - minZoom) / (minZoom <= 0 ? Math.min(FADE, -minZoom + 1e-9) : FADE);
  const falling = (maxZoom - zoom) / FADE;
  return Math.max(0, Math.min(1, rising, falling));
}
