import type { Measure } from './break-lines.js';
import { fontOf } from './label-style.js';
import { FONTS } from './themes.js';

/** What drawing a map asks of a 2-D canvas context; browsers and Node's canvases all have it. */
export interface MapCanvas {
  font: string;
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  lineJoin: string;
  lineCap: string;
  textAlign: string;
  textBaseline: string;
  globalAlpha: number;
  letterSpacing: string;
  direction: string;
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  measureText(text: string): { width: number };
  fillText(text: string, x: number, y: number): void;
  strokeText(text: string, x: number, y: number): void;
  setLineDash(segments: number[]): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
  createLinearGradient(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
  ): { addColorStop(offset: number, colour: string): void };
  createImageData(width: number, height: number): { data: { set(from: Uint8ClampedArray): void } };
  putImageData(image: unknown, x: number, y: number): void;
}

/** Font families, as the canvas at hand names them. */
export interface MapFonts {
  serif: string;
  sans: string;
}

/** A {@link Measure} that asks a canvas; answers are kept, for the same line is asked for often. */
export function measureWith(
  context: Pick<MapCanvas, 'font' | 'letterSpacing' | 'measureText'>,
  fonts: MapFonts = FONTS,
): Measure {
  const known = new Map<string, number>();
  return (text, style) => {
    const font = fontOf({ ...style, family: fonts.serif });
    const key = `${font}|${style.letterSpacing}|${text}`;
    const answer = known.get(key);
    if (answer !== undefined) return answer;
    context.font = font;
    context.letterSpacing = `${style.letterSpacing}px`;
    const { width } = context.measureText(text);
    known.set(key, width);
    return width;
  };
}
