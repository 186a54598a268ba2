import { SIZES, sizeFactor } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import { dust } from './dust.js';
import type { Discs } from './picking.js';
import type { Points } from './points.js';

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
  const { size } = dust(rows.n, 'day');
  return {
    radius: (i) => radius * sizeFactor(sizes[i]!) * (finest[i]! < 0 ? size : 1),
    most: radius * SIZES.most,
    rank,
    counts: (i) => (noise || finest[i]! >= 0) && bright?.[i] !== 0,
  };
}
