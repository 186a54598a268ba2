import { FONTS, legendAlone, type Legend, type WordsLayout } from '@parallax-map/core';

/** Around the legend, CSS pixels. */
const EDGE = { side: 20, end: 10 };

/**
 * A legend on ground of its own below what the stage shows: over the map it would hide points.
 *
 * @param top where the strip begins
 */
export function legendStrip(
  context: CanvasRenderingContext2D,
  legend: Legend,
  width: number,
  top: number,
): { words: WordsLayout; height: number } {
  const at = (bottom: number) => ({ left: EDGE.side, width: width - 2 * EDGE.side, bottom });
  const { box } = legendAlone(context, legend, at(0), FONTS).legend!;
  const height = box.bottom - box.top + 2 * EDGE.end;
  return { words: legendAlone(context, legend, at(top + height - EDGE.end), FONTS), height };
}
