import type { CutOutcome, CutSection } from '@parallax-map/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { readLinkage } from '../../data/linkage.js';
import { asProblem, type Problem } from '../../data/problem.js';
import { answerOf, type Answer } from '../answer.js';
import { CutClient } from './client.js';
import { cutBaseOf, formatCut, sameCut, type CutBase } from './settings.js';

/** Whether topics can be cut anew in this page: `none` where the method has no tree, or the page was not given it. */
export type TreeState = 'unread' | 'reading' | 'ready' | 'none' | 'failed';

export interface RecutState {
  /** How the run cut; null where its method cuts no tree. */
  base: CutBase | null;
  tree: TreeState;
  problem: Problem | null;
  /** The answer that the address asks for; null while it is the run's own, or is being made. */
  answer: Answer | null;
  /** Whether names are still being made. */
  naming: boolean;
  /** Milliseconds that the last cut took, names apart. */
  ms: number | null;
  /** Topics that kept their name. */
  carried: number | null;
  /** What every size gives with the other settings as they are, as far as that is known. */
  outcomes: CutOutcome[];
  sweeping: boolean;
}

const IDLE = { answer: null, naming: false, ms: null, carried: null } as const;

/**
 * Cuts the tree of an answer as the address says.
 *
 * @param asked null for the run's own cut
 * @param wanted whether the tree and what its sizes give are of use now: it is megabytes, and not read before
 */
export function useRecut(own: Answer, asked: CutSection | null, wanted: boolean): RecutState {
  const base = useMemo(() => cutBaseOf(own.data.report), [own]);
  const client = useRef<CutClient | null>(null);
  const [tree, setTree] = useState<TreeState>('unread');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [made, setMade] = useState<Pick<RecutState, 'answer' | 'naming' | 'ms' | 'carried'>>(IDLE);
  const [swept, setSwept] = useState<{ outcomes: CutOutcome[]; sweeping: boolean }>(NOTHING);
  const section = asked !== null && base !== null && !sameCut(asked, base.section) ? asked : null;
  const key = section === null ? '' : formatCut(section);
  const current = useRef(section);
  current.current = section;
  /** An answer on its way is not cut anew: its tree is not there yet. */
  const needed = base !== null && own.data.stage === undefined && (wanted || section !== null);

  useEffect(() => {
    if (!needed) return;
    let stopped = false;
    setTree('reading');
    setProblem(null);
    const fail = (error: unknown) => {
      if (stopped) return;
      setTree('failed');
      setProblem(asProblem(error));
    };
    readLinkage(own.data).then((linkage) => {
      if (stopped) return;
      if (linkage === null) return setTree('none');
      client.current = new CutClient(own.data, own.rows, base, linkage, {
        onRecut(recut, whole, ms) {
          if (current.current === null) return;
          const answer = answerOf(own, recut, current.current);
          setMade((before) => ({
            answer,
            naming: !whole,
            ms: whole ? before.ms : ms,
            carried: recut.carried,
          }));
        },
        onOutcomes: (outcomes, whole) => setSwept({ outcomes, sweeping: !whole }),
        onProblem: fail,
      });
      setTree('ready');
    }, fail);
    return () => {
      stopped = true;
      client.current?.close();
      client.current = null;
      setTree('unread');
      setMade(IDLE);
      setSwept(NOTHING);
    };
  }, [own, base, needed]);

  useEffect(() => {
    if (tree !== 'ready') return;
    if (current.current === null) setMade(IDLE);
    else client.current?.cut(current.current);
  }, [tree, key]);

  const others =
    base === null ? '' : formatCut({ ...(section ?? base.section), minClusterSize: 2, topics: null });
  useEffect(() => {
    if (tree !== 'ready' || !wanted) return;
    setSwept({ outcomes: [], sweeping: true });
    client.current?.sweep({ ...(current.current ?? base!.section), topics: null });
  }, [tree, wanted, others]);

  const answer = section === null ? null : made.answer;
  return useMemo(
    () => ({ base, tree, problem, ...made, answer, ...swept }),
    [base, tree, problem, made, answer, swept],
  );
}

const NOTHING = { outcomes: [], sweeping: false };
