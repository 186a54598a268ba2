import { levelChanges, type LevelChanges } from '@parallax-map/core';
import { adjustedMutualInformation, adjustedRandIndex } from '@parallax-map/kernels';
import type { Rows } from '../data/rows.js';
import type { Answer } from '../recipe/answer.js';

/** How two answers to the same table agree, over the rows that are in both. */
export interface Agreement {
  /** Rows in both. */
  both: number;
  /** Adjusted Rand index, and adjusted mutual information, noise counted as one class; NaN where no row is in both. */
  ari: number;
  ami: number;
  /** Finest topics of the second answer beside those of the first. */
  topics: LevelChanges;
  /** Of each row of the second answer: how it changed, one of MOVE. */
  moves: Uint8Array;
  counts: Record<keyof typeof MOVE, number>;
}

/** What became of a row: its topic is the same by members, another, none any more, or one where it had none. */
export const MOVE = { stayed: 0, other: 1, left: 2, joined: 3, absent: 4 } as const;

export function agree(before: Answer, after: Answer): Agreement {
  const pairs = pairByKey(before.rows, after.rows);
  const [was, is] = [before.rows.levels.at(-1)!, after.rows.levels.at(-1)!];
  const labels = before.data.topics.levels.at(-1)!;
  const names = labels.topics.map(({ label }) => label);
  const topics = levelChanges(labels.level, was, is, pairs, names);
  const same = new Map(
    topics.topics.flatMap(({ id, origin, earlier }) => (origin === 'same' ? [[id, earlier!] as const] : [])),
  );
  const moves = new Uint8Array(after.rows.n).fill(MOVE.absent);
  pairs.now.forEach((row, pair) => {
    const [from, to] = [was[pairs.before[pair]!]!, is[row]!];
    if (from < 0 && to < 0) moves[row] = MOVE.stayed;
    else if (to < 0) moves[row] = MOVE.left;
    else if (from < 0) moves[row] = MOVE.joined;
    else moves[row] = same.get(to) === from ? MOVE.stayed : MOVE.other;
  });
  const count = (move: number) => moves.reduce((sum, each) => sum + (each === move ? 1 : 0), 0);
  const a = Int32Array.from(pairs.before, (row) => was[row]!);
  const b = Int32Array.from(pairs.now, (row) => is[row]!);
  const none = a.length === 0;
  return {
    both: a.length,
    ari: none ? NaN : adjustedRandIndex(a, b),
    ami: none ? NaN : adjustedMutualInformation(a, b),
    topics,
    moves,
    counts: {
      stayed: count(MOVE.stayed),
      other: count(MOVE.other),
      left: count(MOVE.left),
      joined: count(MOVE.joined),
      absent: count(MOVE.absent),
    },
  };
}

/** Places of the rows that both have, ascending; keys rise in either. */
export function pairByKey(before: Pick<Rows, 'key'>, now: Pick<Rows, 'key'>) {
  const pairs: { before: number[]; now: number[] } = { before: [], now: [] };
  for (let i = 0, j = 0; i < before.key.length && j < now.key.length;) {
    const [a, b] = [before.key[i]!, now.key[j]!];
    if (a === b) {
      pairs.before.push(i);
      pairs.now.push(j);
    }
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return { before: Uint32Array.from(pairs.before), now: Uint32Array.from(pairs.now) };
}

/** Rows that changed are 1; those that stayed, and those of one answer alone, 0. */
export function movedRows({ moves }: Agreement): Uint8Array {
  return moves.map((move) => (move === MOVE.stayed || move === MOVE.absent ? 0 : 1));
}
