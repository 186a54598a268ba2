import { fold } from '@parallax-map/core';
import { useMemo, useState } from 'react';
import type { CategoryColumn } from '../data/columns.js';
import { clauseAt, type Filter } from '../filter/clause.js';
import { countKept } from '../filter/mask.js';
import type { Sift } from '../filter/sift.js';
import { toggleValue } from '../filter/toggle.js';
import { head } from '../report/unseen.js';
import { Words } from '../report/value.js';
import { useActs } from '../state/acts.js';
import { counted, percent, whole } from '../words.js';
import { countValues } from './count.js';
import { Facet } from './facet.js';

interface ValueFacetProps {
  column: CategoryColumn;
  filter: Filter;
  sift: Sift;
}

/** Values shown at first, and after "more". */
const FEW = 7;
const MANY = 60;

/** The values of a column with how many rows have each, all other choices taken into account. */
export function ValueFacet({ column, filter, sift }: ValueFacetProps) {
  return (
    <Facet name={column.name} about={counted(column.values.length, 'value')}>
      <Values column={column} filter={filter} kept={sift.without(`values ${column.name}`)} />
    </Facet>
  );
}

interface ValuesProps {
  column: CategoryColumn;
  filter: Filter;
  kept: Uint8Array | null;
}

function Values({ column, filter, kept }: ValuesProps) {
  const { filterBy } = useActs();
  const [all, setAll] = useState(false);
  const [wanted, setWanted] = useState('');
  const { counts, blank } = useMemo(() => countValues(column, kept), [column, kept]);
  const clause = clauseAt(filter, 'values', column.name);
  const rows = useMemo(() => (kept === null ? column.starts.length - 1 : countKept(kept)), [column, kept]);
  const entries = useMemo(() => {
    const folded = fold(wanted.trim());
    const found = column.values
      .map((value, code) => ({ value, count: counts[code]!, whole: column.counts[code]! }))
      .filter(({ value }) => folded === '' || fold(value).includes(folded));
    const chosen = (value: string) => (clause?.values.includes(value) ? 1 : 0);
    found.sort((a, b) => chosen(b.value) - chosen(a.value) || b.count - a.count || b.whole - a.whole);
    const none = { value: '', count: blank, whole: blank };
    return blank > 0 && folded === '' ? [...found, none] : found;
  }, [column, counts, blank, wanted, clause]);
  const most = Math.max(1, ...column.counts.subarray(0, 1), blank);
  const listed = entries.slice(0, all ? MANY : FEW);
  const name = column.name.replaceAll('_', ' ');
  return (
    <>
      {column.values.length > 20 && (
        <input
          className="facet-find"
          type="text"
          aria-label={`Find in ${name}`}
          placeholder={`Find in ${name}`}
          maxLength={100}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <ul>
        {listed.map(({ value, count, whole: total }) => {
          const chosen = clause?.values.includes(value) === true;
          const words = value === '' ? 'blank' : value;
          return (
            <li key={value} data-chosen={chosen} data-not={chosen && clause.not}>
              <button
                className="value"
                aria-pressed={chosen}
                title="Alt and click keeps the rows without it"
                onClick={(event) =>
                  filterBy(toggleValue(filter, column.name, value, event.altKey || (chosen && clause.not)))
                }
              >
                <span className="bar-whole" style={{ width: `${(100 * total) / most}%` }} />
                <span className="bar-kept" style={{ width: `${(100 * count) / most}%` }} />
                <bdi className={value === '' ? 'blank' : undefined}>
                  <Words text={head(words, 200)} />
                </bdi>
                <span className="figure">
                  {whole(count)} · {percent(rows === 0 ? 0 : count / rows)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {entries.length === 0 && <p className="note">No value like this.</p>}
      {entries.length > FEW && (
        <button className="quiet" onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `${whole(Math.min(MANY, entries.length) - FEW)} more`}
        </button>
      )}
    </>
  );
}
