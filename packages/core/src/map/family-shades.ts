import type { Topic } from '../contract/topics.js';
import { slotColour, type Gamut, type Slot } from './family-hues.js';
import { nearPairs } from './near-pairs.js';
import { fromOklch, toOklab, type Oklch } from './oklch.js';
import { asSeenBy, COMMON_VISIONS } from './vision.js';

/** How far a family's shades go from its own colour. */
const LIGHTNESS = 0.09;
const MOST_HUE = 13;
/** Steps of them, from −1 to 1. */
const LIGHTNESSES = [-1, -0.6, -0.2, 0.2, 0.6, 1, 0] as const;
const HUES = [0, -1, 1] as const;
const SHADES = LIGHTNESSES.length * HUES.length;
/** The family's own colour. */
const OWN = (LIGHTNESSES.length - 1) * HUES.length;
/** What it costs to leave the parent's colour, beside nearness / distance⁴ of neighbours that look alike. */
const TIE = 2e6;
/** What it costs an only child to leave it: as much as a nearest neighbour at a distance of 0.03. */
const ONLY = 0.03 ** -4;
const PASSES = 10;

/** The shades that each family has, by theme. */
export interface Palette {
  shade(family: number, shade: number, gamut: Gamut): Oklch;
}

export function paletteOf(slots: readonly Slot[]): Palette {
  const hueWidth = Math.min(MOST_HUE, 120 / Math.max(1, slots.length));
  return {
    shade(family, shade, gamut) {
      const own = slotColour(slots[family], gamut);
      const lightness = LIGHTNESSES[Math.floor(shade / HUES.length)];
      return {
        l: own.l + LIGHTNESS * lightness,
        c: own.c,
        h: own.h + hueWidth * HUES[shade % HUES.length],
      };
    },
  };
}

/**
 * A shade of its family for every topic of every level, such that topics near each other on the map differ, in every
 * gamut and to typical, protan and deutan eyes, also where they are of one family. Level by level each begins as its
 * parent, then takes the shade for which the sum over its nearest of nearness / colour distance⁴, and of what it costs
 * to leave the parent's, is least, until none changes. A family's own topic has its own colour, and an only child its
 * parent's unless a neighbour looks like it. Deterministic. O(topics²) for the nearest.
 *
 * @param levels topics of each level, the coarsest first: these are the families
 * @param slots of each family
 * @returns of each topic of each level, its family and shade
 */
export function familyShades(
  levels: readonly (readonly Topic[])[],
  slots: readonly Slot[],
  palette: Palette,
  gamuts: readonly Gamut[],
): Shaded[][] {
  const apart = distances(slots, palette, gamuts);
  const shaded: Shaded[][] = [levels[0].map((_, family) => ({ family, shade: OWN }))];
  for (const topics of levels.slice(1)) {
    const parents = shaded.at(-1)!;
    shaded.push(settle(topics, parents, apart));
  }
  return shaded;
}

export interface Shaded {
  family: number;
  shade: number;
}

/** Least distance of two shades over eyes and gamuts. */
type Apart = (a: Shaded, b: Shaded) => number;

/** Reckons each distance once. Families of one slot have the same shades, so there are few. */
function distances(slots: readonly Slot[], palette: Palette, gamuts: readonly Gamut[]): Apart {
  const names = slots.map(({ hue, tier }) => `${hue} ${tier}`);
  const distinct = [...new Set(names)];
  const first = names.map((name) => SHADES * distinct.indexOf(name));
  const size = SHADES * distinct.length;
  const labs = new Array<Float64Array | undefined>(size);
  const known = new Float64Array(size * size);
  const lab = (code: number, { family, shade }: Shaded): Float64Array => {
    const seen = () =>
      gamuts.flatMap((gamut) => {
        const rgb = fromOklch(palette.shade(family, shade, gamut));
        return COMMON_VISIONS.flatMap((vision) => [...toOklab(asSeenBy(vision, rgb))]);
      });
    return (labs[code] ??= Float64Array.from(seen()));
  };
  return (a, b) => {
    const [i, j] = [first[a.family] + a.shade, first[b.family] + b.shade];
    if (i === j) return 0;
    const at = i * size + j;
    if (known[at] === 0) known[at] = leastDistance(lab(i, a), lab(j, b));
    return known[at];
  };
}

function settle(topics: readonly Topic[], parents: readonly Shaded[], apart: Apart): Shaded[] {
  const children = new Uint32Array(parents.length);
  for (const { parent } of topics) children[parent!]++;
  const shaded = topics.map(({ parent }) => parents[parent!]);
  const near = nearPairs(
    topics.map(({ x }) => x),
    topics.map(({ y }) => y),
  );
  /** Not reckoned further once it is more than the most. */
  const cost = (id: number, wanted: Shaded, most: number): number => {
    const parent = topics[id].parent!;
    let sum = TIE * apart(wanted, parents[parent]) ** 2;
    if (children[parent] === 1 && wanted.shade !== parents[parent].shade) sum += ONLY;
    for (const { other, nearness } of near[id]) {
      if (sum > most) break;
      sum += nearness / (apart(wanted, shaded[other]) ** 4 + 1e-9);
    }
    return sum;
  };
  for (let pass = 0; pass < PASSES; pass++) {
    let moved = false;
    for (const { id } of topics) {
      let least = cost(id, shaded[id], Infinity) * (1 - 1e-9);
      const { family } = shaded[id];
      for (let shade = 0; shade < SHADES; shade++) {
        const wanted = { family, shade };
        const c = cost(id, wanted, least);
        if (c >= least) continue;
        shaded[id] = wanted;
        least = c;
        moved = true;
      }
    }
    if (!moved) break;
  }
  return shaded;
}

/** Of L, a, b to each eye in each gamut, one after the other. */
function leastDistance(a: Float64Array, b: Float64Array): number {
  let least = Infinity;
  for (let k = 0; k < a.length; k += 3) {
    const square = (a[k] - b[k]) ** 2 + (a[k + 1] - b[k + 1]) ** 2 + (a[k + 2] - b[k + 2]) ** 2;
    if (square < least) least = square;
  }
  return Math.sqrt(least);
}
