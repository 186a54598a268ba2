import { useCallback, useEffect, useState } from 'react';
import { formatPlace, parsePlace, type Place } from './place.js';

/** A step makes an entry that the back button returns from; a correction does not. */
export type Go = (change: Partial<Place>, how?: 'step' | 'correction') => void;

/** The place in the address, kept in step with it both ways. */
export function useAddress(): { place: Place; go: Go } {
  const [place, setPlace] = useState(() => parsePlace(location.hash));
  useEffect(() => {
    const read = () => setPlace(parsePlace(location.hash));
    addEventListener('popstate', read);
    addEventListener('hashchange', read);
    return () => {
      removeEventListener('popstate', read);
      removeEventListener('hashchange', read);
    };
  }, []);
  const go = useCallback<Go>((change, how = 'step') => {
    // The address is the one truth: two changes in one tick must not undo each other.
    const next = { ...parsePlace(location.hash), ...change };
    const address = location.pathname + location.search + formatPlace(next);
    if (formatPlace(next) !== formatPlace(parsePlace(location.hash))) {
      if (how === 'step') history.pushState(null, '', address);
      else history.replaceState(null, '', address);
    }
    setPlace(next);
  }, []);
  return { place, go };
}
