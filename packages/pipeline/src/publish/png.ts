import { createCanvas } from '@napi-rs/canvas';
import {
  drawMap,
  legendTexts,
  ParallaxError,
  PICTURE_WIDTH,
  pictureRatio,
  type MapPicture,
} from '@parallax-map/core';
import { missingScripts } from './missing-scripts.js';
import { mapFonts } from './png-fonts.js';

/** A picture of the map; sizes are picture pixels. */
export interface PictureInput extends Omit<MapPicture, 'width' | 'height' | 'fonts'> {
  /** Default 2400. */
  width?: number | undefined;
  /** Default two thirds of the width. */
  height?: number | undefined;
}

/** Skia draws no larger. */
const LARGEST = 16384;

/**
 * The map as a PNG file, drawn without a browser: in the bundled fonts, and for scripts they lack in the
 * system's, if it has any; see {@link scriptsWithoutFont}. Same input and same fonts, same bytes. Default 2400 × 1600
 * pixels, day theme. Memory: about 12 bytes a pixel.
 *
 * @throws ParallaxError USAGE for a size that is not a whole number from 1 to 16384
 */
export async function renderPng(input: PictureInput): Promise<Uint8Array> {
  const { width, height, pixelRatio } = pictureSize(input);
  const canvas = createCanvas(width, height);
  drawMap(canvas.getContext('2d'), {
    ...input,
    width: width / pixelRatio,
    height: height / pixelRatio,
    pixelRatio,
    fonts: mapFonts(textsOf(input)),
  });
  return canvas.encode('png');
}

/**
 * The size of a picture in its own pixels, and how many of these are a CSS pixel.
 *
 * @throws ParallaxError USAGE
 */
export function pictureSize(input: Pick<PictureInput, 'width' | 'height' | 'pixelRatio'>): {
  width: number;
  height: number;
  pixelRatio: number;
} {
  const { width = PICTURE_WIDTH } = input;
  const { height = Math.max(1, Math.round((2 * width) / 3)) } = input;
  const { pixelRatio = pictureRatio(width) } = input;
  for (const size of [width, height]) {
    if (!Number.isInteger(size) || size < 1 || size > LARGEST) {
      throw new ParallaxError(
        'USAGE',
        `A picture measures 1 to ${LARGEST} pixels a side; ${size} was asked for`,
      );
    }
  }
  return { width, height, pixelRatio };
}

/** Scripts among the words and names of a picture that neither the bundled fonts nor the system's can draw. */
export function scriptsWithoutFont(input: PictureInput): string[] {
  const texts = textsOf(input);
  return missingScripts(texts, mapFonts(texts).serif);
}

/** Everything that a picture may have to write. */
export function textsOf(input: PictureInput): string[] {
  const { title, subtitle, caption, credit, doubtKey, legend, topics } = input;
  const names = topics.levels.flatMap((level) => level.topics.map(({ label }) => label));
  const said = legend ? legendTexts(legend) : [];
  return [title, subtitle, caption, credit, doubtKey, ...said, ...names].filter((text) => text !== undefined);
}
