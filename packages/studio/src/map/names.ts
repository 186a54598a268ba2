import {
  fontOf,
  shownAt,
  toScreen,
  type LabelStyle,
  type MapView,
  type Measure,
  type PlacedLabel,
} from '@parallax-map/core';
import { seenBy, type Camera } from './camera.js';

/** A name where it stands on the screen, for the pointer to find. */
export interface ShownName {
  label: PlacedLabel;
  /** Middle of its box, CSS pixels. */
  left: number;
  top: number;
}

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
}

/** Zoom over which a name comes and goes, inside its interval. */
const FADE = 0.12;
/** CSS pixels between a name that was moved in and the edge, and between it and other names. */
const EDGE = 8;
const CLOSE = { x: 4, y: 2 };
/** CSS pixels around a name that it has to itself otherwise, as they were placed. */
const APART = { x: 9, y: 5 };
/** How strong the outline of letters is, 0 to 1: on the plate, a whole one would cut shapes out of large points. */
const HALO = 0.7;
/** Layers of the plate under a name: each is wider than the one before by this much of the type size. */
const PLATE = [0.75, 1, 1.25, 1.5];

/**
 * Draws the names that show at this zoom, and says where they stand. A canvas shapes every script; letters
 * that join stay joined because the styles leave them unspaced.
 */
export function drawNames(
  context: CanvasRenderingContext2D,
  labels: readonly PlacedLabel[],
  camera: Camera,
  view: MapView,
  width: number,
  height: number,
  look: NameLook,
): ShownName[] {
  const seen = seenBy(view, camera);
  const shown: ShownName[] = [];
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.lineJoin = 'round';
  for (const label of shownAt(labels, Math.max(0, camera.zoom))) {
    const [left, top] = toScreen(seen, label.x, label.y, camera.zoom);
    if (Math.abs(left - width / 2) > (width + label.width) / 2) continue;
    if (Math.abs(top - height / 2) > (height + label.height) / 2) continue;
    const name = { label, left, top };
    // Intervals begin where the whole map fits; further out, what chose its place later gives way.
    if (camera.zoom < 0 && shown.some((other) => overlap(name, other, APART))) continue;
    shown.push(name);
  }
  pullIn(shown, width, height);
  // All plates lie under all names: none may cover a letter of another.
  for (const { label, left, top } of shown) {
    drawPlate(context, label, left, top, fade(label, camera.zoom), look);
  }
  for (const { label, left, top } of shown) {
    drawName(context, label, left, top, fade(label, camera.zoom), look);
  }
  context.globalAlpha = 1;
  return shown;
}

/** A name that the edge would cut, though its place is in sight, moves in as far as no other name is met. */
function pullIn(shown: ShownName[], width: number, height: number): void {
  shown.forEach((name, k) => {
    const { label, left, top } = name;
    if (left < 0 || top < 0 || left > width || top > height) return;
    const least = label.width / 2 + EDGE;
    const moved = { ...name, left: Math.max(least, Math.min(width - least, left)) };
    if (moved.left === left || label.width + 2 * EDGE > width) return;
    if (!shown.some((other, j) => j !== k && overlap(moved, other, CLOSE))) shown[k] = moved;
  });
}

function overlap(a: ShownName, b: ShownName, apart: { x: number; y: number }): boolean {
  const wide = Math.abs(a.left - b.left) < (a.label.width + b.label.width) / 2 + apart.x;
  return wide && Math.abs(a.top - b.top) < (a.label.height + b.label.height) / 2 + apart.y;
}

/** The topmost name under a place on the screen. */
export function nameAt(shown: readonly ShownName[], left: number, top: number): ShownName | null {
  for (let k = shown.length - 1; k >= 0; k--) {
    const name = shown[k]!;
    const { width, height } = name.label;
    if (Math.abs(left - name.left) <= width / 2 + 4 && Math.abs(top - name.top) <= height / 2 + 2)
      return name;
  }
  return null;
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
  { style, lines }: PlacedLabel,
  left: number,
  top: number,
  shown: number,
  look: NameLook,
): void {
  setType(context, style);
  context.strokeStyle = look.halo;
  context.lineCap = 'round';
  context.globalAlpha = shown * (1 - (1 - look.plate) ** (1 / PLATE.length));
  for (const thickness of PLATE) {
    context.lineWidth = style.size * thickness;
    context.beginPath();
    lines.forEach((line, k) => {
      const reach = Math.max(0, context.measureText(line).width - style.letterSpacing - style.size * 0.5) / 2;
      const y = top + (k - (lines.length - 1) / 2) * style.lineHeight;
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
  const width = context.measureText(label.lines.at(-1)!).width - label.style.letterSpacing;
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

/** 1 inside the interval, down to 0 at its ends; names there from the start or to the end don't fade. */
function fade({ minZoom, maxZoom }: PlacedLabel, zoom: number): number {
  const rising = minZoom <= 0 ? 1 : (zoom - minZoom) / FADE;
  const falling = (maxZoom - zoom) / FADE;
  return Math.max(0, Math.min(1, rising, falling));
}
