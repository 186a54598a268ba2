import { memo } from 'react';
import type { ColumnData } from '../data/columns.js';
import { YEAR, type Rows } from '../data/rows.js';
import { clauseKey, withoutClause, type Filter } from '../filter/clause.js';
import type { Sift } from '../filter/sift.js';
import { clauseInWords } from '../filter/words.js';
import { MapLegend } from '../map/legend.js';
import { SelectionPart } from '../selection/selection-part.js';
import { head } from '../report/unseen.js';
import { Words } from '../report/value.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import type { ColourBy } from '../state/place.js';
import { counted, percent, whole } from '../words.js';
import { ColourChoice } from './colour-choice.js';
import { NumberFacet } from './number-facet.js';
import { ValueFacet } from './value-facet.js';

interface DockProps {
  filter: Filter;
  sift: Sift;
  colour: ColourBy;
}

/** At the right: what is kept, what by, the facets that count it, and what the rows kept have in common. */
export const Dock = memo(function Dock({ filter, sift, colour }: DockProps) {
  const { data, rows } = useAnswer();
  const { go, filterBy } = useActs();
  return (
    <aside className="dock" aria-label="Filter">
      <header className="panel-head">
        <h2 role="status">
          {sift.mask === null ? counted(rows.n, 'row') : `${whole(sift.count)} of ${counted(rows.n, 'row')}`}
        </h2>
        <p>
          {sift.mask !== null && <span className="figure">{percent(sift.count / Math.max(1, rows.n))}</span>}
          <button className="close" aria-label="Close the filter" onClick={() => go({ dock: false })}>
            ×
          </button>
        </p>
      </header>
      {filter.length > 0 ? (
        <ul className="clauses" aria-label="What is kept">
          {filter.map((clause) => {
            const said = clauseInWords(clause, data.topics);
            return (
              <li key={clauseKey(clause)}>
                <bdi>
                  <Words text={head(said, 200)} />
                </bdi>
                <button
                  aria-label={`Drop “${said}”`}
                  onClick={() => filterBy(withoutClause(filter, clauseKey(clause)))}
                >
                  ×
                </button>
              </li>
            );
          })}
          <li className="all">
            <button className="quiet" onClick={() => filterBy([])}>
              Clear all
            </button>
          </li>
        </ul>
      ) : (
        <p className="note">Every row is bright. Choose values, years or a region to dim the others.</p>
      )}
      <ColourChoice colour={colour} />
      <MapLegend colour={colour} filter={filter} />
      {sift.mask !== null && <SelectionPart filter={filter} kept={sift.mask} />}
      {shownFacets(rows).map((column) =>
        column.kind === 'category' ? (
          <ValueFacet key={column.name} column={column} filter={filter} sift={sift} />
        ) : (
          <NumberFacet key={column.name} column={column} filter={filter} sift={sift} />
        ),
      )}
      {rows.columns.length === 0 && (
        <p className="note">
          This table has no years, and no columns of categories, numbers or dates to filter by.
        </p>
      )}
    </aside>
  );
});

/** The years say the same as the numbers or dates that they are read from; one of the two is enough. */
function shownFacets({ columns, source }: Rows): ColumnData[] {
  const time = source.find(({ role }) => role === 'time')?.name;
  const isTold = columns.some(({ name }) => name === time);
  return columns.filter(({ name }) => name !== YEAR || !isTold);
}
