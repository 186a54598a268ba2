// All rows in groups of 8: float32 products rule out most pairs, float64 decides the others.
import { dotRows } from './kmeans-tile';
import { cols, floats, packed, squares, stride } from './hdbscan-memory';

/** Writes the products of 4 rows with the group of 8 that starts at a row, row by row: 128 bytes. */
export function sweepGroup(a: u32, b: u32, c: u32, d: u32, group: u32, out: usize): void {
  if (ANY_METRIC == 1) return; // distances that were given are looked up
  const bytes = (<usize>stride) << 2;
  dotRows(
    floats + <usize>a * bytes,
    floats + <usize>b * bytes,
    floats + <usize>c * bytes,
    floats + <usize>d * bytes,
    packed + <usize>group * bytes,
    bytes,
    out,
  );
}

/**
 * Whether the squared distance of two rows may be at most `limit`, by their float32 product. What rounding to float32
 * and adding up in it may do (Higham 2002, section 3.1) is allowed for; what overflows is never ruled out.
 */
export function mayBeWithin(p: u32, q: u32, product: usize, limit: f64): bool {
  if (ANY_METRIC == 1) return true;
  const lengths = load<f64>(squares + ((<usize>p) << 3)) + load<f64>(squares + ((<usize>q) << 3));
  if (!(lengths < 1e37)) return true;
  const slack = (<f64>cols + 32) * (2.5e-7 * lengths + 1e-37);
  return !(lengths - 2 * <f64>load<f32>(product) - slack > limit);
}
