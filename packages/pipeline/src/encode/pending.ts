/** What is still to be encoded of some contents. */
export interface Pending {
  /** The first place of each distinct content that no vector is kept of, ascending. */
  places: number[];
  /** How many distinct contents there are. */
  of: number;
}

/**
 * @param hashes of the contents, in the order of the rows
 * @param known which of these hashes a vector is kept of
 */
export async function pendingPlaces(
  hashes: readonly string[],
  known: (hashes: ReadonlySet<string>) => Promise<{ has(hash: string): boolean }>,
): Promise<Pending> {
  const placeOf = new Map<string, number>();
  hashes.forEach((hash, place) => {
    if (!placeOf.has(hash)) placeOf.set(hash, place);
  });
  const kept = await known(new Set(placeOf.keys()));
  const places = [...placeOf].flatMap(([hash, place]) => (kept.has(hash) ? [] : [place]));
  return { places, of: placeOf.size };
}
