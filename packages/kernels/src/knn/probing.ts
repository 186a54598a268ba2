import type { Work } from '../matrix/index.js';
import { portion } from '../portion.js';
import { NONE, PHASES, type CellMemory } from './cell-memory.js';

/** Cells that a row looks through at most, and how many in a row may bring it nothing. */
export interface Effort {
  probes: number;
  patience: number;
}

/** Empties the lists of `count` rows or queries. */
export function clearLists(cells: CellMemory, count: number): void {
  const { at, sizes } = cells;
  cells.floats(at.lists, count * sizes.length).fill(-Infinity);
  cells.words(at.lists + count * sizes.length * 4, count * sizes.length).fill(NONE);
}

/** Has every row look through its own cell, then through the nearest others until `patience` bring it nothing. */
export async function probeCells(
  cells: CellMemory,
  cellCount: number,
  effort: Effort,
  work: Work,
): Promise<void> {
  const { at, n } = cells;
  const { probes } = effort;
  startProbing(cells, n);
  cells.set({ phase: PHASES.searchOwn, probeCount: probes });
  await cells.run(cellCount, portion(work, 0, 0.1));
  const order = cells.words(at.order, n);
  for (let rank = 0; rank < probes; rank++) {
    if (enqueue(cells, cellCount, order, rank, effort) < n / 1000) break;
    await probe(
      cells,
      cellCount,
      portion(work, 0.1 + (0.9 * rank) / probes, 0.1 + (0.9 * (rank + 1)) / probes),
    );
  }
}

/** The same for `count` queries that are no rows; each stops by itself, whoever else asks. */
export async function probeForQueries(
  cells: CellMemory,
  cellCount: number,
  count: number,
  effort: Effort,
  work: Work,
): Promise<void> {
  startProbing(cells, count);
  clearLists(cells, count);
  cells.set({ phase: PHASES.routeQueries, listCount: count, probeCount: effort.probes });
  await cells.run(Math.ceil(count / 192), work);
  const order = Uint32Array.from({ length: count }, (_, query) => query);
  for (let rank = 0; rank < effort.probes; rank++) {
    if (enqueue(cells, cellCount, order, rank, effort) === 0) break;
    await probe(cells, cellCount, work);
  }
}

function startProbing(cells: CellMemory, count: number): void {
  cells.words(cells.at.probed, count).fill(0);
  cells.words(cells.at.idle, count).fill(0);
}

async function probe(cells: CellMemory, cellCount: number, work: Work): Promise<void> {
  cells.set({ phase: PHASES.probe });
  await cells.run(cellCount, work);
}

/** Queues those that still look for more at the cell they look through next. @returns how many there are */
function enqueue(
  cells: CellMemory,
  cellCount: number,
  order: Uint32Array,
  rank: number,
  { probes, patience }: Effort,
): number {
  const { at } = cells;
  const count = order.length;
  const idle = cells.words(at.idle, count);
  const next = cells.words(at.probes, count * probes);
  const queue = cells.words(at.queue, count);
  const ends = cells.words(at.queueStart, cellCount + 1).fill(0);
  for (let i = 0; i < count; i++) {
    if (idle[i]! >= patience) continue;
    const cell = next[i * probes + rank]!;
    if (cell === NONE) idle[i] = patience;
    else ends[cell + 1]!++;
  }
  for (let c = 0; c < cellCount; c++) ends[c + 1]! += ends[c]!;
  const place = ends.slice();
  for (let p = 0; p < count; p++) {
    const i = order[p]!;
    if (idle[i]! < patience) queue[place[next[i * probes + rank]!]!++] = i;
  }
  return ends[cellCount]!;
}
