import { findBasins, isHigher } from './basins.js';
import type { TiledGrid } from './tiled-grid.js';

/** The hills of a density, and how they meet on the way down. */
export interface Hills {
  /** Hill of each cell; −1 where there is no density, or no hill of rows enough. */
  readonly hillOf: Int32Array;
  /** Cell of each hill's top. */
  readonly tops: Uint32Array;
  /** Of each hill: by how many standard deviations its top stands above where it meets a higher one, or above none. */
  readonly prominence: Float64Array;
  /** Meetings, the densest first: merge i makes node hills + i of the nodes a and b. Hills that never met meet at 0. */
  readonly merges: readonly { a: number; b: number; density: number }[];
}

export interface HillOptions {
  /** Least rows of a hill within its edge. */
  minRows: number;
  /** Least prominence of a hill, standard deviations. */
  significance: number;
  /** A hill ends where the density is less than this share of its top's. */
  edge: number;
}

/** What meets: a hill, or the land that an earlier meeting made. */
type Party = { hill: number } | { meeting: number };

/**
 * Finds the hills of a density from the top down (Chazal, Guibas, Oudot & Skraba 2013, "Persistence-based
 * clustering"): every cell belongs to the peak that the steepest way up from it ends at; where two peaks' lands meet, at
 * the highest pass between them, both stay hills if both have rows enough and the lower stands out by more than chance
 * would have it. Else the lesser becomes part of the one it touches.
 *
 * A density of f is a sum over rows of a kernel whose square is half as large in all, so chance moves it by √(f / 2); the
 * difference of two is held against √((f + g) / 2).
 *
 * A hill that has rows enough keeps its top when it takes up a higher one that has not, so that it goes on to have enough.
 */
export function findHills(grid: TiledGrid, { minRows, significance, edge }: HillOptions): Hills {
  const { density, rowsIn } = grid;
  const { peaks, peakOf, passes, cells, starts } = findBasins(grid);
  const hills = new Forest(peaks.length);
  const lands = new Forest(peaks.length);
  /** Basins of a hill, from its root on, and the last of them. */
  const nextBasin = new Int32Array(peaks.length).fill(-1);
  const lastBasin = Int32Array.from(peaks.keys());
  /** Of each hill, by its root: its top, as a cell, and its rows within its edge. */
  const top = peaks.slice();
  const rows = Float64Array.from(peaks, (cell, peak) => rowsWithin(peak, cell));
  /** Highest hill of each land, by the land's root. */
  const highest = Uint32Array.from(peaks.keys());
  /** Meetings that a land comes from, by its root; absent: a single hill. */
  const meetingOf = new Map<number, number>();
  const prominence = new Map<number, number>();
  const meetings: { a: Party; b: Party; density: number }[] = [];

  for (const { p, q, density: pass } of passes) {
    const [one, other] = [lands.find(p), lands.find(q)];
    if (one === other) continue;
    const isOneHigher = isHigher(density, topOf(one), topOf(other));
    const [high, low] = isOneHigher ? [one, other] : [other, one];
    const z = above(density[topOf(low)]!, pass);
    if (hasEnough(one) && hasEnough(other) && z >= significance) {
      prominence.set(hills.find(highest[low]!), z);
      meetings.push({ a: partyOf(high), b: partyOf(low), density: pass });
      meetingOf.set(high, meetings.length - 1);
    } else {
      // Whoever falls short is a single hill: lands of several have rows enough, and stand out the more further down.
      const single = meetingOf.has(low) ? high : low;
      const [own, touched] = lands.find(p) === single ? [p, q] : [q, p];
      join(hills.find(own), hills.find(touched));
      const meeting = meetingOf.get(low);
      if (meeting !== undefined) {
        meetingOf.set(high, meeting);
        highest[high] = highest[low]!;
      }
    }
    lands.hang(low, high);
  }

  const standing = Array.from(peaks.keys()).filter((peak) => lands.find(peak) === peak && hasEnough(peak));
  standing.sort((a, b) => (isHigher(density, topOf(a), topOf(b)) ? -1 : 1));
  return numbered(standing.map(partyOf));

  function topOf(land: number): number {
    return top[hills.find(highest[land]!)]!;
  }

  function hasEnough(land: number): boolean {
    return meetingOf.has(land) || rows[hills.find(highest[land]!)]! >= minRows;
  }

  function partyOf(land: number): Party {
    const meeting = meetingOf.get(land);
    return meeting === undefined ? { hill: highest[land]! } : { meeting };
  }

  /** Rows of a hill's basins that lie within the edge of a top. */
  function rowsWithin(hill: number, summit: number): number {
    const least = edge * density[summit]!;
    let sum = 0;
    for (let basin = hill; basin >= 0; basin = nextBasin[basin]!) {
      for (let i = starts[basin]!; i < starts[basin + 1]!; i++) {
        if (density[cells[i]!]! >= least) sum += rowsIn[cells[i]!]!;
      }
    }
    return sum;
  }

  /** Makes one hill part of another; its top is that of the one with rows enough, else the higher. */
  function join(own: number, touched: number): void {
    const isOwnEnough = rows[own]! >= minRows;
    const isTouchedEnough = rows[touched]! >= minRows;
    const takesOwn =
      isOwnEnough === isTouchedEnough ? isHigher(density, top[own]!, top[touched]!) : isOwnEnough;
    const [winner, loser] = takesOwn ? [own, touched] : [touched, own];
    rows[touched] = rows[winner]! + rowsWithin(loser, top[winner]!);
    top[touched] = top[winner]!;
    nextBasin[lastBasin[touched]!] = own;
    lastBasin[touched] = lastBasin[own]!;
    hills.hang(own, touched);
  }

  /** Hills by the order of their tops. */
  function numbered(last: Party[]): Hills {
    const found = new Set<number>();
    const stack = [...last];
    for (let party = stack.pop(); party !== undefined; party = stack.pop()) {
      if ('hill' in party) found.add(hills.find(party.hill));
      else stack.push(meetings[party.meeting]!.a, meetings[party.meeting]!.b);
    }
    const ordered = Array.from(found).sort((a, b) => (isHigher(density, top[a]!, top[b]!) ? -1 : 1));
    const numberOf = new Map(ordered.map((hill, number) => [hill, number]));
    const node = (party: Party): number =>
      'hill' in party ? numberOf.get(hills.find(party.hill))! : ordered.length + party.meeting;
    const merges = meetings.map(({ a, b, density: at }) => ({ a: node(a), b: node(b), density: at }));
    for (const [k, party] of last.entries()) {
      if (k === 0) continue;
      const before = k === 1 ? node(last[0]!) : ordered.length + merges.length - 1;
      merges.push({ a: before, b: node(party), density: 0 });
    }
    const prominent = new Map(Array.from(prominence, ([hill, z]) => [hills.find(hill), z]));
    const ofPeak = Int32Array.from(peaks, (_, peak) => numberOf.get(hills.find(peak)) ?? -1);
    return {
      hillOf: peakOf.map((peak) => (peak < 0 ? -1 : ofPeak[peak]!)),
      tops: Uint32Array.from(ordered, (hill) => top[hill]!),
      prominence: Float64Array.from(ordered, (hill) => prominent.get(hill) ?? above(density[top[hill]!]!, 0)),
      merges,
    };
  }
}

/** How many standard deviations a top stands above a pass. */
function above(top: number, pass: number): number {
  return (top - pass) / Math.sqrt((top + pass) / 2);
}

/** Sets whose root is chosen by who joins them. */
class Forest {
  readonly #up: Uint32Array;

  constructor(items: number) {
    this.#up = Uint32Array.from({ length: items }, (_, i) => i);
  }

  find(item: number): number {
    const up = this.#up;
    while (up[item] !== item) item = up[item] = up[up[item]!]!;
    return item;
  }

  /** One root goes under another. */
  hang(root: number, under: number): void {
    this.#up[root] = under;
  }
}
