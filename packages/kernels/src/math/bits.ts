const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** The upper 32 bits of a float64: sign, exponent and 20 bits of fraction. */
export function highWord(x: number): number {
  float[0] = x;
  return words[1]!;
}

/** x with its upper 32 bits replaced. */
export function withHighWord(x: number, high: number): number {
  float[0] = x;
  words[1] = high;
  return float[0];
}

/** 2^n for −1022 ≤ n ≤ 1023. */
export function powerOfTwo(n: number): number {
  words[0] = 0;
  words[1] = (n + 1023) << 20;
  return float[0]!;
}

/** Least whole k with 2^k ≥ n, for whole n from 1 to 2³²; exact, as a rounded logarithm need not be. */
export function powerToReach(n: number): number {
  return 32 - Math.clz32(n - 1);
}

/** x · 2^n, rounded once, for any integer n between −2100 and 2100. */
export function scaleByPowerOfTwo(x: number, n: number): number {
  if (n > 1023) return x * powerOfTwo(1023) * powerOfTwo(Math.min(n - 1023, 1023));
  if (n >= -1022) return x * powerOfTwo(n);
  return x * powerOfTwo(Math.max(n + 969, -1022)) * powerOfTwo(-969);
}

/** ln 2 in two parts; the first has 21 bits, so its product with an exponent is exact. */
export const LN2_HIGH = 0.6931467056274414;
export const LN2_LOW = 4.7493250390316726e-7;
