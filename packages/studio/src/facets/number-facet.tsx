import { useMemo } from 'react';
import { spanInWords, type NumberColumn } from '../data/columns.js';
import { clauseAt, withClause, withoutClause, type Filter, type RangeClause } from '../filter/clause.js';
import { inDates } from '../filter/in-dates.js';
import type { Sift } from '../filter/sift.js';
import { useActs } from '../state/acts.js';
import { Histogram, type Range } from '../time/histogram.js';
import { numberInWords } from '../words.js';
import { calendarFor, countSteps } from './calendar.js';
import { binsFor, countBins, type Bins } from './count.js';
import { Facet } from './facet.js';
import { stepsFor } from './steps.js';

interface NumberFacetProps {
  column: NumberColumn;
  filter: Filter;
  sift: Sift;
}

const MOST_BINS = 40;

/** How the numbers or dates of a column lie, and a stretch of them to keep. */
export function NumberFacet({ column, filter, sift }: NumberFacetProps) {
  const line = useMemo(() => lineOf(column), [column]);
  if (line === null) return null;
  const kept = sift.without(`range ${column.name}`);
  return (
    <Facet name={column.name} about={spanInWords(column)}>
      <Bars column={column} line={line} filter={filter} kept={kept} />
    </Facet>
  );
}

interface BarsProps {
  column: NumberColumn;
  line: Line;
  filter: Filter;
  kept: Uint8Array | null;
}

function Bars({ column, line, filter, kept }: BarsProps) {
  const { filterBy } = useActs();
  const all = useMemo(() => line.count(null), [line]);
  const counts = useMemo(() => line.count(kept), [line, kept]);
  const clause = clauseAt(filter, 'range', column.name);
  return (
    <Histogram
      name={column.name.replaceAll('_', ' ')}
      bins={line.bins}
      all={all}
      counts={counts}
      range={clause && line.toBins(clause)}
      say={line.say}
      onRange={(range) =>
        filterBy(
          range === null
            ? withoutClause(filter, `range ${column.name}`)
            : withClause(filter, { kind: 'range', column: column.name, ...line.fromBins(range) }),
        )
      }
    />
  );
}

/** The line that bars stand on: of numbers themselves, or of steps of the calendar. */
interface Line {
  bins: Bins;
  count(kept: Uint8Array | null): Uint32Array;
  say?: (value: number) => string;
  toBins(clause: RangeClause): Range;
  fromBins(range: Range): Omit<RangeClause, 'kind' | 'column'>;
}

function lineOf(column: NumberColumn): Line | null {
  return column.kind === 'date' ? lineOfDates(column) : (lineOfSteps(column) ?? lineOfNumbers(column));
}

function lineOfNumbers(column: NumberColumn): Line | null {
  const bins = binsFor(column, MOST_BINS);
  return (
    bins && {
      bins,
      count: (kept) => countBins(column, bins, kept),
      toBins: (clause) => clause,
      fromBins: (range) => range,
    }
  );
}

function lineOfSteps(column: NumberColumn): Line | null {
  const steps = stepsFor(column);
  if (steps === null) return null;
  const last = (step: number) => {
    const next = steps.begin(step + 1);
    return column.whole ? next - 1 : next * (1 - Number.EPSILON);
  };
  return {
    bins: steps.bins,
    count: (kept) => countSteps(column, steps, kept),
    say: (step) => numberInWords(steps.begin(step)),
    toBins: ({ from, to }) => ({ from: each(from, steps.step), to: each(to, steps.step) }),
    fromBins: ({ from, to }) => ({ from: each(from, steps.begin), to: each(to, last) }),
  };
}

function each(end: number | null, turn: (end: number) => number): number | null {
  return end === null ? null : turn(end);
}

function lineOfDates(column: NumberColumn): Line | null {
  const calendar = calendarFor(column, MOST_BINS);
  if (calendar === null) return null;
  return {
    bins: calendar.bins,
    count: (kept) => countSteps(column, calendar, kept),
    say: calendar.say,
    toBins: (clause) => {
      const { from, to } = inDates(clause);
      return { from: each(from, calendar.step), to: each(to, calendar.step) };
    },
    fromBins: ({ from, to }) => ({
      from: each(from, calendar.time),
      to: each(to, (step) => calendar.time(step + 1) - 1),
      dates: true,
    }),
  };
}
