import type { ThemeName, Topics } from '@parallax-map/core';
import { useMemo } from 'react';
import type { Rows } from '../data/rows.js';
import { clauseAt, type Filter } from '../filter/clause.js';
import { toggleValue } from '../filter/toggle.js';
import type { ColourBy } from '../state/place.js';
import { counted, whole } from '../words.js';
import { legendOf } from './colour-rows.js';

interface LegendProps {
  rows: Rows;
  topics: Topics;
  theme: ThemeName;
  colour: ColourBy;
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

/** What colours mean while they do not mean topics; a value that is clicked is kept. */
export function MapLegend({ rows, topics, theme, colour, filter, onFilter }: LegendProps) {
  const legend = useMemo(() => legendOf(rows, topics, theme, colour), [rows, topics, theme, colour]);
  if (legend === null) return null;
  if (legend.kind === 'ramp') {
    return (
      <div className="legend" role="group" aria-label="Legend">
        <p>{legend.name.replaceAll('_', ' ')}</p>
        <div
          className="ramp"
          style={{ background: `linear-gradient(to right, ${legend.colours.join(', ')})` }}
        />
        <p className="figure ramp-ends">
          <span>{legend.from}</span>
          <span>{legend.to}</span>
        </p>
        {legend.about !== '' && <p className="hint">{legend.about}</p>}
      </div>
    );
  }
  const chosen = clauseAt(filter, 'values', legend.column);
  return (
    <div className="legend" role="group" aria-label="Legend">
      <p>{legend.column.replaceAll('_', ' ')}</p>
      <ul>
        {legend.entries.map(({ value, colour: paint, count }) => (
          <li key={value}>
            <button
              aria-pressed={chosen?.values.includes(value) === true}
              onClick={() => onFilter(toggleValue(filter, legend.column, value))}
            >
              <span className="swatch" style={{ background: paint }} />
              <bdi>{value}</bdi>
              <span className="figure">{whole(count)}</span>
            </button>
          </li>
        ))}
      </ul>
      {legend.others > 0 && (
        <p className="hint">{counted(legend.others, 'other value')} and blanks as dust</p>
      )}
    </div>
  );
}
