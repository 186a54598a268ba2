import { useMemo } from 'react';
import { Fates } from '../report/changes-part.js';
import { Section } from '../report/section.js';
import { useMore } from '../report/use-more.js';
import type { Answers, Pair } from '../recipe/use-answers.js';
import { useActs } from '../state/acts.js';
import type { Place } from '../state/place.js';
import { topicOf } from '../topics/tree.js';
import { counted, percent, whole } from '../words.js';
import { agree, MOVE, type Agreement } from './agreement.js';

interface ComparePartProps extends Pick<Place, 'compare' | 'moved'> {
  answers: Answers;
  perspectives: readonly string[];
  /** Whether anybody sees it: two answers are compared no sooner. */
  isShown: boolean;
}

/** Two answers to the same rows: how far they agree, what became of the topics, and which rows changed theirs. */
export function ComparePart({ answers, perspectives, compare, moved, isShown }: ComparePartProps) {
  const { turnTo } = useActs();
  const { own, pair, beside } = answers;
  const others = perspectives.filter((name) => name !== own.data.perspective);
  return (
    <Section id="recipe-compare" title="Compare">
      {others.length > 0 && (
        <label className="compare-with">
          Beside this perspective{' '}
          <select
            value={compare ?? ''}
            onChange={({ target: { value } }) =>
              turnTo({ compare: value === '' ? null : value, cut: null, shown: 'after' })
            }
          >
            <option value="">none</option>
            {others.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
            {compare !== null && !others.includes(compare) && <option value={compare}>{compare}</option>}
          </select>
        </label>
      )}
      {beside.reading && <p role="status">Reading the other perspective…</p>}
      {beside.problem !== null && (
        <p className="wrong" role="alert">
          {beside.problem.message} {beside.problem.advice}
        </p>
      )}
      {pair !== null
        ? isShown && <Compared pair={pair} moved={moved} />
        : others.length > 0 &&
          !beside.reading && <p className="note">Choose one to see both over the same rows.</p>}
    </Section>
  );
}

interface ComparedProps {
  pair: Pair;
  /** Whether the map shows only rows that change. */
  moved: boolean;
}

function Compared({ pair, moved: onlyMoved }: ComparedProps) {
  const { go, showTopic } = useActs();
  const { before, after } = pair;
  const agreement = useMemo(() => agree(before, after), [before, after]);
  const { both, ari, ami, topics, counts } = agreement;
  if (both === 0) return <p className="lead">No row is in both answers, so there is nothing to compare.</p>;
  const moved = counts.other + counts.left + counts.joined;
  const is = (...origins: string[]) => topics.topics.filter(({ origin }) => origins.includes(origin));
  const link = (id: number, about: string) => ({
    key: id,
    name: (
      <button
        className="plain"
        onClick={() => {
          go({ shown: 'after' });
          showTopic({ level: topics.level, id });
        }}
      >
        <bdi>{topicOf(after.data.topics, topics.level, id)?.label ?? `topic ${id}`}</bdi>
      </button>
    ),
    about,
  });
  const named = (id: number) => topicOf(after.data.topics, topics.level, id)?.label ?? `topic ${id}`;
  return (
    <>
      <p className="lead">
        {pair.names[0]} and{' '}
        {pair.names[1].toLowerCase() === pair.names[1] ? pair.names[1] : pair.names[1].toLowerCase()}:{' '}
        {counted(both - moved, 'row')} of {whole(both)} {both - moved === 1 ? 'stays' : 'stay'} as{' '}
        {both - moved === 1 ? 'it is' : 'they are'}; {whole(moved)} ({percent(moved / both)}) change.
      </p>
      <dl className="measures" aria-label="Agreement">
        <div>
          <dt>ARI</dt>
          <dd className="figure">{ari.toFixed(2)}</dd>
          <dd>pairs of rows that both answers put together, 0 as by chance, 1 the same</dd>
        </div>
        <div>
          <dt>AMI</dt>
          <dd className="figure">{ami.toFixed(2)}</dd>
          <dd>what one answer tells of the other, likewise; noise counts as one class in both</dd>
        </div>
      </dl>
      <label className="switch">
        <input
          type="checkbox"
          checked={onlyMoved}
          disabled={moved === 0}
          onChange={(event) => go({ moved: event.target.checked })}
        />
        Only rows that change, on the map
      </label>
      <p className="note">
        {whole(counts.other)} into another topic, {whole(counts.joined)} into a topic from none,{' '}
        {whole(counts.left)} out of one
        {counts.absent > 0 && `; ${whole(counts.absent)} are in one answer only`}.
      </p>
      <div className="fates">
        <Fates
          title="Split"
          topics={topics.splits.map(({ earlier, label, into }) => ({
            key: earlier,
            name: <bdi>{label}</bdi>,
            about: `into ${into.map((id) => `“${named(id)}”`).join(', ')}`,
          }))}
        />
        <Fates
          title="Merged"
          topics={topics.merges.map(({ topic, from }) =>
            link(topic, `from ${from.map(({ label }) => `“${label}”`).join(', ')}`),
          )}
        />
        <Fates
          title="New"
          topics={is('new', 'mixed', 'part').map((each) =>
            link(
              each.id,
              each.origin === 'part'
                ? `part of “${each.earlierLabel ?? ''}”`
                : each.fromNoise > 0
                  ? `${counted(each.fromNoise, 'row')} had no topic`
                  : `from ${counted(each.from.length, 'topic')}`,
            ),
          )}
        />
        <Fates
          title="Vanished"
          topics={topics.gone.map(({ earlier, label, size, went, toNoise }) => ({
            key: earlier,
            name: <bdi>{label}</bdi>,
            about: `${counted(size, 'row')}${
              went[0] === undefined ? '' : `: ${whole(went[0].rows)} now in “${named(went[0].topic)}”`
            }${toNoise > 0 ? `, ${whole(toNoise)} without a topic` : ''}`,
          }))}
        />
        <Fates
          title="Kept"
          topics={is('same').map((each) => link(each.id, `shares ${percent(each.jaccard)} of rows`))}
        />
      </div>
      <MovedRows agreement={agreement} pair={pair} />
    </>
  );
}

/** Rows that change their topic, the weightiest first. */
function MovedRows({ agreement, pair }: { agreement: Agreement; pair: Pair }) {
  const { showRow } = useActs();
  const { before, after } = pair;
  const rows = useMemo(() => {
    const moved = [...agreement.moves.keys()].filter((i) => {
      const move = agreement.moves[i]!;
      return move !== MOVE.stayed && move !== MOVE.absent;
    });
    const weight = (i: number) => after.rows.weight(i) ?? 0;
    return moved.sort((a, b) => weight(b) - weight(a) || a - b);
  }, [agreement, after]);
  const [shown, more] = useMore(rows.length, 8, 50);
  if (rows.length === 0) return null;
  const topic = (answer: Pair['after'], i: number) =>
    topicOf(answer.data.topics, agreement.topics.level, answer.rows.levels.at(-1)![i] ?? -1)?.label ??
    'no topic';
  return (
    <>
      <h4>
        Rows that change <span className="figure">{whole(rows.length)}</span>
      </h4>
      <ul className="moved">
        {rows.slice(0, shown).map((i) => (
          <li key={i}>
            <button className="plain" dir="auto" onClick={() => showRow(i)}>
              {after.rows.title(i).trim() || 'Untitled'}
            </button>{' '}
            <span className="origin">
              <bdi>{topic(before, before.rows.placeOf(after.rows.key[i]!))}</bdi> →{' '}
              <bdi>{topic(after, i)}</bdi>
            </span>
          </li>
        ))}
      </ul>
      {more}
    </>
  );
}
