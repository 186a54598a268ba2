import type { Rgb } from './oklch.js';

/** Sums of colour and weight for each pixel of a band of the picture; 4 numbers a pixel: r, g, b, weight. */
export interface Band {
  width: number;
  /** First row of the band in the picture, and how many it has. */
  top: number;
  rows: number;
  sums: Float32Array;
}

/** Rows to draw: places in picture pixels, and whose colour each takes. */
export interface Splats {
  left: Float32Array;
  top: Float32Array;
  /** Place in `palette` of each row's colour. */
  colour: Int32Array;
  palette: readonly Rgb[];
  /** Factor on the radius of each row; default 1. */
  size?: Float32Array | undefined;
}

/** Places within a pixel that a disc is drawn for, along each axis. */
const SUBPIXELS = 4;
/** Sizes that discs are drawn in, to a factor of 1. */
const STEPS = 20;

/**
 * Adds a smooth disc for each row. Sums do not depend on who lies above whom, so no topic is hidden for having
 * come first, and the order of rows does not show.
 *
 * @param radius of a row of the common size, picture pixels, > 0
 * @param weight what the middle of a disc adds
 */
export function splat(band: Band, rows: Splats, radius: number, weight: number): void {
  const bySize: Stamps[] = [];
  const { sums, width } = band;
  const { left, top, colour, palette, size } = rows;
  for (let i = 0; i < left.length; i++) {
    const step = Math.max(1, Math.round(STEPS * (size?.[i] ?? 1)));
    const { reach, stamps } = (bySize[step] ??= discs((radius * step) / STEPS, weight));
    const side = 2 * reach + 1;
    const x = Math.floor(left[i]);
    const y = Math.floor(top[i]) - band.top;
    if (x < -reach || y < -reach || x >= width + reach || y >= band.rows + reach) continue;
    const subX = Math.floor((left[i] - x) * SUBPIXELS);
    const subY = Math.floor((top[i] - y - band.top) * SUBPIXELS);
    const stamp = stamps[Math.min(SUBPIXELS - 1, subY) * SUBPIXELS + Math.min(SUBPIXELS - 1, subX)];
    const [r, g, b] = palette[colour[i]];
    for (let dy = 0; dy < side; dy++) {
      const py = y + dy - reach;
      if (py < 0 || py >= band.rows) continue;
      for (let dx = 0; dx < side; dx++) {
        const px = x + dx - reach;
        const w = stamp[dy * side + dx];
        if (w === 0 || px < 0 || px >= width) continue;
        const at = 4 * (py * width + px);
        sums[at] += w * r;
        sums[at + 1] += w * g;
        sums[at + 2] += w * b;
        sums[at + 3] += w;
      }
    }
  }
}

/** Discs of one size, by where in a pixel their middle lies, and how far they reach from its corner. */
interface Stamps {
  reach: number;
  stamps: Float32Array[];
}

/** Discs with soft rims for each place within a pixel; discs thinner than a pixel keep their whole weight. */
function discs(radius: number, weight: number): Stamps {
  const reach = Math.ceil(radius + 0.5);
  const side = 2 * reach + 1;
  const thin = Math.min(1, radius / 0.5);
  const stamps = Array.from({ length: SUBPIXELS * SUBPIXELS }, (_, sub) => {
    const centreX = reach + ((sub % SUBPIXELS) + 0.5) / SUBPIXELS;
    const centreY = reach + (Math.floor(sub / SUBPIXELS) + 0.5) / SUBPIXELS;
    const stamp = new Float32Array(side * side);
    for (let at = 0; at < stamp.length; at++) {
      const distance = Math.hypot((at % side) + 0.5 - centreX, Math.floor(at / side) + 0.5 - centreY);
      stamp[at] = weight * thin * Math.min(1, Math.max(0, radius + 0.5 - distance));
    }
    return stamp;
  });
  return { reach, stamps };
}
