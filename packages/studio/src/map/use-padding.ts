import type { Padding } from '@parallax-map/core';
import { useEffect, useMemo, useState } from 'react';
import type { View } from '../state/place.js';

/** Room for a name that stands at the edge. */
const EDGE = 28;
/** The bar above, as styles/bar.css sets it. */
const BAR = { wide: 72, narrow: 112 };
/** Widths of the panels, as styles/panel.css sets them. */
const PANEL = { topics: 392, data: 672 };
const NARROW = 720;

/** What floats above the map, in CSS pixels from each edge, so that the map fits beside it. */
export function usePadding(view: View): Padding {
  const [width, setWidth] = useState(() => window.innerWidth);
  useEffect(() => {
    const read = () => setWidth(window.innerWidth);
    addEventListener('resize', read);
    return () => removeEventListener('resize', read);
  }, []);
  return useMemo(() => {
    const narrow = width < NARROW;
    const panel = narrow || view === 'map' ? 0 : Math.min(PANEL[view], width * 0.6);
    return {
      top: narrow ? BAR.narrow : BAR.wide,
      right: narrow ? 20 : EDGE * 2,
      bottom: narrow ? 64 : EDGE * 2,
      left: (narrow ? 20 : EDGE * 2) + panel,
    };
  }, [view, width]);
}
