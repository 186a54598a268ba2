import type { MapCanvas } from './canvas.js';
import type { MapScene } from './compose-map.js';
import { fromHex, type Rgb } from './oklch.js';
import { splat, type Band } from './splat.js';
import { THEMES, type ThemeName } from './themes.js';
import { wash, washAt, type Wash } from './wash.js';

/** How points are drawn; radii are CSS pixels, opacities 0 to 1. */
export interface PointLook {
  radius: number;
  dustRadius: number;
  point: number;
  dust: number;
  /** Of a row that a filter dropped. */
  dimmed: number;
  /** Of the tint beneath crowds. */
  wash: number;
}

/** Opacity of a disc, of noise, of the wash; how far crowds turn white. */
const LOOK = {
  day: { point: 0.8, dust: 0.42, wash: 0.2, white: 0 },
  night: { point: 0.85, dust: 0.6, wash: 0.34, white: 0.5 },
} as const;
/** Most pixels summed at once: bounds the memory of large pictures. */
const BAND_PIXELS = 2 ** 21;
/** In a page, a band must leave time for what else goes on. */
export const PAGE_BAND_PIXELS = 2 ** 18;
/** CSS pixels: cells of the wash, and how many of them a blur reaches over. */
const CELL = 3;
const SPREAD = 5;
/** Rows below which the wash fades, and dust comes forward. */
const FEW = 400;
/** Size of dust beside a point's, and its size and opacity where rows are few: alone, dust is all there is to see. */
const DUST_SIZE = 0.72;
const FEW_DUST = { size: 0.85, opacity: 0.85 };

/** What is left of a row that a filter dropped, beside one that it kept. */
export const DIMMED = 0.18;

/**
 * How points are drawn so that their number can be taken in.
 *
 * @param rows that are drawn, and how many of them have a topic and stay bright
 * @param area square CSS pixels
 */
export function pointLook(rows: number, clustered: number, area: number, theme: ThemeName): PointLook {
  const look = LOOK[theme];
  const radius = pointRadius(rows, area);
  const crowd = (rows * Math.PI * radius ** 2) / area;
  const few = Math.exp(-rows / FEW);
  const between = (many: number, alone: number): number => many + few * (alone - many);
  return {
    radius,
    dustRadius: radius * between(DUST_SIZE, FEW_DUST.size),
    point: look.point / (1 + crowd),
    dust: between(look.dust, FEW_DUST.opacity) / (1 + crowd),
    dimmed: (DIMMED * look.point) / (1 + crowd),
    // A wash needs a crowd: around a handful of points it would be blots.
    wash: look.wash * (1 - Math.exp(-clustered / FEW)),
  };
}

type PointCanvas = Pick<MapCanvas, 'createImageData' | 'putImageData'>;
type PointScene = Pick<MapScene, 'width' | 'height' | 'pixelRatio' | 'points' | 'theme'>;

/** Fills the canvas with the ground, the wash, the dust and the points, in this order. O(rows · bands + pixels). */
export function drawPoints(context: PointCanvas, scene: PointScene): void {
  const bands = pointBands(context, scene, BAND_PIXELS);
  while (bands.next().done !== true);
}

/**
 * The same, band by band: gives the share of the picture that is drawn, 0 to 1, once it is prepared and after each. The bands leave no seam, and
 * how large they are does not show.
 */
export function* pointBands(
  context: PointCanvas,
  scene: PointScene,
  pixelsAtOnce: number,
): Generator<number> {
  const { pixelRatio, theme } = scene;
  const { clustered, noise, dimmed, look } = scene.points;
  const width = Math.round(scene.width * pixelRatio);
  const height = Math.round(scene.height * pixelRatio);
  const tint = wash(clustered, width, height, CELL * pixelRatio, SPREAD);
  yield 0;
  const bandRows = Math.max(1, Math.min(height, Math.floor(pixelsAtOnce / width)));
  // The same memory for every band: what is given back is long kept beside what is asked for anew.
  const sums = [new Float32Array(4 * width * bandRows), new Float32Array(4 * width * bandRows)];
  const pixels = new Uint8ClampedArray(4 * width * bandRows);
  let image = context.createImageData(width, bandRows);
  for (let top = 0; top < height; top += bandRows) {
    const count = Math.min(bandRows, height - top);
    for (const each of sums) each.fill(0);
    const points: Band = { width, top, rows: count, sums: sums[0] };
    const dust: Band = { width, top, rows: count, sums: sums[1] };
    splat(points, clustered, look.radius * pixelRatio, weightOf(look.point));
    splat(dust, noise, look.dustRadius * pixelRatio, weightOf(look.dust));
    splat(dust, dimmed, look.dustRadius * pixelRatio, weightOf(look.dimmed));
    compose(points, dust, tint, look.wash, theme, pixels);
    if (count < bandRows) image = context.createImageData(width, count);
    image.data.set(pixels.subarray(0, 4 * width * count));
    context.putImageData(image, 0, top);
    yield (top + count) / height;
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

/** Ground, wash, dust and points of a band as r, g, b, a, written to `out`. */
function compose(
  points: Band,
  dust: Band,
  tint: Wash,
  washed: number,
  theme: ThemeName,
  out: Uint8ClampedArray,
): void {
  const look = LOOK[theme];
  const ground = fromHex(THEMES[theme].background);
  const glow = new Float32Array(4);
  const pixel = new Float32Array(3);
  for (let y = 0, at = 0; y < points.rows; y++) {
    for (let x = 0; x < points.width; x++, at += 4) {
      pixel.set(ground);
      washAt(tint, x + 0.5, y + points.top + 0.5, glow);
      if (glow[3] > 0) mix(pixel, glow, 0, washed * (1 - Math.exp((-1.6 * glow[3]) / tint.typical)));
      if (dust.sums[at + 3] > 0) mix(pixel, dust.sums, at, 1 - Math.exp(-dust.sums[at + 3]));
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
