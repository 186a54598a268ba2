import type { MapCanvas, MapFonts } from './canvas.js';
import { composeMap, type MapPicture, type MapScene } from './compose-map.js';
import { drawLabels } from './draw-labels.js';
import { drawPoints } from './draw-points.js';
import { drawWords } from './draw-words.js';
import { FONTS } from './themes.js';

/**
 * Draws the whole map: ground, points, names, title and caption. The canvas must measure
 * width · pixelRatio by height · pixelRatio pixels, rounded. The same input draws the same picture.
 */
export function drawMap(context: MapCanvas, picture: MapPicture): void {
  const scene = composeMap(context, picture);
  drawPoints(context, scene);
  drawOverPoints(context, scene, picture.fonts);
}

/** Names, title and caption: what stands over the points. */
export function drawOverPoints(context: MapCanvas, scene: MapScene, fonts: MapFonts = FONTS): void {
  const { pixelRatio, labels, colours, theme, fragile, words } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  drawLabels(context, labels, colours, theme, fonts, fragile);
  if (words !== null) drawWords(context, words, theme, fonts);
}
