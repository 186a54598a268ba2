import { useCallback, useEffect, useMemo, useState } from 'react';
import { keepColours } from '../compare/keep-colours.js';
import { useBeside, type Beside } from '../compare/use-beside.js';
import type { Place } from '../state/place.js';
import type { Go } from '../state/use-address.js';
import type { Answer } from './answer.js';
import { useRecut, type RecutState } from './cut/use-recut.js';

/** Two answers of which one is shown, the other a key away. */
export interface Pair {
  before: Answer;
  after: Answer;
  /** What the two are called, shortly. */
  names: [string, string];
  kind: 'cut' | 'perspective' | 'run';
}

export interface Answers {
  /** The perspective's own answer. */
  own: Answer;
  shown: Answer;
  pair: Pair | null;
  recut: RecutState;
  beside: Beside;
  /** Keeps the answer as it is now for beside the one that a run is to give. */
  keep: () => void;
}

/**
 * Which answers there are, and which the address shows: another cut, another perspective, or what stood before a run.
 *
 * @param turnTo goes to another answer, leaving behind what was chosen in the one shown
 */
export function useAnswers(own: Answer, place: Place, turnTo: Go): Answers {
  const [earlier, setEarlier] = useState<Answer | null>(null);
  const recut = useRecut(own, place.cut, place.view === 'recipe');
  const beside = useBeside(own, place.compare);

  const pair = useMemo<Pair | null>(() => {
    if (recut.answer !== null)
      return { kind: 'cut', before: own, after: recut.answer, names: ['As run', 'As cut here'] };
    if (beside.answer !== null) {
      const names: Pair['names'] = [own.data.perspective, beside.answer.data.perspective];
      return { kind: 'perspective', before: own, after: keepColours(own, beside.answer), names };
    }
    if (earlier === null || earlier.data === own.data) return null;
    if (earlier.data.perspective !== own.data.perspective) return null;
    const after = keepColours(earlier, own);
    return { kind: 'run', before: earlier, after, names: ['Before the run', 'After it'] };
  }, [recut.answer, beside.answer, own, earlier]);

  const keep = useCallback(() => setEarlier(own), [own]);
  useFlipKey(pair !== null, place, turnTo);
  const shown = pair === null ? own : pair[place.shown];
  return useMemo(() => ({ own, shown, pair, recut, beside, keep }), [own, shown, pair, recut, beside, keep]);
}

/** B shows the other answer, wherever no text is typed. */
function useFlipKey(on: boolean, { shown }: Place, turnTo: Go): void {
  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement &&
        event.target.matches('input:not([type=checkbox], [type=radio], [type=range]), textarea, select');
      if (typing || event.key.toLowerCase() !== 'b' || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      turnTo({ shown: shown === 'after' ? 'before' : 'after' });
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [on, shown, turnTo]);
}
