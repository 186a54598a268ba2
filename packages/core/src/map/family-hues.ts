import { nearPairs } from './near-pairs.js';
import { fromOklch, toOklab, type Oklch } from './oklch.js';
import { asSeenBy, COMMON_VISIONS } from './vision.js';

/** Lightness tiers and chroma that family colours are taken from; all themes have as many tiers. */
export interface Gamut {
  tiers: readonly number[];
  chroma: number;
}

/** A hue in degrees, and the place in a gamut's tiers. */
export interface Slot {
  hue: number;
  tier: number;
}

/** Hue, in degrees, of the first slot; the rest follow evenly. */
const FIRST_HUE = 25;
/** Past this many families hues repeat, far apart on the map. */
const MOST_HUES = 18;
const PASSES = 12;

/**
 * One colour for each place on the map, such that places near each other are far apart in colour, to typical,
 * protan and deutan eyes alike, in every gamut: a family keeps its hue from day to night. Evenly spaced hues are dealt out, each in one of a few lightness tiers, then
 * hues are swapped and tiers changed while the sum over near pairs of nearness / colour distance⁴ falls.
 * Deterministic. O(families² × hues).
 *
 * @param kept slots that families have from an earlier answer, and keep; the others are dealt what goes with those
 */
export function familySlots(
  x: readonly number[],
  y: readonly number[],
  gamuts: readonly Gamut[],
  kept: readonly (Slot | null)[] = [],
): Slot[] {
  const n = x.length;
  const isKept = (i: number): boolean => Boolean(kept[i]);
  // What is kept may come from a wheel of other steps: new families take from a full one, to find a place between.
  const hues = kept.some(Boolean) ? MOST_HUES : Math.min(n, MOST_HUES);
  const tiers = gamuts[0].tiers.length;
  const wheel = Array.from({ length: hues * tiers }, (_, slot) => slotOf(slot, hues, tiers));
  const all = [...wheel, ...kept.filter((slot) => slot !== null)];
  const distances = slotDistances(all, gamuts);
  const near = nearPairs(x, y);
  const slots = new Int32Array(n).fill(-1);
  const cost = (i: number, slot: number, except: number): number => {
    let sum = 0;
    for (const { other, nearness } of near[i]) {
      if (slots[other] < 0 || other === except) continue;
      sum += nearness / (distances[slot][slots[other]] ** 4 + 1e-9);
    }
    return sum;
  };

  const used = new Int32Array(hues);
  let next = wheel.length;
  for (let i = 0; i < n; i++) {
    if (!isKept(i)) continue;
    used[hueOf(all[next], hues)]++;
    slots[i] = next++;
  }
  for (let i = 0; i < n; i++) {
    if (isKept(i)) continue;
    const least = Math.min(...used);
    let best = -1;
    let bestCost = Infinity;
    for (let slot = 0; slot < wheel.length; slot++) {
      if (used[Math.floor(slot / tiers)] !== least) continue;
      const c = cost(i, slot, -1);
      if (c < bestCost) [best, bestCost] = [slot, c];
    }
    slots[i] = best;
    used[Math.floor(best / tiers)]++;
  }

  for (let pass = 0; pass < PASSES; pass++) {
    let moved = false;
    for (let i = 0; i < n; i++) {
      if (isKept(i)) continue;
      moved = changeTier(i) || moved;
      for (let j = i + 1; j < n; j++) if (!isKept(j)) moved = swap(i, j) || moved;
    }
    if (!moved) break;
  }
  return Array.from(slots, (slot) => all[slot]);

  function changeTier(i: number): boolean {
    const hue = Math.floor(slots[i] / tiers);
    let best = slots[i];
    let bestCost = cost(i, best, -1) * (1 - 1e-9);
    for (let tier = 0; tier < tiers; tier++) {
      const c = cost(i, hue * tiers + tier, -1);
      if (c < bestCost) [best, bestCost] = [hue * tiers + tier, c];
    }
    const changed = best !== slots[i];
    slots[i] = best;
    return changed;
  }

  function swap(i: number, j: number): boolean {
    const a = slots[i];
    const b = slots[j];
    if (a === b) return false;
    // The pair's own term is the same before and after, so it is left out of both.
    const before = cost(i, a, j) + cost(j, b, i);
    const after = cost(i, b, j) + cost(j, a, i);
    if (after >= before * (1 - 1e-9)) return false;
    slots[i] = b;
    slots[j] = a;
    return true;
  }
}

/** The colour of a slot in one theme. */
export function slotColour({ hue, tier }: Slot, { tiers, chroma }: Gamut): Oklch {
  return { l: tiers[tier], c: chroma, h: hue };
}

function slotOf(slot: number, hues: number, tiers: number): Slot {
  return { hue: (FIRST_HUE + (360 * Math.floor(slot / tiers)) / hues) % 360, tier: slot % tiers };
}

/** The hue of the wheel that is nearest. */
function hueOf({ hue }: Slot, hues: number): number {
  const steps = Math.round(((hue - FIRST_HUE) * hues) / 360);
  return ((steps % hues) + hues) % hues;
}

/** Least distance of two slots over all gamuts and ways of seeing. */
function slotDistances(slots: readonly Slot[], gamuts: readonly Gamut[]): Float64Array[] {
  const seen = gamuts.flatMap((gamut) =>
    COMMON_VISIONS.map((vision) =>
      slots.map((slot) => toOklab(asSeenBy(vision, fromOklch(slotColour(slot, gamut))))),
    ),
  );
  return slots.map((_, i) =>
    Float64Array.from(slots, (_, j) =>
      Math.min(
        ...seen.map((labs) => {
          const [a, b] = [labs[i], labs[j]];
          return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
        }),
      ),
    ),
  );
}
