import { useMemo, useState } from 'react';
import type { Rows } from '../data/rows.js';
import { head } from '../report/unseen.js';
import { Words } from '../report/value.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';

interface RowTableProps {
  /** Rows to list, ascending. */
  places: Uint32Array;
}

type Order = 'table' | 'title' | 'year' | 'weight' | 'probability';

/** CSS pixels of a line, and lines drawn beyond the edges. */
const LINE = 30;
const BEYOND = 6;
const HEIGHT = 300;
/** More rows than this are not sorted by title: comparing takes longer than anybody waits. */
const MOST_TITLES = 200_000;

/** The rows kept, only those in sight drawn. */
export function RowTable({ places }: RowTableProps) {
  const { rows } = useAnswer();
  const { showRow } = useActs();
  const [order, setOrder] = useState<Order>('table');
  const [top, setTop] = useState(0);
  const sorted = useMemo(() => sortedBy(order, rows, places), [order, rows, places]);
  const first = Math.max(0, Math.floor(top / LINE) - BEYOND);
  const last = Math.min(sorted.length, Math.ceil((top + HEIGHT) / LINE) + BEYOND);
  const has = useMemo(() => {
    const some = (value: (i: number) => number | null) => places.some((i) => value(i) !== null);
    return { year: some(rows.year), weight: some(rows.weight) };
  }, [rows, places]);
  return (
    <div className="row-table">
      <label>
        <span>Sorted by</span>
        <select value={order} onChange={(event) => setOrder(event.target.value as Order)}>
          <option value="table">place in the table</option>
          {places.length <= MOST_TITLES && <option value="title">title</option>}
          {has.year && <option value="year">year</option>}
          {has.weight && <option value="weight">weight</option>}
          <option value="probability">probability</option>
        </select>
      </label>
      <div
        className="row-list"
        tabIndex={0}
        role="region"
        aria-label="Rows kept"
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <ul style={{ height: sorted.length * LINE }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, k) => {
            const i = sorted[first + k]!;
            return (
              <li key={i} style={{ top: (first + k) * LINE }}>
                <button onClick={() => showRow(i)}>
                  <bdi>
                    <Words text={head(rows.title(i).trim(), 120) || 'Untitled'} />
                  </bdi>
                  <span className="figure">{rows.year(i)}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

/** Largest first, but titles from A on; ties by place in the table. */
function sortedBy(order: Order, rows: Rows, places: Uint32Array): Uint32Array {
  if (order === 'table') return places;
  if (order === 'title') {
    const collator = new Intl.Collator();
    const titles = new Map(Array.from(places, (i) => [i, rows.title(i)]));
    return places.slice().sort((a, b) => collator.compare(titles.get(a)!, titles.get(b)!) || a - b);
  }
  const value = {
    year: (i: number) => rows.year(i) ?? -Infinity,
    weight: (i: number) => rows.weight(i) ?? -Infinity,
    probability: (i: number) => rows.probability[i]!,
  }[order];
  const values = new Map(Array.from(places, (i) => [i, value(i)]));
  return places.slice().sort((a, b) => values.get(b)! - values.get(a)! || a - b);
}
