import type { Topics } from '@parallax-map/core';
import type { HoveredName } from '../map/use-pointer.js';
import { isFragile, stabilityInWords, topicOf } from '../topics/tree.js';
import { counted, percent } from '../words.js';

/** What a name on the map stands for, while the pointer is over it. */
export function NameNote({ topics, label, left, top }: HoveredName & { topics: Topics }) {
  const topic = topicOf(topics, label.level, label.id);
  if (topic === null) return null;
  const half = 130;
  const x = Math.max(half + 8, Math.min(window.innerWidth - half - 8, left));
  return (
    <div className="name-note" style={{ transform: `translate(${x - half}px, ${top + 22}px)` }}>
      <p className="figure">
        {counted(topic.size, 'row')} · {percent(topic.share)}
      </p>
      <p>
        {topic.words
          .slice(0, 6)
          .map(({ word }) => word)
          .join(', ')}
      </p>
      {isFragile(topic) && <p>{stabilityInWords(topic)}</p>}
    </div>
  );
}
