import { memo, useContext, type KeyboardEvent } from 'react';
import type { Filter } from './filter/clause.js';
import type { Sift } from './filter/sift.js';
import { LiveContext } from './live/context.js';
import { SearchBox } from './search/search-box.js';
import { useActs } from './state/acts.js';
import { useAnswer } from './state/answer.js';
import type { Theme, View } from './state/place.js';
import { rememberTheme } from './state/theme.js';
import { counted, whole } from './words.js';

interface BarProps {
  view: View;
  filter: Filter;
  sift: Sift;
  perspectives: readonly string[];
  /** The one that the page was opened on. */
  perspective: string;
  onHits: (hits: readonly number[]) => void;
}

/** What floats at the top: whose map it is, search, the views, and the theme. */
export const Bar = memo(function Bar(props: BarProps) {
  const { view, filter, sift, perspectives, perspective, onHits } = props;
  const { data, theme } = useAnswer();
  const { go } = useActs();
  const other: Theme = theme === 'night' ? 'day' : 'night';
  const { kept, topics } = data.report.counts;
  return (
    <header className="bar">
      <div className="whose">
        <h1 title={data.name}>{data.name}</h1>
        <p role="status">
          {sift.mask !== null && `${whole(sift.count)} of `}
          {counted(kept, 'row')}
          <span className="whose-topics">
            {' '}
            · {data.stage === 'points' ? 'topics to come' : counted(topics, 'topic')}
          </span>
        </p>
      </div>
      <SearchBox filter={filter} onHits={onHits} />
      <div className="views">
        <Tabs view={view} onView={(wanted) => go({ view: wanted })} />
        {perspectives.length > 1 && <PerspectiveChoice all={perspectives} current={perspective} />}
        <button
          className="theme"
          aria-label={`Switch to ${other}`}
          title={`Switch to ${other}`}
          onClick={() => {
            rememberTheme(other);
            go({ theme: other }, 'correction');
          }}
        >
          <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            {theme === 'night' ? (
              <path
                d="M10 6.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6ZM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.5"
                strokeLinecap="round"
              />
            ) : (
              <path
                d="M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7Z"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.5"
                strokeLinejoin="round"
              />
            )}
          </svg>
        </button>
      </div>
    </header>
  );
});

const VIEWS: { view: View; name: string }[] = [
  { view: 'map', name: 'Map' },
  { view: 'topics', name: 'Topics' },
  { view: 'data', name: 'Data' },
  { view: 'recipe', name: 'Recipe' },
];

function Tabs({ view, onView }: { view: View; onView: (view: View) => void }) {
  const turn = (event: KeyboardEvent) => {
    const at = VIEWS.findIndex((each) => each.view === view);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: VIEWS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = VIEWS[(to + VIEWS.length) % VIEWS.length]!.view;
    onView(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label="Views" onKeyDown={turn}>
      {VIEWS.map((each) => (
        <button
          key={each.view}
          id={`tab-${each.view}`}
          role="tab"
          aria-selected={view === each.view}
          aria-controls={`panel-${each.view}`}
          tabIndex={view === each.view ? 0 : -1}
          onClick={() => onView(each.view)}
        >
          {each.name}
        </button>
      ))}
    </div>
  );
}

function PerspectiveChoice({ all, current }: { all: readonly string[]; current: string }) {
  const live = useContext(LiveContext);
  return (
    <label className="perspective">
      <span className="hidden">Perspective</span>
      <select value={current} onChange={(event) => live?.choose(event.target.value)}>
        {all.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
