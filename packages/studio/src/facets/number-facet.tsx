import { useMemo, useState } from 'react';
import type { NumberColumn } from '../data/columns.js';
import { clauseAt, withClause, withoutClause, type Filter } from '../filter/clause.js';
import type { Sift } from '../filter/sift.js';
import { Histogram } from '../time/histogram.js';
import { binsFor, countBins } from './count.js';

interface NumberFacetProps {
  column: NumberColumn;
  filter: Filter;
  sift: Sift;
  onFilter: (filter: Filter) => void;
}

const MOST_BINS = 40;

/** How the numbers of a column lie, and a stretch of them to keep. */
export function NumberFacet({ column, filter, sift, onFilter }: NumberFacetProps) {
  const [open, setOpen] = useState(true);
  const kept = sift.without(`range ${column.name}`);
  const bins = useMemo(() => binsFor(column, MOST_BINS), [column]);
  const all = useMemo(() => bins && countBins(column, bins, null), [column, bins]);
  const counts = useMemo(() => bins && countBins(column, bins, kept), [column, bins, kept]);
  const name = column.name.replaceAll('_', ' ');
  if (bins === null || all === null || counts === null) return null;
  const clause = clauseAt(filter, 'range', column.name);
  return (
    <section className="facet" aria-label={name}>
      <h3>
        <button aria-expanded={open} onClick={() => setOpen(!open)}>
          {name}{' '}
          <span className="figure">
            {column.min} to {column.max}
          </span>
        </button>
      </h3>
      {open && (
        <Histogram
          name={name}
          bins={bins}
          all={all}
          counts={counts}
          range={clause}
          onRange={(range) =>
            onFilter(
              range === null
                ? withoutClause(filter, `range ${column.name}`)
                : withClause(filter, { kind: 'range', column: column.name, ...range }),
            )
          }
        />
      )}
    </section>
  );
}
