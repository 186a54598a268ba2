import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PREPROCESSOR } from '../models/model-lock.js';
import { invalid } from '../models/model-settings.js';
import { FILTERS } from './resize.js';

/** How a picture becomes what a model looks at. */
export interface PictureSettings {
  /** The shorter side is made so long, or both are made what they are told; null leaves the picture as large as it is. */
  resize: { shortest: number } | { width: number; height: number } | null;
  /** Pillow's number of the filter. */
  resample: number;
  /** What is cut out of the middle; null takes all. */
  crop: { width: number; height: number } | null;
  /** What each value, 0 to 255, is multiplied by. */
  rescale: number;
  /** Taken off, and divided by, for red, green and blue. */
  mean: [number, number, number];
  std: [number, number, number];
}

/** Pixels along a side that any model looks at. */
const MOST_SIDE = 2048;
const side = z.int().min(1).max(MOST_SIDE);
const sizeSchema = z.union([
  side.transform((shortest) => ({ shortest })),
  z.strictObject({ shortest_edge: side }).transform(({ shortest_edge: shortest }) => ({ shortest })),
  z.strictObject({ height: side, width: side }),
]);
const cropSchema = z.union([
  side.transform((both) => ({ width: both, height: both })),
  z.strictObject({ height: side, width: side }),
]);
const three = z.tuple([z.number(), z.number(), z.number()]);
const schema = z.looseObject({
  do_resize: z.boolean().nullish(),
  size: sizeSchema.nullish(),
  resample: z.int().nullish(),
  do_center_crop: z.boolean().nullish(),
  crop_size: cropSchema.nullish(),
  do_rescale: z.boolean().nullish(),
  rescale_factor: z.number().positive().nullish(),
  do_normalize: z.boolean().nullish(),
  image_mean: three.nullish(),
  image_std: three.refine((std) => std.every((value) => value > 0), 'above 0').nullish(),
});
/** What some models ask for beside that, and is not done here. */
const STRANGE = ['do_pad', 'do_thumbnail', 'do_align_long_axis', 'do_image_splitting', 'rescale_offset'];
const STRANGE_NUMBERS = ['crop_pct', 'size_divisor'];

/**
 * Reads how pictures are prepared for a model, as its authors' own library does.
 *
 * @param name how the model is called in messages
 * @throws ParallaxError MODEL_INVALID where the file cannot be read, or asks for what is not done here
 */
export async function readPictureSettings(folder: string, name: string): Promise<PictureSettings> {
  let config: z.infer<typeof schema>;
  try {
    config = schema.parse(JSON.parse(await readFile(join(folder, PREPROCESSOR), 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw invalid(name, `${PREPROCESSOR} cannot be used: ${why.slice(0, 300)}`, error);
  }
  const strange =
    STRANGE.find((key) => config[key] === true) ??
    STRANGE_NUMBERS.find((key) => typeof config[key] === 'number');
  if (strange) throw invalid(name, `${PREPROCESSOR} asks for ${strange}, which is not done here`);
  const { size, crop_size: crop, resample } = config;
  const resizes = config.do_resize ?? true;
  const crops = config.do_center_crop ?? (crop !== null && crop !== undefined);
  if (!crops && (!resizes || (size && 'shortest' in size && typeof config.size !== 'number'))) {
    throw invalid(name, `${PREPROCESSOR} must say how wide and high pictures are made, or what is cut out`);
  }
  if (resizes && !size) throw invalid(name, `${PREPROCESSOR} must say the size that pictures are made`);
  if (crops && !crop) throw invalid(name, `${PREPROCESSOR} must say the size that is cut out`);
  // Where it is not said: bicubic, as CLIP has it, cut out of the middle; else bilinear.
  const filter = resample ?? (crops ? 3 : 2);
  if (!FILTERS[filter]) {
    throw invalid(
      name,
      `${PREPROCESSOR} asks for filter ${filter}; known are ${Object.keys(FILTERS).join(', ')}`,
    );
  }
  const { image_mean: mean, image_std: std } = config;
  const centres = config.do_normalize ?? true;
  if (centres && !(mean && std)) throw invalid(name, `${PREPROCESSOR} must say image_mean and image_std`);
  return {
    resize: resizes ? (crops ? size! : square(size!)) : null,
    resample: filter,
    crop: crops ? crop! : null,
    rescale: (config.do_rescale ?? true) ? (config.rescale_factor ?? 1 / 255) : 1,
    mean: centres ? mean! : [0, 0, 0],
    std: centres ? std! : [1, 1, 1],
  };
}

/** One number alone is both sides where nothing is cut out. */
function square(size: z.infer<typeof sizeSchema>): { width: number; height: number } {
  return 'shortest' in size ? { width: size.shortest, height: size.shortest } : size;
}
