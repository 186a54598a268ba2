import { measureWith, type MapCanvas, type MapFonts } from './canvas.js';
import type { MapScene } from './compose-map.js';
import { DOT, DOT_STEP, dotsReach } from './draw-dots.js';
import { DOTS_HALO, dotsBelow, HALO, labelColour, type ScreenLabel } from './draw-labels.js';
import { hex } from './oklch.js';
import { svgLegend } from './svg-legend.js';
import { isRightToLeft } from './script.js';
import { BASELINE, svgWordLine } from './svg-line.js';
import { svgNumber, svgText } from './svg-text.js';
import { THEMES } from './themes.js';

/**
 * Names as text, one that can be searched and changed. The halo is a text of its own below: programs that know
 * nothing of `paint-order` would draw it over the letters.
 *
 * @param canvas as the names were measured with, in `fonts`
 */
export function svgNames(
  scene: MapScene,
  canvas: Pick<MapCanvas, 'font' | 'letterSpacing' | 'measureText'>,
  fonts: MapFonts,
): string[] {
  const measure = measureWith(canvas, fonts);
  const { labels, theme } = scene;
  const { halo } = THEMES[theme];
  const outlines = HALO[theme].map(({ width, opacity }) => [
    `<g stroke="${halo}" stroke-width="${width}" stroke-opacity="${opacity}">`,
    ...labels.map((label) => name(label, '')),
    '</g>',
  ]);
  return [
    `<g id="halos" fill="none" stroke-linejoin="round" aria-hidden="true">`,
    ...outlines.flat(),
    '</g>',
    '<g id="names">',
    ...labels.map((shown) => {
      const { label } = shown;
      const ink = hex(labelColour(scene.colours[label.level - 1][label.id], theme));
      const text = name(shown, ` fill="${ink}"`);
      if (!scene.fragile(label)) return text;
      const { style, lines } = label;
      const last = lines[lines.length - 1];
      const reach = dotsReach(measure(last, style) - style.letterSpacing);
      return `${dots(shown, reach, halo, DOTS_HALO)}${dots(shown, reach, ink, DOT)}${text}`;
    }),
    '</g>',
  ];
}

/** The words around the map. */
export function svgWords({ words, theme }: MapScene): string[] {
  if (words === null) return [];
  const blocks = [words.head, words.foot, words.credit].filter(({ lines }) => lines.length > 0);
  const legend = words.legend === null ? [] : svgLegend(words.legend, theme);
  if (blocks.length === 0) return legend;
  const set = blocks.flatMap(({ align, lines, box }) => {
    let top = box.top;
    return lines.map((line) => {
      const middle = top + line.height / 2;
      top += line.height;
      return svgWordLine(line, box[align], middle, align, THEMES[theme][line.ink]);
    });
  });
  return ['<g id="words">', ...set, '</g>', ...legend];
}

function name({ label, left, top, visible = 1 }: ScreenLabel, fill: string): string {
  const { style, lines, text } = label;
  const opacity = svgNumber(visible * (fill === '' ? 1 : style.opacity));
  // The last letter carries spacing too; half of it is put back so that the line stands in the middle.
  const x = svgNumber(left + style.letterSpacing / 2);
  const set = lines.map((line, i) => {
    const y = top + (i - (lines.length - 1) / 2) * style.lineHeight + BASELINE.serif * style.size;
    return `<tspan x="${x}" y="${svgNumber(y)}">${svgText(line)}</tspan>`;
  });
  const spacing = style.letterSpacing === 0 ? '' : ` letter-spacing="${svgNumber(style.letterSpacing)}"`;
  const direction = isRightToLeft(text) ? ' direction="rtl"' : '';
  return (
    `<text class="serif" font-weight="${style.weight}" font-size="${svgNumber(style.size)}" text-anchor="middle"` +
    `${spacing}${direction}${fill}${opacity === '1' ? '' : ` opacity="${opacity}"`}>${set.join('')}</text>`
  );
}

/** A dash of nearly no length is its two round caps: a dot. */
function dots(
  { label: { style, lines }, left, top, visible = 1 }: ScreenLabel,
  reach: number,
  ink: string,
  thickness: number,
): string {
  const y = svgNumber(top + ((lines.length - 1) / 2) * style.lineHeight + dotsBelow(style));
  return (
    `<path d="M${svgNumber(left - reach)} ${y}h${svgNumber(2 * reach + 0.01)}" fill="none" stroke="${ink}" ` +
    `stroke-width="${thickness}" stroke-linecap="round" stroke-dasharray=".01 ${svgNumber(DOT_STEP - 0.01)}"` +
    `${visible === 1 ? '' : ` stroke-opacity="${svgNumber(visible)}"`}/>`
  );
}
