import type { Topics } from '../contract/topics.js';
import { measureWith, type MapCanvas, type MapFonts } from './canvas.js';
import { frameLabels, type Frame, type ScreenLabel } from './draw-labels.js';
import { pointLook, type PointLook } from './draw-points.js';
import { wordsLayout, type Block, type MapWords, type WordsLayout } from './draw-words.js';
import { fragileTopics } from './fragile.js';
import type { Rgb } from './oklch.js';
import { sizeFactor, sizesByWeight } from './point-sizes.js';
import { placeLabels, shownAt, type PlacedLabel } from './place-labels.js';
import type { Splats } from './splat.js';
import { FONTS, type ThemeName } from './themes.js';
import { topicColours } from './topic-colours.js';
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
  fragileBelow?: number | undefined;
  /**
   * Whose names: those of one level, 1 (coarsest) to 5, or `all`, the coarser first, as far as they find room.
   * Default: those that show while the whole map fits the screen.
   */
  level?: number | 'all' | undefined;
  /** r, g, b of each row, 0 to 255. Default: the colour of its topic, or dust. */
  rgb?: Uint8Array | undefined;
  /** 1 for rows that stay bright, 0 for those that dim. Default: all stay. */
  bright?: Uint8Array | null | undefined;
  /** Of each row, which its point is sized by; null or NaN for none. Default: all points are alike. */
  weight?: ((row: number) => number | null) | undefined;
  /** Whether rows without a topic are drawn. Default true. */
  noise?: boolean | undefined;
  /** Default `day`. */
  theme?: ThemeName | undefined;
  /** CSS pixels; the picture has these times `pixelRatio`. */
  width: number;
  height: number;
  /** Picture pixels for one CSS pixel, > 0. Default 2. */
  pixelRatio?: number | undefined;
  /** Families as the canvas names them. Default {@link FONTS}. */
  fonts?: MapFonts | undefined;
}

/** A picture with everything in its place, for a canvas ({@link drawMap}) or for vectors ({@link mapSvg}). */
export interface MapScene {
  theme: ThemeName;
  /** CSS pixels. */
  width: number;
  height: number;
  /** Picture pixels for one CSS pixel. */
  pixelRatio: number;
  points: ScenePoints;
  /** In CSS pixels, in the order they are drawn. */
  labels: ScreenLabel[];
  /** Colours of names: levels[level - 1][topic id]. */
  colours: readonly (readonly Rgb[])[];
  /** Whether a name has the sign of doubt under it. */
  fragile(label: PlacedLabel): boolean;
  /** Null where nothing stands around the map. */
  words: WordsLayout | null;
  /** Where the map ends and ground of its own begins for the words below it, in CSS pixels from the top; absent where it has the whole. */
  floor?: number | undefined;
  /** What the reader marked; absent in a picture of the whole map. */
  marks?: SceneMarks | undefined;
}

/** Rings around rows, and the outline of the region that rows are kept by. */
export interface SceneMarks {
  /** CSS pixels. */
  rings: { left: number; top: number; radius: number; thickness: number }[];
  /** x0, y0, x1, y1 … in CSS pixels; empty for none. */
  outline: number[];
}

/** Width of a picture that nobody named another for, and how many of its pixels are a CSS pixel. */
export const PICTURE_WIDTH = 2400;
const RATIO = 1.6;

/**
 * Picture pixels to a CSS pixel in a picture of so many pixels: with twice the width, type is set 1.4 times as large,
 * and there is room for more names.
 */
export function pictureRatio(width: number): number {
  return RATIO * Math.sqrt(Math.max(1, width / PICTURE_WIDTH));
}

/** Rows by how they are drawn; places in picture pixels. */
export interface ScenePoints {
  clustered: Splats;
  noise: Splats;
  /** Rows that a filter dropped, of a topic or of none. */
  dimmed: Splats;
  look: PointLook;
}

/** Puts everything in its place: the whole map, its names, and the words around it. */
export function composeMap(
  context: Pick<MapCanvas, 'font' | 'letterSpacing' | 'measureText'>,
  picture: MapPicture,
): MapScene {
  const { width, height, topics, theme = 'day', pixelRatio = 2, fonts = FONTS } = picture;
  const words = wordsLayout(context, picture, { width, height }, fonts);
  const view = pictureView(picture, words);
  const colours = topicColours(topics, theme);
  const finest = colours.levels[colours.levels.length - 1];
  const palette = paletteOf(picture, finest, colours.noise);
  const sizes = picture.weight && sizesByWeight(picture.x.length, picture.weight);
  const place = (x: number, y: number): [number, number] => {
    const [left, top] = toScreen(view, x, y);
    return [left * pixelRatio, top * pixelRatio];
  };
  const points = splitPoints(picture, palette, place, sizes && ((row) => sizeFactor(sizes[row])));
  const drawn = points.clustered.left.length + points.noise.left.length + points.dimmed.left.length;
  const look = pointLook(drawn, points.clustered.left.length, width * height, theme);

  const edge = words.margin * 0.5;
  const frame = { left: edge, top: edge, right: width - edge, bottom: height - edge };
  const taken = boxesOf(words);
  const labels = frameLabels(namesOf(picture, { view, frame }, context, fonts), view, frame, taken);
  const fragileTopic = fragileTopics(topics, picture.fragileBelow ?? -Infinity);
  const fragile = ({ level, id }: PlacedLabel): boolean => fragileTopic(level, id);
  // Key and legend keep their place all the same: whether a name shows must not hang on the words about names.
  const said = labels.some(({ label }) => fragile(label))
    ? words
    : {
        ...wordsLayout(context, { ...picture, doubtKey: undefined }, { width, height }, fonts),
        legend: words.legend,
      };
  return {
    ...{ theme, width, height, pixelRatio, labels, fragile, words: said },
    ...{ points: { ...points, look }, colours: colours.levels },
  };
}

/** The names that want a place, those first that choose first. */
function namesOf(
  { topics, level }: MapPicture,
  within: { view: MapView; frame: Frame },
  context: Pick<MapCanvas, 'font' | 'letterSpacing' | 'measureText'>,
  fonts: MapFonts,
): PlacedLabel[] {
  const measure = measureWith(context, fonts);
  if (level === undefined) return shownAt(placeLabels({ topics, ...within }, measure), 0);
  if (level === 'all') return placeLabels({ topics, ...within }, measure);
  // Alone, a level gives way to none; where two of its names meet, the larger topic's stays.
  const alone = { ...topics, levels: topics.levels.filter((one) => one.level === level) };
  return placeLabels({ topics: alone, ...within }, measure);
}

/** The map with words in its corners where no row comes near them, else between the words. */
function pictureView({ x, y, width, height }: MapPicture, words: WordsLayout): MapView {
  const bounds = mapBounds(x, y);
  const side = words.margin * 1.6;
  const open = fitView(bounds, width, height, side);
  if (boxesOf(words).every((box) => isClear(box, words.margin, open, x, y))) return open;
  const { head } = words;
  const low = Math.min(height, ...boxesOf({ ...words, head: NOTHING }).map(({ top }) => top));
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

const NOTHING: Block = { align: 'left', lines: [], box: { left: 0, top: 0, right: 0, bottom: 0 } };

/** What the words around the map take of the picture. */
function boxesOf({ head, foot, credit, legend }: WordsLayout): Frame[] {
  const boxes = [head, foot, credit].filter(hasLines).map(({ box }) => box);
  return legend === null ? boxes : [...boxes, legend.box];
}

function hasLines({ lines }: Block): boolean {
  return lines.length > 0;
}

/** The colours that rows take, and which of them each does. */
interface RowPalette {
  palette: readonly Rgb[];
  of(row: number): number;
}

function paletteOf({ rgb, topic }: MapPicture, finest: readonly Rgb[], dust: Rgb): RowPalette {
  if (rgb === undefined) {
    const palette = [...finest, dust];
    return { palette, of: (row) => (topic[row] < 0 ? finest.length : topic[row]) };
  }
  return coloursOf(rgb);
}

/** The different colours of rows, each once, in the order they come. */
export function coloursOf(rgb: Uint8Array): RowPalette {
  const places = new Map<number, number>();
  const palette: Rgb[] = [];
  const of = (row: number): number => {
    const colour: Rgb = [rgb[3 * row], rgb[3 * row + 1], rgb[3 * row + 2]];
    const packed = (colour[0] << 16) | (colour[1] << 8) | colour[2];
    const known = places.get(packed);
    if (known !== undefined) return known;
    places.set(packed, palette.length);
    return palette.push(colour) - 1;
  };
  return { palette, of };
}

/**
 * Splits rows by how they are drawn.
 *
 * @param place where a row stands, in picture pixels
 * @param size factor on its radius; default 1
 */
export function splitPoints(
  { x, y, topic, bright, noise = true }: Pick<MapPicture, 'x' | 'y' | 'topic' | 'bright' | 'noise'>,
  { palette, of }: RowPalette,
  place: (x: number, y: number) => readonly [number, number],
  size?: (row: number) => number,
): Omit<ScenePoints, 'look'> {
  const clustered: number[] = [];
  const without: number[] = [];
  const dropped: number[] = [];
  for (let row = 0; row < topic.length; row++) {
    if (topic[row] < 0 && !noise) continue;
    if (bright?.[row] === 0) dropped.push(row);
    else if (topic[row] < 0) without.push(row);
    else clustered.push(row);
  }
  const splats = (rows: readonly number[]): Splats => {
    const left = new Float32Array(rows.length);
    const top = new Float32Array(rows.length);
    const colour = Int32Array.from(rows, of);
    rows.forEach((row, at) => {
      [left[at], top[at]] = place(x[row], y[row]);
    });
    return { left, top, colour, palette, size: size && Float32Array.from(rows, size) };
  };
  return { clustered: splats(clustered), noise: splats(without), dimmed: splats(dropped) };
}
