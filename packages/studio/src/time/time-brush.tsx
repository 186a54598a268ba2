import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { YEAR } from '../data/rows.js';
import { binsFor, countBins, type Bins } from '../facets/count.js';
import { clauseAt, withClause, withoutClause, type Filter } from '../filter/clause.js';
import type { Sift } from '../filter/sift.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import { whenAtRest } from '../state/hand.js';
import { Histogram, type Range } from './histogram.js';

interface TimeBrushProps {
  filter: Filter;
  sift: Sift;
}

const MOST_BINS = 130;
/** Milliseconds that a year stands while time plays. */
const BEAT = 260;

/** Rows by year under the map; a stretch of years keeps its rows bright, and can be played through. */
export const TimeBrush = memo(function TimeBrush({ filter, sift }: TimeBrushProps) {
  const { rows } = useAnswer();
  const { filterBy } = useActs();
  const ready = useRest(rows.n);
  const column = ready ? rows.columns.find(({ name }) => name === YEAR) : undefined;
  const years = column !== undefined && column.kind !== 'category' ? column : null;
  const bins = useMemo(() => years && binsFor(years, MOST_BINS), [years]);
  const kept = sift.without(`range ${YEAR}`);
  const all = useMemo(() => years && bins && countBins(years, bins, null), [years, bins]);
  const counts = useMemo(() => years && bins && countBins(years, bins, kept), [years, bins, kept]);
  const clause = clauseAt(filter, 'range', YEAR);
  const set = (range: Range | null, how: 'step' | 'correction' = 'step') =>
    filterBy(
      range === null
        ? withoutClause(filter, `range ${YEAR}`)
        : withClause(filter, { kind: 'range', column: YEAR, ...range }),
      how,
    );
  const { playing, toggle } = usePlay(bins, clause, set);
  if (bins === null || all === null || counts === null || bins.count < 2) return null;
  return (
    <section className="time" aria-label="Time">
      <button
        className="play"
        aria-label={playing ? 'Stop' : 'Play through the years'}
        title={playing ? 'Stop' : 'Play through the years'}
        onClick={toggle}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d={playing ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M4 2.5 13 8l-9 5.5z'} fill="currentColor" />
        </svg>
      </button>
      <Histogram
        name="years"
        bins={bins}
        all={all}
        counts={counts}
        range={clause}
        onRange={(range) => set(range)}
      />
      {clause !== null && (
        <button className="quiet" onClick={() => set(null)}>
          All years
        </button>
      )}
    </section>
  );
});

/** Of more rows the columns are read once the page has a moment: the map comes first. */
const AT_ONCE = 50_000;

/** Whether columns may be read. */
function useRest(n: number): boolean {
  const [rested, setRested] = useState(n <= AT_ONCE);
  useEffect(() => {
    if (!rested) return whenAtRest(() => setRested(true), 500);
  }, [rested]);
  return rested;
}

/** Moves the stretch on by a bin at each beat, from the start where it stands at the end, and stops there. */
function usePlay(
  bins: Bins | null,
  range: Range | null,
  set: (range: Range | null, how?: 'step' | 'correction') => void,
) {
  const [playing, setPlaying] = useState(false);
  const latest = useRef({ bins, range, set });
  latest.current = { bins, range, set };
  useEffect(() => {
    if (!playing || bins === null) return;
    const window = Math.max(1, Math.round(bins.count / 12));
    const last = bins.from + bins.count * bins.width - 1;
    const beat = () => {
      const { range: now, set: put } = latest.current;
      const from = now?.from ?? bins.from;
      const to = now?.to ?? bins.from + window * bins.width - 1;
      if (now !== null && to >= last) return setPlaying(false);
      const by = now === null ? 0 : bins.width;
      put({ from: from + by, to: Math.min(last, to + by) }, now === null ? 'step' : 'correction');
    };
    beat();
    const timer = setInterval(beat, BEAT);
    return () => clearInterval(timer);
  }, [playing, bins]);
  const toggle = () => {
    const { bins: all, range: now, set: put } = latest.current;
    const atEnd = all !== null && now?.to != null && now.to >= all.from + all.count * all.width - 1;
    if (!playing && atEnd) put(null);
    setPlaying(!playing);
  };
  return { playing, toggle };
}
