import { hex, topicColours, type StudioData, type TopicColours } from '@parallax-map/core';
import { useId, useMemo, useState } from 'react';
import type { Rows } from '../data/rows.js';
import { clauseAt, type Filter } from '../filter/clause.js';
import { checkedTopic, toggleTopic } from '../filter/toggle.js';
import { head } from '../report/unseen.js';
import { Words } from '../report/value.js';
import type { Theme, TopicRef } from '../state/place.js';
import { counted, percent, whole } from '../words.js';
import { stabilityInWords, type Fragile } from './doubt.js';
import { topicTree, type TopicNode } from './tree.js';

interface TopicsViewProps {
  data: StudioData;
  fragile: Fragile;
  rows: Rows;
  theme: Theme;
  chosen: TopicRef | null;
  onTopic: (topic: TopicRef) => void;
  onClear: () => void;
  onRow: (i: number) => void;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** A topic under the pointer, null for none. */
  onLight: (topic: TopicRef | null) => void;
}

/** All topics as a tree, with what each is about and how far it can be trusted. */
export function TopicsView(props: TopicsViewProps) {
  const { data, theme, chosen, onClear } = props;
  const tree = useMemo(() => topicTree(data.topics), [data]);
  const colours = useMemo(() => topicColours(data.topics, theme), [data, theme]);
  const [unfolded, setUnfolded] = useState(data.report.counts.topics <= FEW);
  const { counts, noiseNote, doubts } = data.report;
  if (tree.length === 0) {
    return (
      <div className="topics">
        <h2>Topics</h2>
        {data.stage === 'points' ? (
          <p>Still to come: the run has laid out the map, and looks for topics on it.</p>
        ) : (
          <p>No group of rows is dense enough to be a topic. Run again with a smaller --min-cluster-size.</p>
        )}
      </div>
    );
  }
  return (
    <div className="topics">
      <header className="panel-head">
        <h2>{counted(counts.topics, 'topic')}</h2>
        <p>
          {chosen !== null && (
            <button className="quiet" onClick={onClear}>
              Show all
            </button>
          )}
          {tree.some(({ children }) => children.length > 0) && (
            <button className="quiet" onClick={() => setUnfolded(!unfolded)}>
              {unfolded ? 'Fold all' : 'Unfold all'}
            </button>
          )}
        </p>
      </header>
      {counts.noise > 0 && <p className="note">{noiseNote}</p>}
      {doubts.refit !== null && (
        <p className="note">
          A name with <span className="doubt">dots under it</span> is fragile: laid out again from another
          random start, no topic shares {percent(doubts.refit.threshold)} of the rows that either holds.
        </p>
      )}
      <ol className="tree" key={String(unfolded)}>
        {tree.map((node) => (
          <Branch
            unfolded={unfolded}
            key={`${node.level}.${node.topic.id}`}
            node={node}
            depth={0}
            colours={colours}
            {...props}
          />
        ))}
      </ol>
    </div>
  );
}

/** Up to this many topics the whole tree lies open from the start. */
const FEW = 12;

interface BranchProps extends TopicsViewProps {
  node: TopicNode;
  depth: number;
  unfolded: boolean;
  colours: TopicColours;
}

function Branch({ node, depth, ...rest }: BranchProps) {
  const [open, setOpen] = useState(rest.unfolded || depth < 1);
  const { topic, children, level } = node;
  const { colours, chosen, onTopic, fragile, rows, onRow, data, filter, onFilter, onLight } = rest;
  const own = { level, id: topic.id };
  const checked = checkedTopic(data.topics, clauseAt(filter, 'topics')?.topics ?? [], own);
  const leaf = children.length === 0;
  const doubt = fragile(level, topic.id);
  const why = useId();
  return (
    <li className={leaf ? 'leaf' : 'branch'} data-depth={depth}>
      <div
        className="entry"
        data-chosen={chosen?.level === level && chosen.id === topic.id}
        onPointerEnter={() => onLight(own)}
        onPointerLeave={() => onLight(null)}
      >
        {leaf ? (
          <span className="swatch" style={{ background: hex(colours.levels[level - 1]![topic.id]!) }} />
        ) : (
          <button
            className="fold"
            aria-expanded={open}
            aria-label={`${open ? 'Fold' : 'Unfold'} ${topic.label}`}
            onClick={() => setOpen(!open)}
          >
            <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
              <path
                d="M4 2.5 8 6l-4 3.5"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.5"
                strokeLinecap="round"
              />
            </svg>
          </button>
        )}
        <input
          type="checkbox"
          className="keep"
          aria-label={`Keep ${topic.label}`}
          checked={checked === 'yes'}
          ref={(box) => {
            if (box !== null) box.indeterminate = checked === 'some';
          }}
          onChange={() => onFilter(toggleTopic(filter, data.topics, own))}
        />
        <button
          className="name"
          aria-describedby={doubt ? why : undefined}
          onClick={() => onTopic({ level, id: topic.id })}
        >
          <bdi className={doubt ? 'doubt' : undefined} title={stabilityInWords(topic, doubt) || undefined}>
            {topic.label}
          </bdi>
        </button>
        <span className="figure size">{whole(topic.size)}</span>
        <span className="figure share">{percent(topic.share)}</span>
      </div>
      {depth > 0 || leaf ? (
        <p className="words" dir="auto">
          {topic.words
            .slice(0, 8)
            .map(({ word }) => word)
            .join(', ')}
        </p>
      ) : null}
      {leaf && (
        <>
          <ul className="central" aria-label={`Central rows of ${topic.label}`}>
            {topic.exemplars
              .map((key) => rows.placeOf(key))
              .filter((i) => i >= 0)
              .slice(0, 3)
              .map((i) => (
                <li key={i}>
                  <button className="plain" onClick={() => onRow(i)} dir="auto">
                    <Words text={head(rows.title(i).trim(), 120) || 'Untitled'} />
                  </button>
                </li>
              ))}
          </ul>
          {doubt && (
            <p className="fragile" id={why}>
              {stabilityInWords(topic, doubt)}
            </p>
          )}
        </>
      )}
      {!leaf && open && (
        <ol>
          {children.map((child) => (
            <Branch key={`${child.level}.${child.topic.id}`} node={child} depth={depth + 1} {...rest} />
          ))}
        </ol>
      )}
    </li>
  );
}
