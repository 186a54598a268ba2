import type { Matrix, Work } from '../matrix/index.js';
import { PHASES, type CellMemory } from './cell-memory.js';
import { middleOf } from './middle.js';

/** Rows a block of work does; the kernel has the same number. */
const BLOCK = 128;

/** Brings all rows into the kernel's memory as integers. */
export async function quantiseRows(cells: CellMemory, work: Work): Promise<void> {
  const { points, metric, n, stride, at } = cells;
  const { factor, center } = middleOf(points, metric);
  cells.floats(at.mean, points.cols).set(center);
  cells.setReal('factor', factor);
  cells.set({ phase: PHASES.quantise, floatStride: stride * 4 });
  const chunk = Math.floor(at.floatBytes / (stride * 4));
  for (let first = 0; first < n; first += chunk) {
    const count = Math.min(chunk, n - first);
    copyColumns(cells, points, first, count, 0, stride);
    cells.set({ floatFirst: first, floatCount: count });
    await cells.run(Math.ceil(count / BLOCK), work);
  }
}

/** Brings queries into the kernel's memory as integers, beside the rows. */
export async function quantiseQueries(cells: CellMemory, queries: Matrix, work: Work): Promise<void> {
  const { stride, at } = cells;
  copyColumns(cells, queries, 0, queries.rows, 0, stride);
  cells.set({ phase: PHASES.quantise, floatStride: stride * 4, floatFirst: 0, floatCount: queries.rows });
  cells.set({ rows: at.queryRows, scale: at.queryScale, bias: at.queryBias, unit: at.queryUnit });
  await cells.run(Math.ceil(queries.rows / BLOCK), work);
  cells.set({ rows: at.rows, scale: at.scale, bias: at.bias, unit: at.unit });
}

/**
 * Has the kernel order the lists by exact distance and write out the best: with all floats at hand, or column by
 * column where they do not fit. Afterwards `nextLists` holds nothing.
 */
export async function rerank(cells: CellMemory, cellCount: number, work: Work): Promise<void> {
  const { points, n, stride, at, metric, resident } = cells;
  const width = resident ? stride : Math.floor(at.floatBytes / (n * 256)) * 64;
  for (let first = 0; first < stride; first += width) {
    const columns = Math.min(width, stride - first);
    cells.set({ floatFirst: first, floatStride: columns * 4, floatCount: n });
    if (!resident) {
      copyColumns(cells, points, 0, n, first, columns);
      if (metric === 'cosine') {
        cells.set({ phase: PHASES.scaleColumns });
        await cells.run(Math.ceil(n / BLOCK), work);
      }
    }
    cells.set({ phase: PHASES.accumulate });
    await cells.run(cellCount, work);
  }
  cells.set({ phase: PHASES.finish });
  await cells.run(cellCount, work);
}

/** Copies some columns of some rows to where the kernel looks for floats; columns past the last are 0. */
function copyColumns(
  cells: CellMemory,
  { data, cols }: Matrix,
  first: number,
  count: number,
  column: number,
  columns: number,
): void {
  const into = cells.floats(cells.at.floats, count * columns);
  if (columns === cols) {
    into.set(data.subarray(first * cols, (first + count) * cols));
    return;
  }
  const there = Math.min(columns, cols - column);
  if (there < columns) into.fill(0);
  for (let i = 0; i < count; i++) {
    const from = (first + i) * cols + column;
    const to = i * columns;
    for (let j = 0; j < there; j++) into[to + j] = data[from + j]!;
  }
}
