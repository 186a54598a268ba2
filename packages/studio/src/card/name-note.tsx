import type { HoveredName } from '../map/use-pointer.js';
import { useAnswer } from '../state/answer.js';
import { rem } from '../state/rem.js';
import { stabilityInWords } from '../topics/doubt.js';
import { finestOf, topicOf } from '../topics/tree.js';
import { counted, percent } from '../words.js';

/** As styles/map.css sets it, in rem. */
const WIDTH = 16.25;
/** Below a name, for its note to stand there, in rem. */
const ROOM = 13;
/** Between a name, dots included, and its note, CSS pixels. */
const GAP = 11;

/** What a name on the map stands for, while the pointer is over it. */
export function NameNote({ label, middle, top, bottom }: HoveredName) {
  const { data, fragile } = useAnswer();
  const { topics, report } = data;
  const topic = topicOf(topics, label.level, label.id);
  if (topic === null) return null;
  const finest = finestOf(topics, label.level, label.id);
  const half = rem(WIDTH / 2);
  const left = Math.max(8, Math.min(window.innerWidth - 2 * half - 8, middle - half));
  const below = bottom + rem(ROOM) < window.innerHeight;
  const place = below ? `${bottom + GAP}px` : `calc(${top - GAP}px - 100%)`;
  return (
    <div className="name-note" style={{ transform: `translate(${left}px, ${place})` }}>
      <p className="figure">
        {counted(topic.size, 'row')} · {percent(topic.share)}
      </p>
      <p dir="auto">
        {topic.words
          .slice(0, 6)
          .map(({ word }) => word)
          .join(', ')}
      </p>
      {finest !== null && fragile(label.level, label.id) && (
        <p>{stabilityInWords(finest, true, report.doubts.refit)}</p>
      )}
    </div>
  );
}
