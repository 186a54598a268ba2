/** Where a size gives the wanted number, a larger one that gives it too is looked for no closer than so. */
const COARSE = 1.15;

/**
 * The cluster size that gives the number of topics nearest to the wanted one; of equally near ones that were
 * tried, the largest. Topics become fewer as the size grows, though not at every step: so the range is halved towards
 * where they pass the wanted number, a dozen tries or two, and the neighbours of the best are tried as well.
 *
 * @param count topics that a size gives
 * @param most the largest size, ≥ 2
 */
export function sizeFor(count: (size: number) => number, topics: number, most: number): number {
  const missOf = new Map<number, number>();
  const tried = (size: number): number => {
    const found = count(size);
    missOf.set(size, Math.abs(found - topics));
    return found;
  };
  // The ends are taken on trust: the smallest size has the most hills to go through, and is seldom the one.
  let [low, high] = [2, most];
  let isFound = false;
  while (high > low + 1 && high > low * (isFound ? COARSE : 1)) {
    const middle = Math.min(high - 1, Math.max(low + 1, Math.round(Math.sqrt(low * high))));
    const found = tried(middle);
    isFound ||= found === topics;
    if (found >= topics) low = middle;
    else high = middle;
  }
  const tryAll = (sizes: readonly number[]): void =>
    sizes.forEach((size) => size >= 2 && size <= most && !missOf.has(size) && tried(size));
  if (!isFound) tryAll([low, high]);
  const [size, miss] = best(missOf);
  if (miss === 0) return size;
  tryAll([size * COARSE ** 2, size * COARSE].map(Math.ceil));
  tryAll([size / COARSE, size / COARSE ** 2].map(Math.floor));
  return best(missOf)[0];
}

function best(missOf: ReadonlyMap<number, number>): [size: number, miss: number] {
  return [...missOf].reduce((a, b) => (b[1] < a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a));
}
