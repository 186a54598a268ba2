import { createCanvas } from '@napi-rs/canvas';
import { drawMap, ParallaxError, type MapPicture } from '@parallax-map/core';
import { missingScripts } from './missing-scripts.js';
import { mapFonts } from './png-fonts.js';

/** A picture of the map; sizes are picture pixels. */
export interface PngInput extends Omit<MapPicture, 'width' | 'height' | 'fonts'> {
  /** Default 2400. */
  width?: number;
  /** Default 1600. */
  height?: number;
}

/** Skia draws no larger. */
const LARGEST = 16384;

/**
 * The map as a PNG file, drawn without a browser: in the bundled fonts, and for scripts they lack in the
 * system's, if it has any; see {@link scriptsWithoutFont}. Same input and same fonts, same bytes. Default 2400 × 1600 pixels, day theme, 1.6
 * pixels to a CSS pixel.
 *
 * @throws ParallaxError USAGE for a size that is not a whole number from 1 to 16384
 */
export async function renderPng(input: PngInput): Promise<Uint8Array> {
  const { width = 2400, height = 1600, pixelRatio = 1.6 } = input;
  for (const size of [width, height]) {
    if (!Number.isInteger(size) || size < 1 || size > LARGEST) {
      throw new ParallaxError(
        'USAGE',
        `A picture measures 1 to ${LARGEST} pixels a side; ${size} was asked for`,
      );
    }
  }
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

/** Scripts among the words and names of a picture that neither the bundled fonts nor the system's can draw. */
export function scriptsWithoutFont(input: PngInput): string[] {
  const texts = textsOf(input);
  return missingScripts(texts, mapFonts(texts).serif);
}

function textsOf({ title, subtitle, caption, credit, doubtKey, topics }: PngInput): string[] {
  const names = topics.levels.flatMap((level) => level.topics.map(({ label }) => label));
  return [title, subtitle, caption, credit, doubtKey, ...names].filter((text) => text !== undefined);
}
