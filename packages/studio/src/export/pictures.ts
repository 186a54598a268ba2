import {
  composeMap,
  drawLegend,
  drawOverPoints,
  FONTS,
  legendTexts,
  mapSvg,
  MOST_CIRCLES,
  PAGE_BAND_PIXELS,
  PICTURE_WIDTH,
  pictureRatio,
  pictureWords,
  pointBands,
  topicColours,
  type Legend,
  type MapPicture,
  type MapScene,
  type StudioData,
} from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import type { Atlas } from '../map/atlas.js';
import type { AtlasLook } from '../map/atlas-look.js';
import { colourRows, legendOf } from '../map/colour-rows.js';
import { embeddedFonts } from './embedded-fonts.js';
import { legendStrip } from './legend-strip.js';
import { viewScene } from './view-scene.js';

/** What pictures are made of. */
export interface Drawn {
  data: StudioData;
  rows: Rows;
  look: AtlasLook;
}

/** Told of the share that is drawn, 0 to 1. */
export type Told = (share: number) => void;

/** Pixels across a picture for the wall. */
export const PRINT_WIDTH = 6000;
/** Picture pixels to a CSS pixel of points that are too many for circles. */
const RASTER_RATIO = 2.5;

/** The whole map at print size, drawn anew. */
export async function wholeAsPng({ data, rows, look }: Drawn, told: Told): Promise<Blob> {
  const pixelRatio = pictureRatio(PRINT_WIDTH);
  const picture = wholePicture({ data, rows, look }, PRINT_WIDTH, pixelRatio);
  await loadWordFonts(picture);
  const canvas = canvasOf(PRINT_WIDTH, (2 * PRINT_WIDTH) / 3);
  const context = contextOf(canvas);
  const scene = composeMap(context, picture);
  await drawInBands(context, scene, told);
  drawOverPoints(context, scene);
  return asPng(canvas);
}

/** The whole map as vectors. */
export async function wholeAsSvg({ data, rows, look }: Drawn, told: Told): Promise<Blob> {
  const pixelRatio = rows.n > MOST_CIRCLES ? RASTER_RATIO : 1;
  const size = { width: PICTURE_WIDTH, height: (2 * PICTURE_WIDTH) / 3 };
  const inCss = pictureRatio(PICTURE_WIDTH);
  const picture = { ...wholePicture({ data, rows, look }, PICTURE_WIDTH, inCss), pixelRatio };
  await loadWordFonts(picture);
  return svgBlob(composeMap(contextOf(canvasOf(1, 1)), picture), data.name, size, told);
}

/** What the stage shows, in the screen's own pixels, and below it what its colours mean. */
export async function viewAsPng(atlas: Atlas, { data, rows, look }: Drawn): Promise<Blob> {
  const legend = legendOf(rows, data.topics, look.theme, look.colour);
  if (legend === null) return atlas.picture(null);
  await loadWordFonts({ legend });
  const { width, scale } = atlas.sight();
  const { words, height } = legendStrip(contextOf(canvasOf(1, 1)), legend, width, 0);
  return atlas.picture({
    height: height * scale,
    draw(context) {
      context.scale(scale, scale);
      drawLegend(context, words.legend!, look.theme, FONTS);
    },
  });
}

/** The same as vectors, as large as it is on the screen. */
export async function viewAsSvg(atlas: Atlas, { data, rows, look }: Drawn, told: Told): Promise<Blob> {
  const sight = atlas.sight();
  const map = viewScene(rows, data.topics, sight, rows.n > MOST_CIRCLES ? RASTER_RATIO : 1);
  const legend = legendOf(rows, data.topics, look.theme, look.colour);
  await loadWordFonts({ legend });
  const scene = legend === null ? map : withStrip(map, legend);
  const size = { width: scene.width * sight.scale, height: scene.height * sight.scale };
  return svgBlob(scene, data.name, size, told);
}

function withStrip(scene: MapScene, legend: Legend): MapScene {
  const { width, height: floor } = scene;
  const { words, height } = legendStrip(contextOf(canvasOf(1, 1)), legend, width, floor);
  return { ...scene, floor, height: floor + height, words };
}

function wholePicture({ data, rows, look }: Drawn, width: number, pixelRatio: number): MapPicture {
  const { theme, noise, bright, colour } = look;
  const colours = topicColours(data.topics, theme);
  return {
    ...{ x: rows.x, y: rows.y, topic: rows.levels.at(-1)!, topics: data.topics, weight: rows.weight },
    ...{ theme, noise, bright, rgb: colourRows(rows, data.topics, colours, theme, colour) },
    ...pictureWords(data),
    legend: legendOf(rows, data.topics, theme, colour),
    ...{ width: width / pixelRatio, height: (2 * width) / 3 / pixelRatio, pixelRatio },
  };
}

async function svgBlob(
  scene: MapScene,
  title: string,
  size: { width: number; height: number },
  told: Told,
): Promise<Blob> {
  const { clustered, noise, dimmed } = scene.points;
  const points = clustered.left.length + noise.left.length + dimmed.left.length;
  const svg = mapSvg(contextOf(canvasOf(1, 1)), scene, {
    ...{ title, size, fontFaces: await embeddedFonts(scene) },
    raster: points > MOST_CIRCLES ? await pointsAsPng(scene, told) : undefined,
  });
  return new Blob([svg], { type: 'image/svg+xml' });
}

async function pointsAsPng(scene: MapScene, told: Told): Promise<string> {
  const { width, height, pixelRatio } = scene;
  const canvas = canvasOf(width * pixelRatio, height * pixelRatio);
  await drawInBands(contextOf(canvas), scene, told);
  return canvas.toDataURL('image/png');
}

/** Points are most of the work: between two bands the page can be moved, read and left. */
async function drawInBands(context: CanvasRenderingContext2D, scene: MapScene, told: Told): Promise<void> {
  await pause();
  for (const share of pointBands(context, scene, PAGE_BAND_PIXELS)) {
    told(share);
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Names are measured in their own type already; the words around the map may not have been. */
async function loadWordFonts(
  words: Pick<MapPicture, 'title' | 'subtitle' | 'caption' | 'doubtKey' | 'legend'>,
) {
  const { title, subtitle, caption, doubtKey, legend } = words;
  const said = [subtitle, caption, doubtKey, ...(legend ? legendTexts(legend) : []), '0123456789 ,…'];
  await Promise.allSettled([
    document.fonts.load(`500 16px ${FONTS.serif}`, title ?? ''),
    document.fonts.load(`400 16px ${FONTS.sans}`, said.join(' ')),
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
