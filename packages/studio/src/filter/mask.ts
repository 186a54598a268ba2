/** How many rows a mask keeps. @param mask 1 for each of them */
export function countKept(mask: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += mask[i]!;
  return count;
}

/** Rows that all masks keep; the very mask where it is one, null where there is none. */
export function keptByAll(masks: readonly Uint8Array[]): Uint8Array | null {
  const [first, ...others] = masks;
  if (first === undefined || others.length === 0) return first ?? null;
  const all = first.slice();
  for (const mask of others) for (let i = 0; i < all.length; i++) all[i]! &= mask[i]!;
  return all;
}
