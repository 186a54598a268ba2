import type { Changes, LevelChanges, RowChanges, TopicOrigin, Topics } from '@parallax-map/core';
import type { ReactNode } from 'react';
import { topicOf } from '../topics/tree.js';
import { counted, percent, whole } from '../words.js';
import { Ledger, type Entry } from './ledger.js';
import { useActs } from '../state/acts.js';
import { Section } from './section.js';
import { useMore } from './use-more.js';

interface ChangesPartProps {
  id: string;
  changes: Changes;
  topics: Topics;
}

/** What became of the answer that stood before the table changed: its rows, and its finest topics by name. */
export function ChangesPart({ id, changes, topics }: ChangesPartProps) {
  const { rows, by, threshold, levels } = changes;
  const finest = levels.at(-1);
  return (
    <Section id={id} title="What changed">
      <p className="lead">{rowsInWords(rows)}</p>
      <Ledger name="Rows since the earlier answer" entries={rowEntries(rows)} />
      <p className="note">
        Rows were found again by{' '}
        {by === 'id' ? 'their ids, and where that finds none by title and text' : 'title and text'}.
        {finest !== undefined &&
          ` A topic is the same where it shares at least ${percent(threshold)} of the rows that either holds.`}
      </p>
      {finest !== undefined && <TopicChanges level={finest} topics={topics} />}
    </Section>
  );
}

function rowsInWords({ unchanged, edited, new: added, gone }: RowChanges): string {
  const parts = [
    `${counted(added, 'row is new', 'rows are new')}`,
    `${whole(gone)} ${gone === 1 ? 'is' : 'are'} gone`,
    `${whole(edited)} ${edited === 1 ? 'has' : 'have'} another text`,
  ];
  if (added + gone + edited === 0)
    return `No row changed since the earlier answer: all ${whole(unchanged)} are as they were.`;
  return `Since the earlier answer ${parts.join(', ')}; ${whole(unchanged)} ${unchanged === 1 ? 'is as it was' : 'are as they were'}.`;
}

function rowEntries({ before, now, unchanged, edited, new: added, gone }: RowChanges): Entry[] {
  const of = (count: number, all: number) => (all > 0 ? count / all : null);
  return [
    { name: 'Rows on the map now', count: now, share: null },
    { name: 'As they were', count: unchanged, share: of(unchanged, now), part: 'out' },
    { name: 'With another text', count: edited, share: of(edited, now), part: 'blank' },
    { name: 'New', count: added, share: of(added, now), part: 'kept' },
    { name: 'Gone', count: gone, share: of(gone, before), note: `of the ${whole(before)} before` },
  ];
}

interface TopicChangesProps {
  level: LevelChanges;
  topics: Topics;
}

function TopicChanges({ level, topics }: TopicChangesProps) {
  const { showTopic } = useActs();
  const of = (...kinds: TopicOrigin['origin'][]) =>
    level.topics.filter(({ origin }) => kinds.includes(origin));
  const link = (each: TopicOrigin, about: string) => ({
    key: each.id,
    name: (
      <button className="plain" onClick={() => showTopic({ level: level.level, id: each.id })}>
        <bdi>{topicOf(topics, level.level, each.id)?.label ?? `topic ${each.id}`}</bdi>
      </button>
    ),
    about,
  });
  const before = ({ earlierLabel }: TopicOrigin) => `“${earlierLabel ?? ''}”`;
  return (
    <div className="fates">
      <Fates
        title="Topics kept"
        topics={of('same').map((each) => link(each, each.keptName ? '' : `before: ${before(each)}`))}
      />
      <Fates
        title="Topics new"
        topics={[
          ...of('new').map((each) => link(each, counted(each.newRows, 'new row'))),
          ...of('part').map((each) => link(each, `part of ${before(each)}`)),
          ...of('mixed').map((each) => link(each, `from ${counted(each.from.length, 'topic')}`)),
        ]}
      />
      <Fates
        title="Topics gone"
        topics={level.gone.map(({ earlier, label, size, went, toNoise, goneRows }) => ({
          key: earlier,
          name: <bdi>{label}</bdi>,
          about: wentTo(size, went[0], topics, level.level, toNoise, goneRows),
        }))}
      />
    </div>
  );
}

/** "38 rows: most now in …". */
function wentTo(
  size: number,
  most: { topic: number; rows: number } | undefined,
  topics: Topics,
  level: number,
  toNoise: number,
  goneRows: number,
): string {
  const parts = [
    ...(most === undefined
      ? []
      : [
          `${whole(most.rows)} now in “${topicOf(topics, level, most.topic)?.label ?? `topic ${most.topic}`}”`,
        ]),
    ...(toNoise > 0 ? [`${whole(toNoise)} without a topic`] : []),
    ...(goneRows > 0 ? [`${whole(goneRows)} gone`] : []),
  ];
  return `${counted(size, 'row')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`;
}

interface FatesProps {
  title: string;
  topics: { key: number; name: ReactNode; about: string }[];
}

/** Topics under a heading, the first of them at once. */
export function Fates({ title, topics }: FatesProps) {
  const [shown, more] = useMore(topics.length, 8, 50);
  return (
    <div>
      <h4>
        {title} <span className="figure">{whole(topics.length)}</span>
      </h4>
      <ul>
        {topics.slice(0, shown).map(({ key, name, about }) => (
          <li key={key}>
            {name} {about !== '' && <span className="origin">{about}</span>}
          </li>
        ))}
      </ul>
      {more}
    </div>
  );
}
