import { SWATCH, type LegendLayout } from './legend.js';
import { svgWordLine } from './svg-line.js';
import { svgNumber } from './svg-text.js';
import { THEMES, type ThemeName } from './themes.js';

/** A legend as circles or as a ramp, with its words as text. */
export function svgLegend({ swatches, ramp, words }: LegendLayout, theme: ThemeName): string[] {
  return [
    '<g id="legend">',
    ...swatches.map(
      ({ x, y, colour }) =>
        `<circle cx="${svgNumber(x)}" cy="${svgNumber(y)}" r="${SWATCH / 2}" fill="${colour}"/>`,
    ),
    ...(ramp === null ? [] : svgRamp(ramp)),
    ...words.map(({ left, y, line }) => svgWordLine(line, left, y, 'left', THEMES[theme][line.ink])),
    '</g>',
  ];
}

function svgRamp({ left, y, width, colours }: NonNullable<LegendLayout['ramp']>): string[] {
  const last = Math.max(1, colours.length - 1);
  const stops = colours.map((colour, k) => `<stop offset="${svgNumber(k / last)}" stop-color="${colour}"/>`);
  return [
    `<linearGradient id="ramp">${stops.join('')}</linearGradient>`,
    `<rect x="${svgNumber(left)}" y="${svgNumber(y - SWATCH / 2)}" width="${svgNumber(width)}" height="${SWATCH}" ` +
      `rx="${SWATCH / 2}" fill="url(#ramp)"/>`,
  ];
}
