import type { Pixels } from './decode.js';
import { resize } from './resize.js';
import type { PictureSettings } from './settings.js';

/** What a model looks at: channel after channel, row by row, float32. */
export interface Prepared {
  data: Float32Array;
  width: number;
  height: number;
}

/**
 * Resizes, cuts out the middle, scales and centres, as the models' own library does with Pillow, to the bit. Of a
 * picture that is much longer than wide, only what is looked at is calculated.
 */
export function prepare(pixels: Pixels, settings: PictureSettings): Prepared {
  const whole = sizeOf(pixels, settings.resize);
  const crop = settings.crop ?? whole;
  // Where the cut begins in the whole; before its edge there is black.
  const left = Math.floor((whole.width - crop.width) / 2);
  const top = Math.floor((whole.height - crop.height) / 2);
  const window = {
    left: Math.max(0, left),
    top: Math.max(0, top),
    width: Math.min(crop.width, whole.width),
    height: Math.min(crop.height, whole.height),
  };
  const seen = resize(pixels, whole.width, whole.height, settings.resample, window);
  const data = new Float32Array(3 * crop.width * crop.height);
  const values = valuesOf(settings);
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < crop.height; y++) {
      for (let x = 0; x < crop.width; x++) {
        const inX = x - (window.left - left);
        const inY = y - (window.top - top);
        const isBlack = inX < 0 || inY < 0 || inX >= seen.width || inY >= seen.height;
        const value = isBlack ? 0 : seen.data[3 * (inY * seen.width + inX) + c]!;
        data[(c * crop.height + y) * crop.width + x] = values[c]![value]!;
      }
    }
  }
  return { data, ...{ width: crop.width, height: crop.height } };
}

function sizeOf(
  { width, height }: Pixels,
  resize: PictureSettings['resize'],
): { width: number; height: number } {
  if (resize === null) return { width, height };
  if ('width' in resize) return resize;
  const { shortest } = resize;
  return width <= height
    ? { width: shortest, height: Math.trunc((shortest * height) / width) }
    : { width: Math.trunc((shortest * width) / height), height: shortest };
}

/** For each channel, what becomes of each of the 256 values, in the float32 steps of the reference. */
function valuesOf({ rescale, mean, std }: PictureSettings): Float32Array[] {
  return mean.map((middle, c) =>
    Float32Array.from({ length: 256 }, (_, value) => {
      const centred = Math.fround(Math.fround(value * rescale) - Math.fround(middle));
      return centred / Math.fround(std[c]!);
    }),
  );
}
