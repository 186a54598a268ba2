import type { CutOutcome, CutSection } from '@parallax-map/core';
import type { Recut, RecutInput } from './recut.js';

/** What the page asks of the worker that cuts. A later `cut` or `sweep` takes the place of an earlier one. */
export type Ask =
  | { ask: 'open'; input: RecutInput }
  | { ask: 'cut'; id: number; section: CutSection }
  | { ask: 'sweep'; id: number; section: CutSection };

export type Told =
  | { told: 'cut'; id: number; recut: Recut; ms: number }
  | { told: 'named'; id: number; recut: Recut; ms: number }
  | { told: 'outcome'; id: number; outcomes: CutOutcome[]; whole: boolean }
  | { told: 'failed'; message: string };
