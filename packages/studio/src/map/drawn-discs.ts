import type { Rows } from '../data/rows.js';
import { DUST } from './layers.js';
import type { Discs } from './picking.js';
import { SIZES, sizeFactor, type Points } from './points.js';

/**
 * The discs as the layers draw them. Rows that are hidden or dimmed are not met: what shines through them is.
 *
 * @param radius common radius, map units
 */
export function drawnDiscs(
  rows: Rows,
  { rank }: Points,
  sizes: Uint8Array,
  radius: number,
  { noise, bright }: { noise: boolean; bright: Uint8Array | null },
): Discs {
  const finest = rows.levels.at(-1)!;
  return {
    radius: (i) => radius * sizeFactor(sizes[i]!) * (finest[i]! < 0 ? DUST.radius : 1),
    most: radius * SIZES.most,
    rank,
    counts: (i) => (noise || finest[i]! >= 0) && bright?.[i] !== 0,
  };
}
