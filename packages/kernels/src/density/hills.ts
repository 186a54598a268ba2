import type { BlurredGrid } from './blurred-grid.js';

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
  /** Least rows of a hill. */
  minRows: number;
  /** Least prominence of a hill, standard deviations. */
  significance: number;
}

/**
 * Finds the hills of a density from the top down (Chazal, Guibas, Oudot & Skraba 2013, "Persistence-based
 * clustering"): every cell belongs to the peak that the steepest way up from it ends at; where two peaks' lands meet, at
 * the highest pass between them, both stay hills if both have rows enough and the lower stands out by more than chance
 * would have it. Else the lesser becomes part of the one it touches.
 *
 * A density of f is a sum over rows of a kernel whose square is half as large in all, so chance moves it by √(f / 2); the
 * difference of two is held against √((f + g) / 2).
 *
 * @param rowsIn rows in each cell
 */
export function findHills(grid: BlurredGrid, rowsIn: Float64Array, options: HillOptions): Hills {
  const { density } = grid;
  const { peakOf, order } = climb(grid);
  const rows = new Float64Array(density.length);
  for (const cell of order) rows[peakOf[cell]!]! += rowsIn[cell]!;
  const hills = new Forest(density.length);
  const lands = new Forest(density.length);
  /** Highest cell of each land's hills, by the land's root, and of each hill, by the hill's. */
  const top = Uint32Array.from(density.keys());
  const hillTop = top.slice();
  /** Meetings that a land comes from, by its root; absent: a single hill. */
  const meetingOf = new Map<number, number>();
  const prominence = new Map<number, number>();
  const meetings: { a: Party; b: Party; density: number }[] = [];
  const higher = (a: number, b: number): number =>
    density[a]! > density[b]! || (density[a] === density[b] && a < b) ? a : b;

  for (const { p, q, pass } of passes(grid, peakOf)) {
    const [one, other] = [lands.find(p), lands.find(q)];
    if (one === other) continue;
    const high = higher(top[one]!, top[other]!) === top[one]! ? one : other;
    const low = high === one ? other : one;
    const z = above(density[top[low]!]!, pass);
    const isSplit = Math.min(rows[one]!, rows[other]!) >= options.minRows && z >= options.significance;
    if (isSplit) {
      prominence.set(top[low]!, z);
      meetings.push({ a: partyOf(high), b: partyOf(low), density: pass });
      meetingOf.set(high, meetings.length - 1);
    } else {
      // Whoever falls short is a single hill: lands of several have rows enough, and stand out the more further down.
      const single = meetingOf.has(low) ? high : low;
      const [own, touched] =
        lands.find(p) === single ? [hills.find(p), hills.find(q)] : [hills.find(q), hills.find(p)];
      hillTop[touched] = higher(hillTop[touched]!, hillTop[own]!);
      hills.hang(own, touched);
      const meeting = meetingOf.get(low);
      if (meeting !== undefined) meetingOf.set(high, meeting);
    }
    rows[high]! += rows[low]!;
    top[high] = higher(top[high]!, top[low]!);
    lands.hang(low, high);
  }

  const roots = order.filter((cell) => peakOf[cell] === cell && lands.find(cell) === cell);
  const large = Array.from(roots).filter((root) => rows[root]! >= options.minRows);
  return numbered(large.map(partyOf));

  function partyOf(land: number): Party {
    const meeting = meetingOf.get(land);
    return meeting === undefined ? { hill: land } : { meeting };
  }

  /** Hills by the order of their tops. */
  function numbered(last: Party[]): Hills {
    const standing = new Set<number>();
    const gather = (party: Party): void => {
      const stack = [party];
      while (stack.length > 0) {
        const next = stack.pop()!;
        if ('hill' in next) standing.add(hills.find(next.hill));
        else stack.push(meetings[next.meeting]!.a, meetings[next.meeting]!.b);
      }
    };
    last.forEach(gather);
    const ordered = Array.from(standing).sort((a, b) =>
      higher(hillTop[a]!, hillTop[b]!) === hillTop[a]! ? -1 : 1,
    );
    const numberOf = new Map(ordered.map((hill, number) => [hill, number]));
    const node = (party: Party): number =>
      'hill' in party ? numberOf.get(hills.find(party.hill))! : ordered.length + party.meeting;
    const merges = meetings.map(({ a, b, density: at }) => ({ a: node(a), b: node(b), density: at }));
    for (const [k, party] of last.entries()) {
      if (k === 0) continue;
      const before = k === 1 ? node(last[0]!) : ordered.length + merges.length - 1;
      merges.push({ a: before, b: node(party), density: 0 });
    }
    const hillOf = new Int32Array(density.length).fill(-1);
    for (const cell of order) hillOf[cell] = numberOf.get(hills.find(peakOf[cell]!)) ?? -1;
    const tops = Uint32Array.from(ordered, (hill) => hillTop[hill]!);
    return {
      hillOf,
      tops,
      prominence: Float64Array.from(tops, (cell) => prominence.get(cell) ?? above(density[cell]!, 0)),
      merges,
    };
  }
}

/** What meets: a hill, by a peak in it, or the land that an earlier meeting made. */
type Party = { hill: number } | { meeting: number };

/** How many standard deviations a top stands above a pass. */
function above(top: number, pass: number): number {
  return (top - pass) / Math.sqrt((top + pass) / 2);
}

/** The peak of each cell, and the cells with any density, the densest first, ties to the lower cell. */
function climb({ width, height, density }: BlurredGrid): { peakOf: Uint32Array; order: Uint32Array } {
  const order = Uint32Array.from(density.keys()).filter((cell) => density[cell]! > 0);
  order.sort((a, b) => density[b]! - density[a]! || a - b);
  const rank = new Uint32Array(density.length).fill(order.length);
  order.forEach((cell, place) => (rank[cell] = place));
  const peakOf = new Uint32Array(density.length);
  for (const cell of order) {
    let up = cell;
    eachBeside(cell, width, height, (beside) => {
      if (rank[beside]! < rank[up]!) up = beside;
    });
    // Whatever is higher has its peak already.
    peakOf[cell] = up === cell ? cell : peakOf[up]!;
  }
  return { peakOf, order };
}

/** The highest pass between every two peaks whose lands touch, the highest first. */
function passes(
  { width, height, density }: BlurredGrid,
  peakOf: Uint32Array,
): { p: number; q: number; pass: number }[] {
  const highest = new Map<number, number>();
  const cells = density.length;
  for (let cell = 0; cell < cells; cell++) {
    if (density[cell] === 0) continue;
    const own = peakOf[cell]!;
    eachBeside(cell, width, height, (beside) => {
      const other = peakOf[beside]!;
      if (beside < cell || density[beside] === 0 || other === own) return;
      const key = Math.min(own, other) * cells + Math.max(own, other);
      const pass = Math.min(density[cell]!, density[beside]!);
      if (pass > (highest.get(key) ?? 0)) highest.set(key, pass);
    });
  }
  return Array.from(highest, ([key, pass]) => ({ p: Math.floor(key / cells), q: key % cells, pass })).sort(
    (a, b) => b.pass - a.pass || a.p - b.p || a.q - b.q,
  );
}

/** The eight cells beside one, in a fixed order. */
function eachBeside(cell: number, width: number, height: number, visit: (beside: number) => void): void {
  const x = cell % width;
  const y = (cell - x) / width;
  for (let up = Math.max(0, y - 1); up <= Math.min(height - 1, y + 1); up++) {
    for (let across = Math.max(0, x - 1); across <= Math.min(width - 1, x + 1); across++) {
      const beside = up * width + across;
      if (beside !== cell) visit(beside);
    }
  }
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
