import { useCallback, useEffect, useState } from 'react';
import { formatPlace, parsePlace, steadyPlace, type Place } from './place.js';

/** A step makes an entry that the back button returns from; a correction does not. */
export type Go = (
  change: Partial<Place> | ((now: Place) => Partial<Place>),
  how?: 'step' | 'correction',
) => void;

/** What the address asks for; the same while it asks for the same. */
export interface WantedPerspective {
  /** null where it names none. */
  name: string | null;
  /** Whether the reader chose it in this page, or it stands in an address, as they went back to it. */
  by: 'choice' | 'address';
}

export interface Address {
  place: Place;
  go: Go;
  wanted: WantedPerspective;
  /** Goes to another perspective, at the same place. */
  choose: (perspective: string) => void;
}

/** The place and the perspective in the address, kept in step with it both ways. */
export function useAddress(): Address {
  const [place, setPlace] = useState(() => parsePlace(location.hash));
  const [wanted, setWanted] = useState<WantedPerspective>(() => ({ name: namedNow(), by: 'address' }));
  useEffect(() => {
    const read = () => {
      setPlace((before) => steadyPlace(before, parsePlace(location.hash)));
      setWanted((before) => (before.name === namedNow() ? before : { name: namedNow(), by: 'address' }));
    };
    addEventListener('popstate', read);
    addEventListener('hashchange', read);
    return () => {
      removeEventListener('popstate', read);
      removeEventListener('hashchange', read);
    };
  }, []);
  useUndo();
  const go = useCallback<Go>((change, how = 'step') => {
    // The address is the one truth: two changes in one tick must not undo each other.
    const now = parsePlace(location.hash);
    const next = { ...now, ...(typeof change === 'function' ? change(now) : change) };
    const address = location.pathname + location.search + formatPlace(next);
    if (formatPlace(next) !== formatPlace(now)) {
      if (how === 'step') history.pushState({ step: stepNow() + 1 }, '', address);
      else history.replaceState(history.state, '', address);
    }
    setPlace((before) => steadyPlace(before, next));
  }, []);
  const choose = useCallback((name: string) => {
    const search = new URLSearchParams({ perspective: name });
    const address = `${location.pathname}?${search.toString()}${location.hash}`;
    history.pushState({ step: stepNow() + 1 }, '', address);
    setWanted({ name, by: 'choice' });
  }, []);
  return { place, go, wanted, choose };
}

function namedNow(): string | null {
  return new URLSearchParams(location.search).get('perspective');
}

/** Steps that this page has taken, as far back as the back button may go without leaving it. */
function stepNow(): number {
  const { state } = history as { state: { step?: unknown } | null };
  return typeof state?.step === 'number' ? state.step : 0;
}

/** Ctrl or Cmd with Z takes a step back, with Shift forward; not while text is typed. */
function useUndo(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && event.target.matches('input[type=text], textarea');
      if (typing || event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.altKey)
        return;
      event.preventDefault();
      if (event.shiftKey) history.forward();
      else if (stepNow() > 0) history.back();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
