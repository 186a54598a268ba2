import type { Rows } from '../data/rows.js';

/** Finds rows by what the table's id column says of them. */
export interface IdIndex {
  /** Places of the rows with this very id, case folded; none where it cannot be one. */
  find(typed: string): number[];
}

/** Ids with letters are looked up once there is a digit: words are titles. */
const LIKE_AN_ID = /^(?=.*\d)\S{1,100}$/;

/** Rows by the column that is their id; what it takes is made when the first id is typed. */
export function idIndex(rows: Rows): IdIndex {
  const column = rows.source.find(({ role }) => role === 'id');
  let places: Map<string, number[]> | null = null;
  let numbers: Float64Array | null = null;

  function byWords(): Map<string, number[]> {
    const found = new Map<string, number[]>();
    for (let i = 0; i < rows.n; i++) {
      const id = column!.value(i);
      if (id === null) continue;
      const key = String(id).trim().toLowerCase();
      const same = found.get(key);
      if (same === undefined) found.set(key, [i]);
      else same.push(i);
    }
    return found;
  }

  return {
    find(typed) {
      const wanted = typed.trim().toLowerCase();
      if (column === undefined || !LIKE_AN_ID.test(wanted)) return [];
      if (column.kind === 'words') return (places ??= byWords()).get(wanted) ?? [];
      const number = Number(wanted);
      if (column.kind !== 'number' || !Number.isFinite(number)) return [];
      const found: number[] = [];
      numbers ??= Float64Array.from({ length: rows.n }, (_, i) => Number(column.value(i) ?? NaN));
      for (let i = numbers.indexOf(number); i >= 0; i = numbers.indexOf(number, i + 1)) found.push(i);
      return found;
    },
  };
}
