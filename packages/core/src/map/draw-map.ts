import type { MapCanvas } from './canvas.js';
import { composeMap, type MapPicture } from './compose-map.js';
import { drawLabels } from './draw-labels.js';
import { drawPoints } from './draw-points.js';
import { drawWords } from './draw-words.js';
import { FONTS } from './themes.js';

/**
 * Draws the whole map: ground, points, names, title and caption. The canvas must measure
 * width · pixelRatio by height · pixelRatio pixels, rounded. The same input draws the same picture.
 */
export function drawMap(context: MapCanvas, picture: MapPicture): void {
  const { fonts = FONTS } = picture;
  const scene = composeMap(context, picture);
  drawPoints(context, scene);
  const { pixelRatio, labels, colours, theme, fragile, words } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  drawLabels(context, labels, colours, theme, fonts, fragile);
  if (words !== null) drawWords(context, words, theme, fonts);
}
