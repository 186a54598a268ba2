import { hex, topicColours, type TopicColours } from '@parallax-map/core';
import { memo, useId, useMemo, useState } from 'react';
import { clauseAt, type Filter } from '../filter/clause.js';
import { countKept } from '../filter/mask.js';
import type { Sift } from '../filter/sift.js';
import { checkedTopic, toggleTopic } from '../filter/toggle.js';
import { head } from '../report/unseen.js';
import { Words } from '../report/value.js';
import { useActs } from '../state/acts.js';
import { useAnswer } from '../state/answer.js';
import type { TopicRef } from '../state/place.js';
import { counted, percent, whole } from '../words.js';
import { isMany } from '../report/doubt-words.js';
import { startsInWords, stabilityInWords } from './doubt.js';
import { keptSizes, topicTree, type TopicNode } from './tree.js';

interface TopicsViewProps {
  chosen: TopicRef | null;
  filter: Filter;
  sift: Sift;
  /** A topic under the pointer, null for none. */
  onLight: (topic: TopicRef | null) => void;
}

/** All topics as a tree, with what each is about and how far it can be trusted. */
export const TopicsView = memo(function TopicsView(props: TopicsViewProps) {
  const { sift, chosen } = props;
  const { data, rows, theme } = useAnswer();
  const { clear } = useActs();
  // Its own choice does not count: what else could be chosen keeps its number.
  const kept = sift.without('topics');
  const sizes = useMemo(() => kept && keptSizes(data.topics, rows.levels, kept), [data, rows, kept]);
  const tree = useMemo(() => topicTree(data.topics, sizes), [data, sizes]);
  const colours = useMemo(() => topicColours(data.topics, theme), [data, theme]);
  const [unfolded, setUnfolded] = useState(data.report.counts.topics <= FEW);
  const { counts, noiseNote, doubts } = data.report;
  if (tree.length === 0) {
    return (
      <div className="topics">
        <header className="panel-head">
          <h2>Topics</h2>
        </header>
        {data.stage === 'points' ? (
          <p className="note">Still to come: the run has laid out the map, and looks for topics on it.</p>
        ) : (
          <p className="note">
            No group of rows is dense enough to be a topic. Run again with a smaller --min-cluster-size.
          </p>
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
            <button className="quiet" onClick={clear}>
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
      {kept !== null && (
        <p className="note" role="status">
          Of {counted(countKept(kept), 'row')} that the filter keeps; the topic with the most of them comes
          first.
        </p>
      )}
      {counts.noise > 0 && kept === null && <p className="note">{noiseNote}</p>}
      {doubts.refit !== null && (
        <p className="note">
          A name with <span className="doubt">dots under it</span> is fragile: laid out again from{' '}
          {startsInWords(doubts.refit)}, the topic most like it shares less than{' '}
          {percent(doubts.refit.threshold)} of the rows that either holds
          {isMany(doubts.refit) && ', on average (mean Jaccard)'}.
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
            all={kept === null ? null : countKept(kept)}
            {...props}
          />
        ))}
      </ol>
    </div>
  );
});

/** Up to this many topics the whole tree lies open from the start. */
const FEW = 12;

interface BranchProps extends TopicsViewProps {
  node: TopicNode;
  depth: number;
  unfolded: boolean;
  colours: TopicColours;
  /** Rows that a filter keeps; null where there is none. */
  all: number | null;
}

function Branch({ node, depth, ...rest }: BranchProps) {
  const [open, setOpen] = useState(rest.unfolded || depth < 1);
  const { topic, size, children, level } = node;
  const { all, colours, chosen, filter, onLight } = rest;
  const { data, fragile, rows } = useAnswer();
  const { filterBy, showRow, showTopic } = useActs();
  const own = { level, id: topic.id };
  const checked = checkedTopic(data.topics, clauseAt(filter, 'topics')?.topics ?? [], own);
  const leaf = children.length === 0;
  const doubt = fragile(level, topic.id);
  const { refit } = data.report.doubts;
  const why = useId();
  return (
    <li className={leaf ? 'leaf' : 'branch'} data-depth={depth}>
      <div
        className="entry"
        data-chosen={chosen?.level === level && chosen.id === topic.id}
        data-none={size === 0}
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
          onChange={() => filterBy(toggleTopic(filter, data.topics, own))}
        />
        <button
          className="name"
          aria-describedby={doubt ? why : undefined}
          onClick={() => showTopic({ level, id: topic.id })}
        >
          <bdi
            className={doubt ? 'doubt' : undefined}
            title={stabilityInWords(topic, doubt, refit) || undefined}
          >
            {topic.label}
          </bdi>
        </button>
        <span
          className="figure size"
          title={all === null ? undefined : `${whole(size)} of ${whole(topic.size)}`}
        >
          {whole(size)}
        </span>
        <span className="figure share">
          {percent(all === null ? topic.share : all === 0 ? 0 : size / all)}
        </span>
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
                  <button className="plain" onClick={() => showRow(i)} dir="auto">
                    <Words text={head(rows.title(i).trim(), 120) || 'Untitled'} />
                  </button>
                </li>
              ))}
          </ul>
          {doubt && (
            <p className="fragile" id={why}>
              {stabilityInWords(topic, doubt, refit)}
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
