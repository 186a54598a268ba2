/** Between a point and its card, CSS pixels; clear of the ring around a selected point. */
const GAP = 18;
/** Kept free at the edges of the stage; the bar stands at the top. */
const EDGE = { top: 64, side: 12, bottom: 12 };

/**
 * Where a card goes so that it never covers its point: to the right, to the left where that is too narrow, and
 * in a narrow window above or below.
 */
export function placeBeside(
  [x, y]: readonly [number, number],
  width: number,
  height: number,
  stageWidth: number,
  stageHeight: number,
): { left: number; top: number; gone: boolean } {
  const gone = x < 0 || y < 0 || x > stageWidth || y > stageHeight;
  const within = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));
  const top = within(y - height * 0.3, EDGE.top, stageHeight - height - EDGE.bottom);
  if (x + GAP + width + EDGE.side <= stageWidth) return { left: x + GAP, top, gone };
  if (x - GAP - width >= EDGE.side) return { left: x - GAP - width, top, gone };
  const left = within(x - width / 2, EDGE.side, stageWidth - width - EDGE.side);
  const below = y + GAP;
  const fits = below + height + EDGE.bottom <= stageHeight;
  return { left, top: fits ? below : Math.max(EDGE.top, y - GAP - height), gone };
}
