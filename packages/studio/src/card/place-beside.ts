/** Between a point and its card, CSS pixels; clear of the ring around a selected point. */
const GAP = 20;
/** Kept free at the sides of the stage and below. */
const EDGE = 12;

/**
 * Where a card goes so that it never covers its point: to the right, to the left where that is too narrow, and
 * above or below where both are.
 *
 * @param panel width of what covers the stage at its left
 * @param bar height of what stands at the top of the stage
 */
export function placeBeside(
  [x, y]: readonly [number, number],
  width: number,
  height: number,
  stageWidth: number,
  stageHeight: number,
  bar: number,
  panel = 0,
): { left: number; top: number; gone: boolean } {
  const gone = x < panel || y < 0 || x > stageWidth || y > stageHeight;
  const within = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));
  const top = within(y - height * 0.3, bar, stageHeight - height - EDGE);
  if (x + GAP + width + EDGE <= stageWidth) return { left: x + GAP, top, gone };
  if (x - GAP - width >= panel + EDGE) return { left: x - GAP - width, top, gone };
  const left = within(x - width / 2, panel + EDGE, stageWidth - width - EDGE);
  const below = y + GAP;
  const fits = below + height + EDGE <= stageHeight;
  return { left, top: fits ? below : Math.max(bar, y - GAP - height), gone };
}
