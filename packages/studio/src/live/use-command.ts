import { useCallback, useState } from 'react';
import { asProblem, type Problem } from '../data/problem.js';

/** Something the server is asked for by a button: one at a time, with what went wrong. */
export function useCommand(): {
  ask: (work: () => Promise<unknown>) => void;
  asking: boolean;
  problem: Problem | null;
} {
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ask = useCallback((work: () => Promise<unknown>) => {
    setAsking(true);
    setProblem(null);
    work()
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setAsking(false));
  }, []);
  return { ask, asking, problem };
}
