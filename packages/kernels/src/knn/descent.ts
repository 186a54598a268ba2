import type { Work } from '../matrix/index.js';
import { NEW, NONE, PHASES, type CellMemory } from './cell-memory.js';
import { portion } from '../portion.js';

/**
 * Rounds of NN-descent (Dong, Charikar & Li 2011): each row looks at the neighbours of its neighbours, and of the
 * rows it is a neighbour of. In the first all are followed, in later ones what is new.
 */
export async function descend(
  cells: CellMemory,
  cellCount: number,
  rounds: number,
  work: Work,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    reverseLists(cells);
    cells.set({ everything: round === 0 ? 1 : 0 });
    await renewLists(cells, cellCount, cellCount, portion(work, round / rounds, (round + 1) / rounds));
  }
}

/** Rounds in which queries look at the neighbours that what they found has in the graph. */
export async function descendForQueries(
  cells: CellMemory,
  cellCount: number,
  count: number,
  rounds: number,
  work: Work,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await renewLists(cells, cellCount, Math.ceil(count / 64), work);
  }
}

async function renewLists(cells: CellMemory, cellCount: number, blocks: number, work: Work): Promise<void> {
  const { at, n, threads } = cells;
  cells.words(at.seen, n * threads.threads).fill(NONE);
  cells.words(at.seenCells, cellCount * threads.threads).fill(NONE);
  cells.set({ phase: PHASES.descend });
  await cells.run(blocks, work);
  [at.lists, at.nextLists] = [at.nextLists, at.lists];
  cells.set({ lists: at.lists, nextLists: at.nextLists });
}

/** Lists for each row the rows that have it among their best k: at most k, those that rank it first. */
function reverseLists(cells: CellMemory): void {
  const { at, n, k, sizes } = cells;
  const { length } = sizes;
  const found = cells.words(at.lists + n * length * 4, n * length);
  const start = cells.words(at.reverseStart, n + 1);
  const reverse = cells.words(at.reverse, n * k);
  const degree = new Uint32Array(n);
  for (let rank = 0; rank < k; rank++) {
    for (let i = 0; i < n; i++) {
      const id = found[i * length + rank]!;
      if (id === NONE) continue;
      const row = id & ~NEW;
      if (degree[row]! < k) degree[row]!++;
    }
  }
  start[0] = 0;
  for (let i = 0; i < n; i++) start[i + 1] = start[i]! + degree[i]!;
  degree.fill(0);
  for (let rank = 0; rank < k; rank++) {
    for (let i = 0; i < n; i++) {
      const id = found[i * length + rank]!;
      if (id === NONE) continue;
      const row = id & ~NEW;
      if (degree[row]! < k) reverse[start[row]! + degree[row]!++] = id >= NEW ? i + NEW : i;
    }
  }
}
