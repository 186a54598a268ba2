import {
  composeMap,
  drawMap,
  drawPoints,
  FONTS,
  mapSvg,
  MOST_CIRCLES,
  PICTURE_WIDTH,
  pictureRatio,
  pictureWords,
  topicColours,
  type MapPicture,
  type MapScene,
  type StudioData,
} from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import type { Atlas } from '../map/atlas.js';
import type { AtlasLook } from '../map/atlas-look.js';
import { colourRows } from '../map/colour-rows.js';
import { embeddedFonts } from './embedded-fonts.js';
import { viewScene } from './view-scene.js';

/** What pictures are made of. */
export interface Drawn {
  data: StudioData;
  rows: Rows;
  look: AtlasLook;
}

/** Pixels across a picture for the wall. */
export const PRINT_WIDTH = 6000;
/** Picture pixels to a CSS pixel of points that are too many for circles. */
const RASTER_RATIO = 2.5;

/** The whole map at print size, drawn anew. */
export async function wholeAsPng({ data, rows, look }: Drawn): Promise<Blob> {
  const pixelRatio = pictureRatio(PRINT_WIDTH);
  const picture = wholePicture({ data, rows, look }, PRINT_WIDTH, pixelRatio);
  await loadWordFonts(picture);
  const canvas = canvasOf(PRINT_WIDTH, (2 * PRINT_WIDTH) / 3);
  drawMap(contextOf(canvas), picture);
  return asPng(canvas);
}

/** The whole map as vectors. */
export async function wholeAsSvg({ data, rows, look }: Drawn): Promise<Blob> {
  const pixelRatio = rows.n > MOST_CIRCLES ? RASTER_RATIO : 1;
  const size = { width: PICTURE_WIDTH, height: (2 * PICTURE_WIDTH) / 3 };
  const inCss = pictureRatio(PICTURE_WIDTH);
  const picture = { ...wholePicture({ data, rows, look }, PICTURE_WIDTH, inCss), pixelRatio };
  await loadWordFonts(picture);
  return svgBlob(composeMap(contextOf(canvasOf(1, 1)), picture), data.name, size);
}

/** What the stage shows as vectors, as large as it is on the screen. */
export function viewAsSvg(atlas: Atlas, { data, rows }: Drawn): Promise<Blob> {
  const sight = atlas.sight();
  const scene = viewScene(rows, data.topics, sight, rows.n > MOST_CIRCLES ? RASTER_RATIO : 1);
  const size = { width: sight.width * sight.scale, height: sight.height * sight.scale };
  return svgBlob(scene, data.name, size);
}

function wholePicture({ data, rows, look }: Drawn, width: number, pixelRatio: number): MapPicture {
  const { theme, noise, bright, colour } = look;
  const colours = topicColours(data.topics, theme);
  return {
    ...{ x: rows.x, y: rows.y, topic: rows.levels.at(-1)!, topics: data.topics },
    ...{ theme, noise, bright, rgb: colourRows(rows, data.topics, colours, theme, colour) },
    ...pictureWords(data),
    ...{ width: width / pixelRatio, height: (2 * width) / 3 / pixelRatio, pixelRatio },
  };
}

async function svgBlob(
  scene: MapScene,
  title: string,
  size: { width: number; height: number },
): Promise<Blob> {
  const { clustered, noise, dimmed } = scene.points;
  const points = clustered.left.length + noise.left.length + dimmed.left.length;
  const svg = mapSvg(contextOf(canvasOf(1, 1)), scene, {
    ...{ title, size, fontFaces: await embeddedFonts(scene) },
    raster: points > MOST_CIRCLES ? pointsAsPng(scene) : undefined,
  });
  return new Blob([svg], { type: 'image/svg+xml' });
}

function pointsAsPng(scene: MapScene): string {
  const { width, height, pixelRatio } = scene;
  const canvas = canvasOf(width * pixelRatio, height * pixelRatio);
  drawPoints(contextOf(canvas), scene);
  return canvas.toDataURL('image/png');
}

/** Names are measured in their own type already; the words around the map may not have been. */
async function loadWordFonts({ title, subtitle, caption, doubtKey }: MapPicture): Promise<void> {
  await Promise.allSettled([
    document.fonts.load(`500 16px ${FONTS.serif}`, title ?? ''),
    document.fonts.load(`400 16px ${FONTS.sans}`, [subtitle, caption, doubtKey].join(' ')),
  ]);
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  return canvas;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  // Pixels are put into it and read out again: on the graphics card they would go to and fro.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('The browser gave no canvas of that size.');
  return context;
}

function asPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const taken = (blob: Blob | null): void =>
      blob === null ? reject(new Error('The browser gave no picture of that size.')) : resolve(blob);
    canvas.toBlob(taken, 'image/png');
  });
}
