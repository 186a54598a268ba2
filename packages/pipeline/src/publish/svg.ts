import { createCanvas } from '@napi-rs/canvas';
import { composeMap, drawPoints, mapSvg, MOST_CIRCLES, type MapScene } from '@parallax-map/core';
import { mapFonts } from './png-fonts.js';
import { pictureSize, textsOf, type PictureInput } from './png.js';
import { svgFonts } from './svg-fonts.js';

/** Picture pixels to a CSS pixel of points that are too many for circles. */
const RASTER_RATIO = 2.5;

/**
 * The same picture as {@link renderPng} as SVG, with the fonts it needs inside. Points are circles, up to
 * {@link MOST_CIRCLES}; more of them become a picture below the names.
 *
 * @throws ParallaxError USAGE for a size that is not a whole number from 1 to 16384
 */
export async function renderSvg(input: PictureInput): Promise<Uint8Array> {
  const { width, height, pixelRatio } = pictureSize(input);
  const context = createCanvas(1, 1).getContext('2d');
  const fonts = mapFonts(textsOf(input));
  const raster = input.x.length > MOST_CIRCLES;
  const scene = composeMap(context, {
    ...input,
    width: width / pixelRatio,
    height: height / pixelRatio,
    pixelRatio: raster ? RASTER_RATIO : 1,
    fonts,
  });
  const svg = mapSvg(context, scene, {
    fonts,
    ...svgFonts(scene),
    raster: raster ? await pointsAsPng(scene) : undefined,
    title: input.title ?? '',
    size: { width, height },
  });
  return new TextEncoder().encode(svg);
}

async function pointsAsPng(scene: MapScene): Promise<string> {
  const { width, height, pixelRatio } = scene;
  const canvas = createCanvas(Math.round(width * pixelRatio), Math.round(height * pixelRatio));
  drawPoints(canvas.getContext('2d'), scene);
  return `data:image/png;base64,${(await canvas.encode('png')).toString('base64')}`;
}
