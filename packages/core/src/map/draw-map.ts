import type { Topics } from '../contract/topics.js';
import { measureWith, type MapCanvas, type MapFonts } from './canvas.js';
import { drawLabels, frameLabels, type Frame, type ScreenLabel } from './draw-labels.js';
import { drawPoints } from './draw-points.js';
import { fragileTopics } from './fragile.js';
import { drawWords, wordsLayout, type Block, type MapWords, type WordsLayout } from './draw-words.js';
import { placeLabels, shownAt } from './place-labels.js';
import type { Splats } from './splat.js';
import { FONTS, type ThemeName } from './themes.js';
import { topicColours, type TopicColours } from './topic-colours.js';
import { fitView, mapBounds, toMap, toScreen, type MapView } from './view.js';

/** A still picture of the map. */
export interface MapPicture extends MapWords {
  /** Map units, finite, one for each kept row; not modified. */
  x: Float32Array;
  y: Float32Array;
  /** Topic of the finest level of each kept row; -1 for noise. */
  topic: Int32Array;
  topics: Topics;
  /** Names of topics with less stability get the sign of doubt. Default: none do. */
  fragileBelow?: number;
  /** Default `day`. */
  theme?: ThemeName;
  /** CSS pixels; the canvas has these times `pixelRatio`. */
  width: number;
  height: number;
  /** Picture pixels for one CSS pixel, > 0. Default 2. */
  pixelRatio?: number;
  /** Families as the canvas names them. Default {@link FONTS}. */
  fonts?: MapFonts;
}

/**
 * Draws the whole map: ground, points, names, title and caption. The canvas must measure
 * width · pixelRatio by height · pixelRatio pixels, rounded. The same input draws the same picture.
 */
export function drawMap(context: MapCanvas, picture: MapPicture): void {
  const { width, height, topics, theme = 'day', pixelRatio = 2, fonts = FONTS } = picture;
  const colours = topicColours(topics, theme);
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  const words = wordsLayout(context, picture, { width, height }, fonts);
  const view = pictureView(picture, words);
  const { clustered, noise } = splats(picture, view, colours, pixelRatio);
  const size = { width: Math.round(width * pixelRatio), height: Math.round(height * pixelRatio) };
  drawPoints(context, { clustered, noise, theme, pixelRatio, ...size });

  const labels = placeLabels({ topics, view }, measureWith(context, fonts));
  const edge = words.margin * 0.5;
  const frame = { left: edge, top: edge, right: width - edge, bottom: height - edge };
  const taken = blocks(words).map(({ box }) => box);
  const shown = frameLabels(shownAt(labels, 0), view, frame, taken);
  const fragile = fragileTopics(topics, picture.fragileBelow ?? -Infinity);
  const doubted = ({ label }: ScreenLabel): boolean => fragile(label.level, label.id);
  drawLabels(context, shown, colours.levels, theme, fonts, ({ level, id }) => fragile(level, id));
  // The key keeps its place all the same: whether a name shows must not hang on the words about names.
  const said = shown.some(doubted)
    ? words
    : wordsLayout(context, { ...picture, doubtKey: undefined }, { width, height }, fonts);
  drawWords(context, said, theme);
}

/** The map with words in its corners where no row comes near them, else between the words. */
function pictureView({ x, y, width, height }: MapPicture, words: WordsLayout): MapView {
  const bounds = mapBounds(x, y);
  const side = words.margin * 1.6;
  const open = fitView(bounds, width, height, side);
  if (blocks(words).every(({ box }) => isClear(box, words.margin, open, x, y))) return open;
  const { head, foot, credit } = words;
  const low = Math.min(height, ...[foot, credit].filter(hasLines).map(({ box }) => box.top));
  return fitView(bounds, width, height, {
    top: hasLines(head) ? head.box.bottom + words.margin : side,
    bottom: low < height ? height - low + words.margin : side,
    left: side,
    right: side,
  });
}

/** Whether no row comes within `gap` above or below of a box, or twice that beside it, where names reach. */
function isClear(box: Frame, gap: number, view: MapView, x: Float32Array, y: Float32Array): boolean {
  const [minX, maxY] = toMap(view, box.left - 2 * gap, box.top - gap);
  const [maxX, minY] = toMap(view, box.right + 2 * gap, box.bottom + gap);
  return !x.some((across, i) => across >= minX && across <= maxX && y[i] >= minY && y[i] <= maxY);
}

function blocks({ head, foot, credit }: WordsLayout): Block[] {
  return [head, foot, credit].filter(hasLines);
}

function hasLines({ lines }: Block): boolean {
  return lines.length > 0;
}

function splats(
  { x, y, topic }: MapPicture,
  view: MapView,
  colours: TopicColours,
  pixelRatio: number,
): { clustered: Splats; noise: Splats } {
  const finest = colours.levels[colours.levels.length - 1];
  let noiseRows = 0;
  for (let i = 0; i < topic.length; i++) if (topic[i] < 0) noiseRows++;
  const clustered = empty(topic.length - noiseRows, finest);
  const noise = empty(noiseRows, [colours.noise]);
  for (let i = 0, c = 0, n = 0; i < topic.length; i++) {
    const [left, top] = toScreen(view, x[i], y[i]);
    const [to, at] = topic[i] < 0 ? [noise, n++] : [clustered, c++];
    to.left[at] = left * pixelRatio;
    to.top[at] = top * pixelRatio;
    to.colour[at] = Math.max(0, topic[i]);
  }
  return { clustered, noise };
}

function empty(rows: number, palette: Splats['palette']): Splats {
  return {
    left: new Float32Array(rows),
    top: new Float32Array(rows),
    colour: new Int32Array(rows),
    palette,
  };
}
