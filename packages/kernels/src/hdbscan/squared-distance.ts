/** Squared Euclidean distance of rows i and j of row-major data; the same bits for (i, j) and (j, i). */
export function squaredDistance(data: Float64Array, cols: number, i: number, j: number): number {
  let a = i * cols;
  let b = j * cols;
  const whole = a + (cols & ~3);
  const end = a + cols;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (; a < whole; a += 4, b += 4) {
    const d0 = data[a]! - data[b]!;
    const d1 = data[a + 1]! - data[b + 1]!;
    const d2 = data[a + 2]! - data[b + 2]!;
    const d3 = data[a + 3]! - data[b + 3]!;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; a < end; a++, b++) {
    const d = data[a]! - data[b]!;
    s0 += d * d;
  }
  return s0 + s1 + (s2 + s3);
}
