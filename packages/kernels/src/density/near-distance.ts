import type { Matrix } from '../matrix/index.js';
import type { RowOrder } from './sort-rows.js';
import { distinctPlaces, Nearest, stripOrder } from './strips.js';

/** Neighbours that are looked for where more are asked for: of every so many rows one is then kept. */
const KEPT = 512;
/** Rows that are kept at least. */
const LEAST = 2048;
/** Neighbours that are looked for in all, where finding a row's first costs as much as so many more. */
const WORK = 12_000_000;
const FIRST = 64;

/**
 * Median distance of a row to its `near`-th nearest other. A place counts for at most `near` + 1 of the rows that lie
 * there, and where as many do, for half its distance to the next place. So neither a few rows far away nor many in one
 * place decide. Exact up to 12,000,000 / (`near` + 64) rows and for `near` below 1,024; of more, evenly spread rows are
 * looked at. The order of rows makes no difference, and their place and scale only what rounding makes of them.
 *
 * @param layout rows × 2, finite
 * @param near whole number ≥ 1; at most rows − 1 is taken
 * @returns layout units; 0 where all rows lie in one place
 */
export function nearDistance({ data, rows }: Matrix, order: RowOrder, near: number): number {
  if (rows < 2) return 0;
  const wanted = Math.min(near, rows - 1);
  const step = Math.max(1, Math.min(Math.floor(wanted / KEPT), Math.floor(rows / LEAST)));
  const places = stripOrder(data, order, Math.sqrt(rows * wanted), step);
  const { x, y, starts } = places;
  const k = Math.max(1, Math.min(Math.round(wanted / step), x.length - 1));
  const stride = Math.ceil((x.length * (k + FIRST)) / WORK);
  const most = Math.ceil((k + 1) / stride);
  const nearest = new Nearest(places, k, false);
  let apart: { next: Nearest; placeOf: Uint32Array } | undefined;
  const found: number[] = [];
  let strip = 0;
  /** How many of the rows at the place before were asked, and what came of it. */
  let asked = 0;
  let distance = 0;
  for (let i = 0; i < x.length; i += stride) {
    while (i >= starts[strip + 1]!) strip++;
    const isSame = i > 0 && x[i] === x[i - stride] && y[i] === y[i - stride];
    asked = isSame ? asked + 1 : 1;
    if (asked > most) continue;
    if (!isSame) distance = nearest.distance(i, strip);
    if (!isSame && distance === 0) {
      if (apart === undefined) {
        const distinct = distinctPlaces(places);
        apart = { next: new Nearest(distinct, 1, true), placeOf: distinct.placeOf };
      }
      distance = apart.next.distance(apart.placeOf[i]!, strip) / 2;
    }
    if (distance < Infinity) found.push(distance);
  }
  found.sort((a, b) => a - b);
  return found[found.length >> 1] ?? 0;
}
