import type { Work } from './matrix/index.js';

/**
 * A part of a longer piece of work: its progress counts from `from` to `to` of the whole. It never falls, though several
 * jobs count in it one after the other, and never passes `to`, where the next part begins.
 */
export function portion({ signal, onProgress }: Work, from: number, to: number): Work {
  if (onProgress === undefined) return { signal };
  let reached = from;
  return {
    signal,
    onProgress: (share) => {
      // from + (to − from) may round to more than `to`.
      reached = Math.max(reached, Math.min(to, from + share * (to - from)));
      onProgress(reached);
    },
  };
}
