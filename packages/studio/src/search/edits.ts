/**
 * Letters to put in, leave out, change or swap with their neighbour to make one word of the other (optimal string
 * alignment: Damerau 1964, restricted), by rows of the table in which only what is within reach is filled in.
 *
 * @param most more than this many are not told apart
 * @returns the number of edits, or most + 1
 */
export function edits(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  const far = most + 1;
  let before = new Array<number>(b.length + 1).fill(far);
  let last = Array.from({ length: b.length + 1 }, (_, j) => Math.min(j, far));
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(b.length + 1).fill(far);
    if (i <= most) row[0] = i;
    let least = row[0]!;
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let value = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped =
        i > 1 &&
        j > 1 &&
        a.charCodeAt(i - 1) === b.charCodeAt(j - 2) &&
        a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) value = Math.min(value, before[j - 2]! + 1);
      row[j] = Math.min(value, far);
      least = Math.min(least, row[j]!);
    }
    if (least > most) return far;
    before = last;
    last = row;
  }
  return last[b.length]!;
}
