import type { StudioData } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import type { ColourBy } from '../state/place.js';

/** What the points are coloured by. */
export function ColourChoice({ colour }: { colour: ColourBy }) {
  const { data, rows } = useAnswer();
  const { go } = useActs();
  const choices = colourChoices(data, rows);
  const current = choices.findIndex((each) => JSON.stringify(each.colour) === JSON.stringify(colour));
  return (
    <label className="colour-by">
      <span>Colour by</span>
      <select
        value={Math.max(0, current)}
        onChange={(event) => go({ colour: choices[Number(event.target.value)]!.colour })}
      >
        {choices.map(({ name }, k) => (
          <option key={name} value={k}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface Choice {
  name: string;
  colour: ColourBy;
}

/** Only what this table has. */
function colourChoices(data: StudioData, rows: Rows): Choice[] {
  const levels = data.topics.levels.slice(0, -1).map(({ level }): Choice => ({
    name: `topic, level ${level}`,
    colour: { by: 'topic', level },
  }));
  const columns = rows.columns.map(({ name }): Choice => ({
    name: name.replaceAll('_', ' '),
    colour: { by: 'column', name },
  }));
  const hasStability = data.topics.levels.at(-1)!.topics.some(({ stability }) => stability !== null);
  return [
    { name: 'topic', colour: { by: 'topic', level: 0 } },
    ...levels,
    ...columns,
    { name: 'probability of its topic', colour: { by: 'probability' } },
    ...(hasStability ? [{ name: 'stability of its topic', colour: { by: 'stability' as const } }] : []),
    ...(rows.distortion === null
      ? []
      : [{ name: 'how far the map lies', colour: { by: 'distortion' as const } }]),
  ];
}
