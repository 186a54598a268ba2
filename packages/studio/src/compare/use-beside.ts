import { useEffect, useState } from 'react';
import { loadPerspective } from '../data/load.js';
import { asProblem, type Problem } from '../data/problem.js';
import { sharedWith } from '../data/same-rows.js';
import type { Answer } from '../recipe/answer.js';

export interface Beside {
  /** The other perspective; null while there is none, or it is read. */
  answer: Answer | null;
  reading: boolean;
  problem: Problem | null;
}

const NOTHING: Beside = { answer: null, reading: false, problem: null };

/** Reads the perspective that stands beside this one. */
export function useBeside(own: Answer, name: string | null): Beside {
  const [beside, setBeside] = useState<Beside>(NOTHING);
  useEffect(() => {
    if (name === null || name === own.data.perspective) return setBeside(NOTHING);
    let stopped = false;
    setBeside({ ...NOTHING, reading: true });
    loadPerspective(name).then(
      (answer) => {
        if (stopped) return;
        // Points that are the same rows then move instead of being made anew.
        const rows = sharedWith(answer.rows, own.rows);
        setBeside({ ...NOTHING, answer: { data: answer.data, rows } });
      },
      (error: unknown) => {
        if (!stopped) setBeside({ ...NOTHING, problem: asProblem(error) });
      },
    );
    return () => {
      stopped = true;
    };
  }, [own, name]);
  return beside;
}
