import { useEffect, useState } from 'react';
import { loadPerspective } from '../data/load.js';
import { asProblem, type Problem } from '../data/problem.js';
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
        if (!stopped) setBeside({ ...NOTHING, answer: overSameRows(own, answer) });
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

/** With the very keys of this page's rows, where both answers have the same: points then move instead of being made anew. */
export function overSameRows(own: Answer, other: Answer): Answer {
  const { key } = own.rows;
  const { rows, data } = other;
  if (key === rows.key || key.length !== rows.key.length || key.some((each, i) => each !== rows.key[i]))
    return other;
  // Columns of the table are read when first asked for; copying their values would read them now.
  const same = { ...Object.getOwnPropertyDescriptors(rows), key: { value: key, enumerable: true } };
  return { data, rows: Object.defineProperties({} as typeof rows, same) };
}
