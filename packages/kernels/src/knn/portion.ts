import type { Work } from '../matrix/index.js';

/** A part of a longer piece of work: its progress counts from `from` to `to` of the whole. */
export function portion({ signal, onProgress }: Work, from: number, to: number): Work {
  return { signal, onProgress: onProgress && ((share) => onProgress(from + share * (to - from))) };
}
