/** A box in map units. */
export interface Bounds {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

/** Pixels kept free at each side. */
export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/**
 * Where the map stands at zoom 0, when the whole of it fits. At zoom z a map unit is
 * `pixelsPerUnit · 2^z` CSS pixels. y grows upward on the map and downward on the screen.
 */
export interface MapView {
  /** Map place at the middle of the free area. */
  centerX: number;
  centerY: number;
  /** CSS pixels for one map unit at zoom 0. */
  pixelsPerUnit: number;
  /** Screen place of the middle of the free area, in CSS pixels from the top left. */
  screenX: number;
  screenY: number;
  /** Free area in CSS pixels. */
  width: number;
  height: number;
}

/** Share of rows at each end of an axis that may fall outside the fitted box. */
const TAIL = 0.005;
/** How far past the quantiles the box may grow to take in the rest, as a share of its span. */
const REACH = 0.1;

/**
 * The box that a map is fitted to: the 0.5 and 99.5 % quantiles of each axis, then out to the extremes, but at
 * most a tenth of the span further, so that a few rows far away cannot make the rest tiny. With few rows it
 * holds all of them. Rows outside stay reachable by zooming out.
 *
 * @param x map units, finite; not modified
 */
export function mapBounds(x: Float32Array, y: Float32Array): Bounds {
  const [minX, maxX] = robustRange(x);
  const [minY, maxY] = robustRange(y);
  return { minX, minY, maxX, maxY };
}

/** The view in which `bounds` just fits a screen of this size, in CSS pixels, inside the padding. */
export function fitView(bounds: Bounds, width: number, height: number, padding: Padding | number): MapView {
  const pad =
    typeof padding === 'number' ? { top: padding, right: padding, bottom: padding, left: padding } : padding;
  const freeWidth = Math.max(1, width - pad.left - pad.right);
  const freeHeight = Math.max(1, height - pad.top - pad.bottom);
  const spanX = bounds.maxX - bounds.minX;
  const spanY = bounds.maxY - bounds.minY;
  const scale = Math.min(spanX > 0 ? freeWidth / spanX : Infinity, spanY > 0 ? freeHeight / spanY : Infinity);
  return {
    centerX: (bounds.minX + bounds.maxX) / 2,
    centerY: (bounds.minY + bounds.maxY) / 2,
    pixelsPerUnit: Number.isFinite(scale) ? scale : Math.min(freeWidth, freeHeight),
    screenX: pad.left + freeWidth / 2,
    screenY: pad.top + freeHeight / 2,
    width: freeWidth,
    height: freeHeight,
  };
}

/** What the padding leaves of the screen, in CSS pixels from its top left. */
export function freeArea({ screenX, screenY, width, height }: MapView) {
  return {
    ...{ left: screenX - width / 2, right: screenX + width / 2 },
    ...{ top: screenY - height / 2, bottom: screenY + height / 2 },
  };
}

/** CSS pixels for one map unit at this zoom. */
export function scaleAt(view: MapView, zoom: number): number {
  return view.pixelsPerUnit * 2 ** zoom;
}

/** Screen place, in CSS pixels from the top left, of a map place while the view's centre stands still. */
export function toScreen(view: MapView, x: number, y: number, zoom = 0): [number, number] {
  const scale = scaleAt(view, zoom);
  return [view.screenX + (x - view.centerX) * scale, view.screenY - (y - view.centerY) * scale];
}

/** Map place under a screen place; the inverse of {@link toScreen}. */
export function toMap(view: MapView, left: number, top: number, zoom = 0): [number, number] {
  const scale = scaleAt(view, zoom);
  return [view.centerX + (left - view.screenX) / scale, view.centerY - (top - view.screenY) / scale];
}

function robustRange(values: Float32Array): [number, number] {
  if (values.length === 0) return [0, 0];
  const rest = Float32Array.from(values);
  const last = rest.length - 1;
  const low = nth(rest, Math.floor(TAIL * last));
  const high = nth(rest, Math.ceil((1 - TAIL) * last));
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i <= last; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  const reach = REACH * (high - low);
  return [Math.max(least, low - reach), Math.min(most, high + reach)];
}

/** The k-th smallest, 0-based, by parting around a value (Hoare 1961); puts the values into another order. */
function nth(values: Float32Array, k: number): number {
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const middle = values[(from + to) >> 1];
    let [i, j] = [from, to];
    while (i <= j) {
      while (values[i] < middle) i++;
      while (values[j] > middle) j--;
      if (i > j) break;
      [values[i], values[j]] = [values[j], values[i]];
      i++;
      j--;
    }
    if (k <= j) to = j;
    else if (k >= i) from = i;
    else break;
  }
  return values[k];
}
