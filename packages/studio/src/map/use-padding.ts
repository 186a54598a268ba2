import type { Padding } from '@parallax-map/core';
import { useEffect, useMemo, useState } from 'react';
import { isNarrow } from '../state/narrow.js';
import type { View } from '../state/place.js';
import { rem } from '../state/rem.js';

/** Room for a name that stands at the edge, in rem. */
const EDGE = { wide: 3.5, narrow: 1.25 };
/** The bar above, as styles/bar.css sets it, with room for a name of two lines under it, in rem. */
const BAR = { wide: 5.75, narrow: 8.25 };
/** Widths of the panels, as styles/panel.css sets them, in rem. */
const PANEL = { topics: 24.5, data: 42, recipe: 33 };
/** The dock at the right and the years below, as styles/dock.css sets them, likewise. */
const DOCK = 20.5;
const TIME = 4.5;
/** The switch between two answers under the bar, as styles/recipe.css sets it, likewise. */
const VERSUS = 2.25;
/** The tools below, as styles/map.css sets them, likewise. */
const TOOLS = { wide: 4.75, narrow: 7 };
/** The legend, as styles/time.css sets it: its width at the lower left, or its height above the tools, likewise. */
const LEGEND = { wide: 13, narrow: 8.75 };
/** Of a narrow window, what the dock covers as a sheet, as styles/dock.css sets it. */
const DOCK_SHEET = 0.6;

/** Which of what floats above the map is there. */
interface Around {
  view: View;
  dock: boolean;
  /** The years below. */
  time: boolean;
  /** The switch between two answers. */
  versus: boolean;
  legend: boolean;
}

/** What floats above the map, in CSS pixels from each edge, so that the map fits beside it. */
export function usePadding({ view, dock, time, versus, legend }: Around): Padding {
  const [[width, height], setSize] = useState(windowSize);
  useEffect(() => {
    const read = () => setSize(windowSize);
    addEventListener('resize', read);
    return () => removeEventListener('resize', read);
  }, []);
  // On a phone a panel covers the map whole: the map behind it need not move, nor a flight stop, when it goes.
  const beside = isNarrow() ? 'map' : view;
  return useMemo(() => {
    const size = isNarrow() ? 'narrow' : 'wide';
    const panel = panelBeside(beside, width);
    // In the dock, there is a legend already.
    const key = legend && !dock && (beside === 'map' || beside === 'topics') ? rem(LEGEND[size]) : 0;
    const beneath =
      size === 'narrow' && dock
        ? DOCK_SHEET * height + rem(EDGE[size])
        : rem(TOOLS[size]) + (size === 'narrow' ? key : 0);
    return {
      top: rem(BAR[size]) + (versus ? rem(VERSUS) : 0),
      right: rem(EDGE[size]) + (dock && size === 'wide' ? rem(DOCK) : 0),
      bottom: beneath + (time && size === 'wide' ? rem(TIME) : 0),
      left: rem(EDGE[size]) + panel + (size === 'wide' ? key : 0),
    };
  }, [beside, width, height, dock, time, versus, legend]);
}

function windowSize(): [width: number, height: number] {
  return [window.innerWidth, window.innerHeight];
}

/** What a panel beside the map covers of it at the left, CSS pixels. */
export function panelBeside(view: View, width: number): number {
  return isNarrow() || view === 'map' ? 0 : Math.min(rem(PANEL[view]), width * 0.6);
}
