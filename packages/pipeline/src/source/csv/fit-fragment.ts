import { fits, type ColumnKindOf } from './column-kinds.js';

type Cells = (string | null)[];

/** How the cells of a line that is no row on its own continue the row before. */
export type Fit =
  /** Its first cells go on with the last value, the others are the values that the row lacks. */
  | { is: 'end'; cells: number }
  /** All of it goes on with the last value. */
  | { is: 'middle' }
  /** Its own columns hold what they should, but for one in four. */
  | { is: 'row' }
  | { is: 'none' };

/**
 * @param lastFilled place of the last value that the row before has
 * @param kinds of the columns that have one
 */
export function fitFragment(fragment: Cells, lastFilled: number, kinds: ColumnKindOf[]): Fit {
  const last = lastCell(fragment);
  if (last < 0) return { is: 'middle' };
  const lacking = kinds.filter(({ column }) => column > lastFilled);
  const ways: number[] = [];
  for (let cells = 1; cells <= last; cells++) {
    const at = (column: number) => cells + column - lastFilled - 1;
    if (lastFilled + 1 + last - cells >= fragment.length) continue;
    // Then its values stand in their own columns too, as those of a row with a fault in its first cells would.
    if (cells === lastFilled + 1 && !isProse(fragment[0])) continue;
    if (lacking.every((kind) => fits(kind, fragment[at(kind.column)] ?? null))) ways.push(cells);
  }
  if (ways.length === 1) return { is: 'end', cells: ways[0]! };
  const own = kinds.slice(1).filter(({ column }) => isFilled(fragment[column]));
  const wrong = own.filter((kind) => !fits(kind, fragment[kind.column]!)).length;
  if (own.length > 0 && 4 * wrong <= own.length) return { is: 'row' };
  const strong = kinds.filter(({ weak }) => !weak);
  const isValue = (cell: string | null) => strong.some((kind) => fits(kind, cell));
  return { is: ways.length === 0 && !fragment.some(isValue) ? 'middle' : 'none' };
}

/** Place of the last cell that is filled; -1 where none is. */
export function lastCell(cells: Cells): number {
  return cells.findLastIndex(isFilled);
}

/** Three words or more and no digit, which stand for no date, number, address or code. */
function isProse(cell: string | null | undefined): boolean {
  return isFilled(cell) && cell.trim().split(/\s+/).length >= 3 && !/\d/.test(cell);
}

function isFilled(cell: string | null | undefined): cell is string {
  return cell !== null && cell !== undefined && cell.trim() !== '';
}
