import { sortRows, type RowOrder } from './sort-rows.js';

/** Places in upright strips, from left to right, and from the lowest up in each; equal ones beside each other. */
export interface StripOrder {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Where each strip begins, and where the last ends. */
  readonly starts: Uint32Array;
}

/**
 * Puts rows into strips of so many each, and keeps every `step`-th: evenly spread over the layout, the same ones
 * whatever the order, place and scale of the rows, since ranks alone decide.
 *
 * @param data rows × 2
 */
export function stripOrder(
  data: Float32Array,
  { fromLeft, heights }: RowOrder,
  stripRows: number,
  step: number,
): StripOrder {
  const rows = fromLeft.length;
  const perStrip = Math.max(1, Math.round(stripRows / step));
  const strip = new Uint32Array(rows);
  for (let rank = 0; rank < rows; rank++) strip[fromLeft[rank]!] = Math.floor(rank / (perStrip * step));
  const order = sortRows(sortRows(fromLeft, heights), strip);
  const kept = Math.ceil((rows - (step >> 1)) / step);
  const x = new Float64Array(kept);
  const y = new Float64Array(kept);
  for (let i = 0; i < kept; i++) {
    const row = order[i * step + (step >> 1)]!;
    x[i] = data[2 * row]!;
    y[i] = data[2 * row + 1]!;
  }
  const strips = Math.ceil(kept / perStrip);
  const starts = Uint32Array.from({ length: strips + 1 }, (_, i) => Math.min(kept, i * perStrip));
  return { x, y, starts };
}

/** The same strips with every place once. */
export function distinctPlaces({ x, y, starts }: StripOrder): StripOrder & { placeOf: Uint32Array } {
  const placeOf = new Uint32Array(x.length);
  const [keptX, keptY]: [number[], number[]] = [[], []];
  const begins = new Uint32Array(starts.length);
  for (let strip = 0; strip + 1 < starts.length; strip++) {
    begins[strip] = keptX.length;
    for (let i = starts[strip]!; i < starts[strip + 1]!; i++) {
      const last = keptX.length - 1;
      if (last < begins[strip]! || keptX[last] !== x[i] || keptY[last] !== y[i]) {
        keptX.push(x[i]!);
        keptY.push(y[i]!);
      }
      placeOf[i] = keptX.length - 1;
    }
  }
  begins[starts.length - 1] = keptX.length;
  return { x: Float64Array.from(keptX), y: Float64Array.from(keptY), starts: begins, placeOf };
}

/** Finds how far the nearest places are: strip by strip from its own, up and down in each, until all others are farther. */
export class Nearest {
  private readonly least: Float64Array;
  private readonly most: Float64Array;
  /** The nearest that were found, as a heap with the farthest at its top. */
  private readonly heap: Float64Array;
  private found = 0;
  private worst = Infinity;

  /** @param isApart whether places at no distance are passed over */
  constructor(
    private readonly places: StripOrder,
    private readonly k: number,
    private readonly isApart: boolean,
  ) {
    const { x, starts } = places;
    const strips = starts.length - 1;
    this.least = new Float64Array(strips).fill(Infinity);
    this.most = new Float64Array(strips).fill(-Infinity);
    for (let strip = 0; strip < strips; strip++) {
      for (let i = starts[strip]!; i < starts[strip + 1]!; i++) {
        this.least[strip] = Math.min(this.least[strip]!, x[i]!);
        this.most[strip] = Math.max(this.most[strip]!, x[i]!);
      }
    }
    this.heap = new Float64Array(k);
  }

  /** Distance of a place in a strip to its k-th nearest other; Infinity where there are fewer. */
  distance(place: number, strip: number): number {
    this.found = 0;
    this.worst = Infinity;
    const x = this.places.x[place]!;
    this.look(strip, place);
    let left = strip - 1;
    let right = strip + 1;
    for (;;) {
      const toLeft = left >= 0 ? x - this.most[left]! : Infinity;
      const toRight = right < this.least.length ? this.least[right]! - x : Infinity;
      const next = Math.min(toLeft, toRight);
      if (next === Infinity || next * next >= this.worst) return Math.sqrt(this.worst);
      this.look(toLeft <= toRight ? left-- : right++, place);
    }
  }

  private look(strip: number, place: number): void {
    const { x: xs, y: ys, starts } = this.places;
    const x = xs[place]!;
    const y = ys[place]!;
    const first = starts[strip]!;
    const end = starts[strip + 1]!;
    let up = lowerBound(ys, y, first, end);
    let down = up - 1;
    for (;;) {
      const above = up < end ? ys[up]! - y : Infinity;
      const below = down >= first ? y - ys[down]! : Infinity;
      const next = Math.min(above, below);
      if (next === Infinity || next * next >= this.worst) return;
      const other = above <= below ? up++ : down--;
      if (other === place) continue;
      const across = xs[other]! - x;
      const squared = across * across + next * next;
      if (squared < this.worst && !(this.isApart && squared === 0)) this.keep(squared);
    }
  }

  private keep(squared: number): void {
    const { heap, k } = this;
    if (this.found < k) {
      let at = this.found++;
      for (; at > 0 && heap[(at - 1) >> 1]! < squared; at = (at - 1) >> 1) heap[at] = heap[(at - 1) >> 1]!;
      heap[at] = squared;
    } else {
      let at = 0;
      for (let child = 1; child < k; child = 2 * at + 1) {
        if (child + 1 < k && heap[child + 1]! > heap[child]!) child++;
        if (heap[child]! <= squared) break;
        heap[at] = heap[child]!;
        at = child;
      }
      heap[at] = squared;
    }
    if (this.found === k) this.worst = heap[0]!;
  }
}

/** First place in [first, end) whose value is at least so much. */
function lowerBound(values: Float64Array, value: number, first: number, end: number): number {
  while (first < end) {
    const middle = (first + end) >> 1;
    if (values[middle]! < value) first = middle + 1;
    else end = middle;
  }
  return first;
}
