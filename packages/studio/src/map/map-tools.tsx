import { memo, type RefObject } from 'react';
import { ExportMenu } from '../export/export-menu.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import { percent, whole } from '../words.js';
import type { Atlas } from './atlas.js';
import { Sign } from './sign.js';
import type { RegionTool } from './lasso.js';
import type { LevelSpan } from './levels.js';

interface MapToolsProps {
  atlas: RefObject<Atlas | null>;
  /** Whose names are in sight. */
  levels: LevelSpan | null;
  /** Whether rows without a topic show. */
  noise: boolean;
  /** Whether the facets stand at the right. */
  dock: boolean;
  /** How many conditions rows are filtered by. */
  clauses: number;
  /** What draws a region now. */
  tool: RegionTool | null;
  onTool: (tool: RegionTool | null) => void;
}

const LEVEL_NAMES = ['coarsest names', 'coarse names', 'names between', 'fine names', 'finest names'];

/** At the lower edge: the levels whose names show, the switch for rows without a topic, and zoom. */
export const MapTools = memo(function MapTools(props: MapToolsProps) {
  const { atlas, levels, noise, dock, clauses, tool, onTool } = props;
  const { counts } = useAnswer().data.report;
  const { go } = useActs();
  return (
    <div className="tools">
      <div className="levels" role="group" aria-label="Level of names">
        {LEVEL_NAMES.map((about, k) => (
          <button
            key={about}
            className="level"
            data-shown={levels !== null && levels.coarsest <= k + 1 && k + 1 <= levels.finest}
            aria-label={`Go to level ${k + 1}, the ${about}`}
            title={`Go to level ${k + 1}, the ${about}`}
            onClick={() => atlas.current?.flyToLevel(k + 1)}
          >
            {k + 1}
          </button>
        ))}
        <span className="level-words" role="status">
          {levelsInWords(levels)}
        </span>
      </div>
      {counts.noise > 0 && counts.topics > 0 && (
        <label className="noise">
          <input
            type="checkbox"
            checked={noise}
            onChange={(event) => go({ noise: event.target.checked }, 'correction')}
          />
          <span className="noise-words">
            <span>Rows without a topic</span>{' '}
            <span className="figure">
              {whole(counts.noise)} · {percent(counts.noiseShare)}
            </span>
          </span>
        </label>
      )}
      <div className="region-tools" role="group" aria-label="Choose rows">
        <button
          aria-pressed={dock}
          className="with-words"
          title="Filter by values, years and numbers"
          onClick={() => go({ dock: !dock })}
        >
          <Sign d="M2 3h12l-4.6 5.4V13l-2.8-1.4V8.4Z" />
          <span>Filter</span>
          {clauses > 0 && <span className="figure">{clauses}</span>}
        </button>
        {TOOLS.map(({ name: each, about, d }) => (
          <button
            key={each}
            aria-label={about}
            aria-pressed={tool === each}
            title={`${about} (${each.charAt(0).toUpperCase()})`}
            onClick={() => onTool(tool === each ? null : each)}
          >
            <Sign d={d} />
          </button>
        ))}
      </div>
      <div className="zoom" role="group" aria-label="Zoom">
        <button aria-label="Zoom in" title="Zoom in (+)" onClick={() => atlas.current?.nudge(0, 0, 0.7)}>
          <Sign d="M8 3v10M3 8h10" />
        </button>
        <button aria-label="Zoom out" title="Zoom out (−)" onClick={() => atlas.current?.nudge(0, 0, -0.7)}>
          <Sign d="M3 8h10" />
        </button>
        <ExportMenu atlas={atlas} />
        <button
          aria-label="Show the whole map"
          title="Show the whole map (0)"
          onClick={() => atlas.current?.flyHome()}
        >
          <Sign d="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3" />
        </button>
      </div>
    </div>
  );
});

const TOOLS: { name: RegionTool; about: string; d: string }[] = [
  {
    name: 'lasso',
    about: 'Lasso: draw around rows',
    d: 'M4.2 10.4C2.8 9.5 2 8.3 2 7c0-2.5 2.7-4.5 6-4.5S14 4.5 14 7s-2.7 4.5-6 4.5c-1 0-1.9-.2-2.7-.5M5 9.8c-1 .3-1.6 1.2-1 2 .5.7.3 1.3-.6 2',
  },
  { name: 'rectangle', about: 'Rectangle: frame rows', d: 'M2.5 3.5h11v9h-11Z' },
];

function levelsInWords(levels: LevelSpan | null): string {
  if (levels === null) return 'No names here';
  const { coarsest, finest } = levels;
  return coarsest === finest ? `Names of level ${finest}` : `Names of levels ${coarsest} to ${finest}`;
}
