import { othersInWords } from '@parallax-map/core';
import { memo, useMemo } from 'react';
import { clauseAt, type Filter } from '../filter/clause.js';
import { toggleValue } from '../filter/toggle.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import type { ColourBy } from '../state/place.js';
import { whole } from '../words.js';
import { legendOf } from './colour-rows.js';

interface LegendProps {
  colour: ColourBy;
  filter: Filter;
}

/** What colours mean while they do not mean topics; a value that is clicked is kept. */
export const MapLegend = memo(function MapLegend({ colour, filter }: LegendProps) {
  const { data, rows, theme } = useAnswer();
  const { filterBy } = useActs();
  const { topics } = data;
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
              onClick={() => filterBy(toggleValue(filter, legend.column, value))}
            >
              <span className="swatch" style={{ background: paint }} />
              <bdi>{value}</bdi>
              <span className="figure">{whole(count)}</span>
            </button>
          </li>
        ))}
      </ul>
      {legend.others > 0 && <p className="hint">{othersInWords(legend.others)}</p>}
    </div>
  );
});
