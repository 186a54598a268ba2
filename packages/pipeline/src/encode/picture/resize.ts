import type { Pixels } from './decode.js';

/** Filters by the number that Pillow, and so `preprocessor_config.json`, gives them. */
export const FILTERS: Readonly<Record<number, Filter>> = {
  1: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
  2: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  3: { support: 2, weight: cubic },
  4: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  5: { support: 1, weight: hamming },
};

interface Filter {
  /** Half its width, in pixels of the smaller of the two pictures. */
  readonly support: number;
  weight(x: number): number;
}

/** Which part of the resized picture is wanted, in its pixels. */
export interface Window {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * Resizes as Pillow does, to the bit: separable, antialiased (the filter widens as the picture shrinks), first along
 * rows and rounded to 8 bits, then along columns, with weights of 22 bits. (Newer versions begin with columns where both
 * sides are scaled apart and that is cheaper, which moves a value by one now and then.)
 *
 * @param width of the whole picture once resized; only the window of it is calculated
 * @param filter one of {@link FILTERS}
 * @param window within width × height
 */
export function resize(
  pixels: Pixels,
  width: number,
  height: number,
  filter: number,
  window: Window = { left: 0, top: 0, width, height },
): Pixels {
  const across = taps(pixels.width, width, FILTERS[filter]!, window.left, window.width);
  const down = taps(pixels.height, height, FILTERS[filter]!, window.top, window.height);
  const { data, width: inWidth } = pixels;
  const first = Math.min(...down.map(({ from }) => from));
  const rows = Math.max(...down.map(({ from, weights }) => from + weights.length)) - first;

  const narrow = new Uint8Array(rows * window.width * 3);
  for (let y = 0; y < rows; y++) {
    const start = (first + y) * inWidth;
    across.forEach(({ from, weights }, x) => {
      weigh(data, 3 * (start + from), 3, weights, narrow, 3 * (y * window.width + x));
    });
  }
  const small = new Uint8Array(window.height * window.width * 3);
  down.forEach(({ from, weights }, y) => {
    for (let x = 0; x < window.width; x++) {
      const at = 3 * ((from - first) * window.width + x);
      weigh(narrow, at, 3 * window.width, weights, small, 3 * (y * window.width + x));
    }
  });
  return { data: small, width: window.width, height: window.height };
}

const BITS = 22;

interface Taps {
  /** First pixel that counts, and what it and the next count, in 1/2²². */
  from: number;
  weights: Int32Array;
}

function taps(inSize: number, outSize: number, filter: Filter, first: number, count: number): Taps[] {
  // What need not be resized is left as it is.
  const scale = inSize / outSize;
  const wide = Math.max(1, scale);
  const support = filter.support * wide;
  return Array.from({ length: count }, (_, i) => {
    if (inSize === outSize) return { from: first + i, weights: Int32Array.of(1 << BITS) };
    const center = (first + i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - support + 0.5));
    const until = Math.min(inSize, Math.trunc(center + support + 0.5));
    const raw = Array.from({ length: until - from }, (_, x) =>
      filter.weight((x + from - center + 0.5) * (1 / wide)),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    const weights = Int32Array.from(raw, (weight) => {
      const share = (sum === 0 ? weight : weight / sum) * (1 << BITS);
      return Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
    });
    return { from, weights };
  });
}

/** Writes the weighted sum of pixels that stand `stride` apart. */
function weigh(
  data: Uint8Array,
  at: number,
  stride: number,
  weights: Int32Array,
  out: Uint8Array,
  place: number,
): void {
  for (let c = 0; c < 3; c++) {
    let sum = 1 << (BITS - 1);
    for (let k = 0; k < weights.length; k++) sum += data[at + k * stride + c]! * weights[k]!;
    const value = sum >> BITS;
    out[place + c] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}

/** Keys 1981 with a = −1/2. */
function cubic(x: number): number {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

function hamming(x: number): number {
  const d = Math.abs(x);
  if (d === 0) return 1;
  const angle = d * Math.PI;
  return d >= 1 ? 0 : (Math.sin(angle) / angle) * (0.54 + 0.46 * Math.cos(angle));
}
