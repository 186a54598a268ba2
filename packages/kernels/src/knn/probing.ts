import type { Work } from '../matrix/index.js';
import { portion } from './portion.js';
import { NONE, PHASES, type CellMemory } from './cell-memory.js';

/** Empties all lists. */
export function clearLists(cells: CellMemory): void {
  const { at, n, sizes } = cells;
  cells.floats(at.lists, n * sizes.length).fill(-Infinity);
  cells.words(at.lists + n * sizes.length * 4, n * sizes.length).fill(NONE);
}

/** Has every row look through its own cell, then through the nearest others until `patience` bring it nothing. */
export async function probeCells(
  cells: CellMemory,
  cellCount: number,
  { probes, patience }: { probes: number; patience: number },
  work: Work,
): Promise<void> {
  const { at, n } = cells;
  cells.words(at.probed, n).fill(0);
  cells.words(at.idle, n).fill(0);
  cells.set({ phase: PHASES.searchOwn, probeCount: probes });
  await cells.run(cellCount, portion(work, 0, 0.1));
  cells.set({ phase: PHASES.probe });
  for (let rank = 0; rank < probes; rank++) {
    if (queueRows(cells, cellCount, rank, probes, patience) < n / 1000) break;
    await cells.run(cellCount, portion(work, 0.1 + (0.9 * rank) / probes, 0.1 + (0.9 * (rank + 1)) / probes));
  }
}

/** Queues the rows that still look for more at the cell they look through next. @returns how many there are */
function queueRows(
  cells: CellMemory,
  cellCount: number,
  rank: number,
  probes: number,
  patience: number,
): number {
  const { at, n } = cells;
  const order = cells.words(at.order, n);
  const idle = cells.words(at.idle, n);
  const next = cells.words(at.probes, n * probes);
  const queue = cells.words(at.queue, n);
  const ends = cells.words(at.queueStart, cellCount + 1).fill(0);
  for (let i = 0; i < n; i++) {
    if (idle[i]! >= patience) continue;
    const cell = next[i * probes + rank]!;
    if (cell === NONE) idle[i] = patience;
    else ends[cell + 1]!++;
  }
  for (let c = 0; c < cellCount; c++) ends[c + 1]! += ends[c]!;
  const place = ends.slice();
  for (let p = 0; p < n; p++) {
    const i = order[p]!;
    if (idle[i]! < patience) queue[place[next[i * probes + rank]!]!++] = i;
  }
  return ends[cellCount]!;
}
