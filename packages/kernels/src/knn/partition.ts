import type { Work } from '../matrix/index.js';
import { random } from '../random/index.js';
import { ASSIGNED, MOST_CENTERS, PHASES, type CellMemory } from './cell-memory.js';

/** Rows order[first] to order[first + count − 1]. */
interface Cell {
  first: number;
  count: number;
}

/** A cell that is to be split, and where its centers are. */
interface Split extends Cell {
  center: number;
  centers: number;
  /** Rows of it that the centers are found with. */
  sample: Cell;
}

/** Rows sampled for each center. */
const SAMPLE = 32;
const ITERATIONS = 4;
const MOST_LEVELS = 12;

/**
 * Puts every row into a cell of near rows, of at most 2 · leaf: k-means on a sample, all rows to the nearest center,
 * and again inside cells that are too large. Where k-means hardly splits (copies of one row), rows are cut by index.
 *
 * @param seed another one gives another partition
 * @returns the number of cells
 */
export async function partition(cells: CellMemory, seed: number, work: Work): Promise<number> {
  const { n, sizes, at } = cells;
  const order = cells.words(at.order, n);
  order.forEach((_, i) => (order[i] = i));
  let parts: Cell[] = [{ first: 0, count: n }];
  for (let level = 0; parts.some(isLarge); level++) {
    const wanted = parts.filter(isLarge).reduce((sum, part) => sum + centersFor(part), 0);
    const room = sizes.cells - 1.5 * (n / sizes.leaf) - parts.length;
    if (level === MOST_LEVELS || wanted > room) {
      parts = parts.flatMap((part) => (isLarge(part) ? cut(part) : [part]));
      break;
    }
    const splits = planSplits(
      cells,
      parts.filter(isLarge),
      random(seed, `knn.partition.${level}`),
      centersFor,
    );
    await findCenters(cells, splits, work);
    await assign(cells, at.order, splits, work);
    const children = splits.map((split) => {
      const found = sortByLabel(cells, split);
      return Math.max(...found.map(({ count }) => count)) > 0.9 * split.count ? cut(split) : found;
    });
    parts = parts.flatMap((part) => (isLarge(part) ? children.shift()! : [part]));
  }
  await describe(cells, parts, work);
  return parts.length;

  function isLarge({ count }: Cell): boolean {
    return count > 2 * sizes.leaf;
  }
  function centersFor({ count }: Cell): number {
    return Math.min(MOST_CENTERS, Math.ceil(count / sizes.leaf));
  }
  function cut({ first, count }: Cell): Cell[] {
    const pieces = Math.ceil(count / sizes.leaf);
    const size = Math.ceil(count / pieces);
    return Array.from({ length: Math.ceil(count / size) }, (_, i) => ({
      first: first + i * size,
      count: Math.min(size, count - i * size),
    }));
  }
}

/** Chooses the sampled rows: one from each of as many equal stretches of the cell. */
function planSplits(
  cells: CellMemory,
  large: Cell[],
  draws: ReturnType<typeof random>,
  centersFor: (cell: Cell) => number,
): Split[] {
  const { n, at } = cells;
  const order = cells.words(at.order, n);
  const sampled = cells.words(at.probed, n);
  let center = 0;
  let place = 0;
  return large.map((cell) => {
    const centers = centersFor(cell);
    const count = Math.min(cell.count, SAMPLE * centers);
    const split = { ...cell, center, centers, sample: { first: place, count } };
    for (let s = 0; s < count; s++, place++) {
      const within = (s + draws.uniform(place)) * (cell.count / count);
      sampled[place] = order[cell.first + Math.min(cell.count - 1, Math.floor(within))]!;
    }
    center += centers;
    return split;
  });
}

/** k-means of the sampled rows (Lloyd 1982). */
async function findCenters(cells: CellMemory, splits: Split[], work: Work): Promise<void> {
  const { at, n, sizes } = cells;
  const last = splits.at(-1)!;
  const centers = last.center + last.centers;
  const sampled = cells.words(at.probed, n);
  const members = cells.words(at.idle, n);
  const start = cells.words(at.start, sizes.cells + 1);
  for (const { center, centers: count, sample } of splits) {
    for (let c = 0; c < count; c++) {
      members[center + c] = sampled[sample.first + Math.floor(((c + 0.5) * sample.count) / count)]!;
      start[center + c] = center + c;
    }
  }
  start[centers] = centers;
  await average(cells, at.idle, centers, work);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const samples = splits.map((split) => ({ ...split, ...split.sample }));
    await assign(cells, at.probed, samples, work);
    samples.forEach((sample) => sortSample(cells, sample));
    start[centers] = last.sample.first + last.sample.count;
    await average(cells, at.idle, centers, work);
  }
}

/** Orders sampled rows by their centers. */
function sortSample(cells: CellMemory, { first, count, center, centers }: Split): void {
  const { at, n, sizes } = cells;
  const ends = countLabels(cells.words(at.labels, n), first, count, centers);
  cells.words(at.start, sizes.cells + 1).set(
    ends.subarray(0, centers).map((end) => first + end),
    center,
  );
  scatter(cells.words(at.probed, n), cells.words(at.idle, n), cells.words(at.labels, n), first, count, ends);
}

/** Orders the rows of a cell by their centers. @returns the new cells, none of them empty */
function sortByLabel(cells: CellMemory, { first, count, centers }: Split): Cell[] {
  const { at, n } = cells;
  const labels = cells.words(at.labels, n);
  const ends = countLabels(labels, first, count, centers);
  const found: Cell[] = [];
  for (let c = 0; c < centers; c++) {
    const size = ends[c + 1]! - ends[c]!;
    if (size > 0) found.push({ first: first + ends[c]!, count: size });
  }
  const order = cells.words(at.order, n);
  const before = order.slice(first, first + count);
  for (let i = 0; i < count; i++) order[first + ends[labels[first + i]!]!++] = before[i]!;
  return found;
}

/** Where the rows of each label begin. */
function countLabels(labels: Uint32Array, first: number, count: number, centers: number): Uint32Array {
  const ends = new Uint32Array(centers + 1);
  for (let i = first; i < first + count; i++) ends[labels[i]! + 1]!++;
  for (let c = 0; c < centers; c++) ends[c + 1]! += ends[c]!;
  return ends;
}

function scatter(
  from: Uint32Array,
  to: Uint32Array,
  labels: Uint32Array,
  first: number,
  count: number,
  ends: Uint32Array,
): void {
  for (let i = first; i < first + count; i++) to[first + ends[labels[i]!]!++] = from[i]!;
}

/** Labels the rows of each cell with the nearest of its centers. */
async function assign(cells: CellMemory, order: number, splits: Split[], work: Work): Promise<void> {
  const tasks: number[] = [];
  for (const { first, count, center, centers } of splits) {
    for (let done = 0; done < count; done += ASSIGNED) {
      tasks.push(first + done, Math.min(ASSIGNED, count - done), center, centers);
    }
  }
  cells.words(cells.at.tasks, tasks.length).set(tasks);
  cells.set({ phase: PHASES.assign, order });
  await cells.run(tasks.length / 4, work);
  cells.set({ order: cells.at.order });
}

/** Centers 0 to count − 1, from the rows at start[c] to start[c + 1] − 1 of `order`. */
async function average(cells: CellMemory, order: number, count: number, work: Work): Promise<void> {
  cells.set({ phase: PHASES.average, order, centerFirst: 0 });
  await cells.run(count, work);
  cells.set({ order: cells.at.order });
}

/** Writes down which rows the cells have, their centers, and which cells are near each. */
async function describe(cells: CellMemory, parts: Cell[], work: Work): Promise<void> {
  const { at, n, sizes } = cells;
  const order = cells.words(at.order, n);
  const start = cells.words(at.start, sizes.cells + 1);
  const cellOf = cells.words(at.cellOf, n);
  parts.forEach(({ first, count }, c) => {
    start[c] = first;
    for (let i = first; i < first + count; i++) cellOf[order[i]!] = c;
  });
  start[parts.length] = n;
  cells.set({ cells: parts.length });
  await average(cells, at.order, parts.length, work);
  cells.set({ phase: PHASES.findNear });
  await cells.run(Math.ceil(parts.length / 48), work);
}
