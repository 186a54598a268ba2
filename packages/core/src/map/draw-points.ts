import type { MapCanvas } from './canvas.js';
import { fromHex, type Rgb } from './oklch.js';
import { splat, type Band, type Splats } from './splat.js';
import { THEMES, type ThemeName } from './themes.js';
import { wash, washAt, type Wash } from './wash.js';

export interface PointsPicture {
  /** Places in picture pixels; rows of a topic, and rows of none. */
  clustered: Splats;
  noise: Splats;
  theme: ThemeName;
  /** Picture pixels. */
  width: number;
  height: number;
  /** Picture pixels for one CSS pixel. */
  pixelRatio: number;
}

/** Opacity of a disc, of noise, of the wash; how far crowds turn white. */
const LOOK = {
  day: { point: 0.8, dust: 0.42, wash: 0.2, white: 0 },
  night: { point: 0.85, dust: 0.6, wash: 0.34, white: 0.5 },
} as const;
/** Most pixels summed at once: bounds the memory of large pictures. */
const BAND_PIXELS = 2 ** 22;
/** CSS pixels: cells of the wash, and how many of them a blur reaches over. */
const CELL = 3;
const SPREAD = 5;
/** Rows below which the wash fades, and dust comes forward. */
const FEW = 400;
/** Size of dust beside a point's, and its size and opacity where rows are few: alone, dust is all there is to see. */
const DUST_SIZE = 0.72;
const FEW_DUST = { size: 0.85, opacity: 0.85 };

/** Fills the canvas with the ground, the wash, the dust and the points, in this order. O(rows + pixels). */
export function drawPoints(context: MapCanvas, picture: PointsPicture): void {
  const { width, height, pixelRatio, clustered, noise } = picture;
  const tint = wash(clustered, width, height, CELL * pixelRatio, SPREAD);
  const rows = clustered.left.length + noise.left.length;
  const area = (width * height) / pixelRatio ** 2;
  const radius = pointRadius(rows, area);
  const crowd = (rows * Math.PI * radius ** 2) / area;
  // A wash needs a crowd: around a handful of points it would be blots.
  const washed = LOOK[picture.theme].wash * (1 - Math.exp(-clustered.left.length / FEW));
  const few = Math.exp(-rows / FEW);
  const between = (many: number, alone: number): number => many + few * (alone - many);
  const bandRows = Math.max(1, Math.min(height, Math.floor(BAND_PIXELS / width)));
  for (let top = 0; top < height; top += bandRows) {
    const count = Math.min(bandRows, height - top);
    const points: Band = { width, top, rows: count, sums: new Float32Array(4 * width * count) };
    const dust: Band = { width, top, rows: count, sums: new Float32Array(4 * width * count) };
    const look = LOOK[picture.theme];
    splat(points, clustered, radius * pixelRatio, weightOf(look.point / (1 + crowd)));
    const dustRadius = radius * pixelRatio * between(DUST_SIZE, FEW_DUST.size);
    splat(dust, noise, dustRadius, weightOf(between(look.dust, FEW_DUST.opacity) / (1 + crowd)));
    const image = context.createImageData(width, count);
    image.data.set(compose(points, dust, tint, washed, picture.theme));
    context.putImageData(image, 0, top);
  }
}

/** CSS pixels: large for a dozen rows, a grain for a million. */
export function pointRadius(rows: number, area: number): number {
  return Math.min(4.5, Math.max(0.5, 0.145 * Math.sqrt(area / Math.max(1, rows))));
}

/** Weights add where discs overlap; the opacity of a sum w is 1 - e^-w. */
function weightOf(opacity: number): number {
  return -Math.log(1 - opacity);
}

function compose(points: Band, dust: Band, tint: Wash, washed: number, theme: ThemeName): Uint8ClampedArray {
  const look = LOOK[theme];
  const ground = fromHex(THEMES[theme].background);
  const dustColour = fromHex(THEMES[theme].dust);
  const out = new Uint8ClampedArray(4 * points.width * points.rows);
  const glow = new Float32Array(4);
  const pixel = new Float32Array(3);
  for (let y = 0, at = 0; y < points.rows; y++) {
    for (let x = 0; x < points.width; x++, at += 4) {
      pixel.set(ground);
      washAt(tint, x + 0.5, y + points.top + 0.5, glow);
      if (glow[3] > 0) mix(pixel, glow, 0, washed * (1 - Math.exp((-1.6 * glow[3]) / tint.typical)));
      if (dust.sums[at + 3] > 0) blend(pixel, dustColour, 1 - Math.exp(-dust.sums[at + 3]));
      const weight = points.sums[at + 3];
      if (weight > 0) {
        mix(pixel, points.sums, at, 1 - Math.exp(-weight));
        if (look.white > 0) blend(pixel, WHITE, look.white * (1 - Math.exp(-Math.max(0, weight - 1.5) / 6)));
      }
      out[at] = pixel[0];
      out[at + 1] = pixel[1];
      out[at + 2] = pixel[2];
      out[at + 3] = 255;
    }
  }
  return out;
}

const WHITE: Rgb = [255, 255, 255];

/** Towards the mean colour of sums at `at`. */
function mix(pixel: Float32Array, sums: Float32Array, at: number, opacity: number): void {
  for (let channel = 0; channel < 3; channel++) {
    pixel[channel] += opacity * (sums[at + channel] / sums[at + 3] - pixel[channel]);
  }
}

function blend(pixel: Float32Array, colour: Rgb, opacity: number): void {
  for (let channel = 0; channel < 3; channel++)
    pixel[channel] += opacity * (colour[channel] - pixel[channel]);
}
