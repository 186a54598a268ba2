import type { Matrix, NeighborGraph } from '@parallax-map/kernels';

/** Up to here all texts are looked at. */
export const MOST_TEXTS = 10_000;

/** The texts that are looked at for blind spots, as places among the kept rows, and who is near whom in meaning. */
export interface LookedAt {
  /** Places among the kept rows, ascending. What follows counts by places in this list. */
  places: Uint32Array;
  /** By text, the one nearest in meaning; −1 for texts that are here only as someone's nearest. */
  nearest: Int32Array;
  /** Pairs of near texts, first below second, each once, by ascending first and then second. */
  pairs: readonly (readonly [number, number])[];
}

/**
 * All texts, or above 10,000 of them every so many, 5,000 in all, each with the text nearest to it. So it costs no
 * more at a million rows than at ten thousand.
 *
 * @param graph neighbours by meaning; k ≥ 1
 */
export function lookAt(graph: NeighborGraph): LookedAt {
  const asked = evenly(graph.rows, graph.rows <= MOST_TEXTS ? graph.rows : MOST_TEXTS / 2);
  const here = new Set(asked);
  for (const place of asked) here.add(graph.indices[place * graph.k]!);
  const places = Uint32Array.from(here).sort();
  const at = new Map(Array.from(places, (place, i) => [place, i]));

  const nearest = new Int32Array(places.length).fill(-1);
  for (const place of asked) nearest[at.get(place)!] = at.get(graph.indices[place * graph.k]!)!;
  const pairs = new Map<number, [number, number]>();
  places.forEach((place, i) => {
    for (let m = 0; m < graph.k; m++) {
      const j = at.get(graph.indices[place * graph.k + m]!);
      if (j === undefined) continue;
      const pair: [number, number] = i < j ? [i, j] : [j, i];
      pairs.set(pair[0] * places.length + pair[1], pair);
    }
  });
  const ordered = [...pairs].sort(([a], [b]) => a - b).map(([, pair]) => pair);
  return { places, nearest, pairs: ordered };
}

/** `wanted` of n places, as evenly as whole numbers go; all of them where there are no more. */
export function evenly(n: number, wanted: number): Uint32Array {
  const count = Math.min(n, wanted);
  return Uint32Array.from({ length: count }, (_, i) => Math.floor((i * n) / count));
}

/** Some rows of a matrix, in a new one. */
export function pickRows({ data, cols }: Matrix, rows: Uint32Array): Matrix {
  const picked = new Float32Array(rows.length * cols);
  rows.forEach((row, i) => picked.set(data.subarray(row * cols, (row + 1) * cols), i * cols));
  return { data: picked, rows: rows.length, cols };
}
