import type { MapCanvas, MapFonts } from './canvas.js';
import type { MapScene } from './compose-map.js';
import { svgNames, svgWords } from './svg-names.js';
import { svgMarks, svgPoints, svgWash } from './svg-points.js';
import { svgNumber, svgText } from './svg-text.js';
import { FONTS, THEMES } from './themes.js';

/** With more points than this, circles would make a file that programs choke on: they become a picture below the names. */
export const MOST_CIRCLES = 20_000;

export interface SvgOptions {
  /** Families as `canvas` names them. Default {@link FONTS}. */
  fonts?: MapFonts | undefined;
  /** Families as the file names them, with what may stand in for them. Default {@link FONTS}. */
  families?: MapFonts | undefined;
  /** Rules of `@font-face` with the fonts inside, so that letters look the same everywhere. Default none. */
  fontFaces?: string | undefined;
  /** Ground and points as a picture that fills the whole, by its address (`data:image/png;base64,…`). Default: circles. */
  raster?: string | undefined;
  /** What the picture is called for those who do not see it. */
  title: string;
  /** Size the file asks to be shown at, in pixels. Default: the scene's. */
  size?: { width: number; height: number } | undefined;
}

/**
 * A map as SVG 1.1: points as circles grouped by colour, names and words as text with their halo. The same scene
 * gives the same text.
 *
 * @param canvas measures text in `fonts`, as the scene was composed with
 */
export function mapSvg(
  canvas: Pick<MapCanvas, 'font' | 'letterSpacing' | 'measureText'>,
  scene: MapScene,
  options: SvgOptions,
): string {
  const { width, height, theme } = scene;
  const { fonts = FONTS, families = FONTS, fontFaces = '', raster, title, size = scene } = options;
  const box = `width="${svgNumber(width)}" height="${svgNumber(height)}"`;
  const style = `.serif{font-family:${families.serif}}.sans{font-family:${families.sans}}`;
  const below =
    raster === undefined
      ? [`<rect ${box} fill="${THEMES[theme].background}"/>`, ...svgWash(scene), ...svgPoints(scene)]
      : [`<image ${box} xlink:href="${raster}"/>`];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
      `width="${svgNumber(size.width)}" height="${svgNumber(size.height)}" ` +
      `viewBox="0 0 ${svgNumber(width)} ${svgNumber(height)}" role="img" aria-labelledby="map-title">`,
    `<title id="map-title">${svgText(title)}</title>`,
    `<style>${fontFaces}${style}</style>`,
    ...below,
    ...svgMarks(scene),
    ...svgNames(scene, canvas, fonts),
    ...(scene.floor === undefined
      ? []
      : [`<rect y="${svgNumber(scene.floor)}" ${box} fill="${THEMES[theme].background}"/>`]),
    ...svgWords(scene),
    '</svg>',
    '',
  ].join('\n');
}
