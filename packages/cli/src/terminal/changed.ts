import type { Changes, LevelChanges, RunSummary, TopicFate } from '@parallax-map/core';
import { count, plural, safe } from './words.js';

/** What became of the rows and of the finest topics since the table changed, in a few plain lines. */
export function changedText({ rows, levels }: Changes, topics: RunSummary['topics']): string[] {
  const finest = levels.at(-1)!;
  const label = (id: number): string => topics[id]!.label;
  const of = (kind: string): string[] =>
    finest.topics.filter(({ origin }) => origin === kind).map(({ id }) => label(id));
  const parts = partsOf(finest, label);
  const gone = finest.gone.filter((topic) => !parts.has(topic.label));
  return [
    `Since the table changed: ${rowsText(rows)}.`,
    ...sameText(finest),
    ...listed('New', of('new')),
    ...[...parts].flatMap(([earlier, now]) => listed(`Parts of “${safe(earlier)}”`, now)),
    ...listed('Mixed from several', of('mixed')),
    ...listed(
      'Gone',
      gone.map((topic) => goneText(topic, label)),
    ),
  ];
}

function rowsText(rows: Changes['rows']): string {
  const { edited, gone } = rows;
  if (rows.new + edited + gone === 0) return 'its rows are the same';
  return `${plural(rows.new, 'row')} ${rows.new === 1 ? 'is' : 'are'} new, ${count(edited)} edited, ${count(gone)} gone`;
}

function sameText({ topics, gone }: LevelChanges): string[] {
  const same = topics.filter(({ origin }) => origin === 'same');
  const before = same.length + gone.length;
  if (before === 0) return [];
  const kept = same.filter(({ keptName }) => keptName).length;
  const names = kept === same.length ? 'names kept' : `${count(kept)} by the same name`;
  const told = same.length === 0 ? '' : ` (${names})`;
  return [
    `${count(same.length)} of ${plural(before, 'topic')} before ${same.length === 1 ? 'is' : 'are'} found again${told}; now there ${topics.length === 1 ? 'is' : 'are'} ${count(topics.length)}.`,
  ];
}

/** By name of the topic of before, the topics that are parts of it and not it. */
function partsOf({ topics }: LevelChanges, label: (id: number) => string): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  for (const { id, origin, earlierLabel } of topics) {
    if (origin === 'part') parts.set(earlierLabel!, [...(parts.get(earlierLabel!) ?? []), label(id)]);
  }
  return parts;
}

/** With what became of most of its rows, where most had the same fate. */
function goneText(
  { label: name, size, went, toNoise, goneRows }: TopicFate,
  label: (id: number) => string,
): string {
  const [most] = went;
  if (most !== undefined && 2 * most.rows >= size) return `${name} (now in ${label(most.topic)})`;
  if (2 * toNoise >= size) return `${name} (now noise)`;
  return 2 * goneRows >= size ? `${name} (its rows are gone)` : name;
}

/** Most names told in a line; the rest are counted. */
const MOST = 6;

function listed(title: string, names: string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length - MOST;
  const told = [...names.slice(0, MOST).map(safe), ...(more > 0 ? [`and ${count(more)} more`] : [])];
  return [`${title}: ${told.join('; ')}.`];
}
