import type { Rows } from './rows.js';

/**
 * Rows that share with those before what is equal in both: their keys, and their places on the map. Who compares by
 * identity then sees that they are the same rows, and whether they lie where they lay.
 *
 * @returns `rows` itself where the keys are others
 */
export function sharedWith(rows: Rows, before: Rows): Rows {
  if (!isSame(rows.key, before.key)) return rows;
  const value = <T>(each: T) => ({ value: each, enumerable: true });
  const isMap = isSame(rows.x, before.x) && isSame(rows.y, before.y);
  // Columns of the table are read when first asked for; copying their values would read them now.
  return Object.defineProperties({} as Rows, {
    ...Object.getOwnPropertyDescriptors(rows),
    key: value(before.key),
    ...(isMap && { x: value(before.x), y: value(before.y) }),
  });
}

function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
