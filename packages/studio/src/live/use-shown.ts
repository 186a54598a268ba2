import { useEffect, useRef, useState } from 'react';
import { listPerspectives } from '../data/live.js';
import { loadOffline, loadPerspective, type Loaded } from '../data/load.js';
import { isOffline } from '../data/offline.js';
import { Problem, asProblem } from '../data/problem.js';
import { loadNameFonts } from '../map/fonts.js';
import { carryPlace } from './carry-place.js';
import type { Place } from '../state/place.js';
import type { Go, WantedPerspective } from '../state/use-address.js';
import type { RunStory } from './story.js';

export type Shown =
  | { now: 'loading' }
  | { now: 'failed'; problem: Problem }
  /** Nothing can be seen before a run has come further. */
  | { now: 'waiting' }
  | { now: 'ready'; loaded: Loaded; perspectives: readonly string[] };

/**
 * Loads what the address asks for, and again when a run has more to show of it: the page never reloads.
 *
 * @param run that goes on, or went on last
 * @param wanted perspective that the address asks for; the first one where it names none that is there
 */
export function useShown(run: RunStory | null, wanted: WantedPerspective, place: Place, go: Go): Shown {
  const [shown, setShown] = useState<Shown>({ now: 'loading' });
  const held = useRef<Loaded | null>(null);
  const asked = useRef(wanted);
  const at = useRef(place);
  at.current = place;
  const { perspective: running = null, state } = run ?? {};
  /** Changes when there is more to see of the run, or nothing more to come. */
  const turn = run === null ? '' : `${run.id} ${run.shown?.etag} ${state === 'running'}`;

  useEffect(() => {
    let current = true;
    const before = held.current;
    const chosen = wanted !== asked.current;
    asked.current = wanted;
    if (before !== null && !chosen && before.data.perspective !== running) return;
    const show = (next: Shown): void => {
      if (current) setShown(next);
    };
    const isRunning = state !== undefined;
    (isOffline() ? offline() : live(wanted.name, before, isRunning)).then(
      (next) => {
        if (!current || next.now !== 'ready') return show(next);
        const { loaded } = next;
        held.current = loaded;
        document.title = `${loaded.data.name} · Parallax`;
        show(next);
        // An address from the history says by itself where the reader was.
        if (before !== null && loaded !== before && (!chosen || wanted.by === 'choice')) {
          const change = carryPlace(at.current, before.rows, loaded.rows);
          if (Object.keys(change).length > 0) go(change, 'correction');
        }
      },
      (error: unknown) => show({ now: 'failed', problem: asProblem(error) }),
    );
    return () => {
      current = false;
    };
  }, [wanted, running, state, turn, go]);
  return shown;
}

async function offline(): Promise<Shown> {
  const loaded = await loadOffline();
  await loadNameFonts(loaded.data.topics);
  return { now: 'ready', loaded, perspectives: [loaded.data.perspective] };
}

/** @param hasRun whether the server told of a run, which then is what there is to show */
async function live(wanted: string | null, before: Loaded | null, hasRun: boolean): Promise<Shown> {
  const { perspectives, running } = await listPerspectives();
  const isThere = wanted !== null && perspectives.includes(wanted);
  const isComing = wanted !== null && running?.perspective === wanted;
  const name = isThere ? wanted : isComing ? undefined : perspectives[0];
  if (name === undefined) {
    if (running !== null || hasRun) return { now: 'waiting' };
    throw new Problem('There is nothing to show yet.', 'Run "parallax run" on a table first.');
  }
  const loaded = await loadPerspective(name, before);
  // The type that the names are set in must be there when they are measured.
  await loadNameFonts(loaded.data.topics);
  return { now: 'ready', loaded, perspectives };
}
