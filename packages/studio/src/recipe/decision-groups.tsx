import { decisions, type Decision, type DecisionRecord } from '@parallax-map/core';
import { memo, useMemo, useState } from 'react';
import { Section } from '../report/section.js';
import { whole } from '../words.js';
import { DecisionEntry, type EntryProps } from './decision-entry.js';

interface GroupsProps {
  records: readonly DecisionRecord[];
  draft: ReadonlyMap<string, NonNullable<EntryProps['drafted']>>;
  onDraft: EntryProps['onDraft'];
}

/** Steps in the order of a run, and what each decides. */
const GROUPS: readonly { section: Decision['section']; title: string; about: string }[] = [
  { section: 'perspective', title: 'Purpose', about: 'What it is for, and where chance begins.' },
  { section: 'data', title: 'Data', about: 'Which rows there are, and what of them is read.' },
  { section: 'encode', title: 'Encode', about: 'What makes two texts alike.' },
  { section: 'reduce', title: 'Reduce', about: 'How likeness becomes places.' },
  { section: 'cluster', title: 'Cluster', about: 'What counts as a topic.' },
  { section: 'levels', title: 'Levels', about: 'How topics join into coarser ones.' },
  { section: 'label', title: 'Label', about: 'Which words stand for a topic.' },
  { section: 'doubt', title: 'Doubt', about: 'How the answer is put to the test.' },
];

/** Every decision by step. Those that somebody or the data made come first to the eye; the rest are a click away. */
export const DecisionGroups = memo(function DecisionGroups({ records, draft, onDraft }: GroupsProps) {
  const [all, setAll] = useState(false);
  const known = useMemo(() => decisions(), []);
  const byPath = useMemo(() => new Map(records.map((record) => [record.path, record])), [records]);
  const isMade = ({ path }: Decision) =>
    draft.has(path) || (byPath.get(path)?.origin ?? 'default') !== 'default';
  return (
    <>
      <div className="decisions-head" role="group" aria-label="Decisions shown">
        <button className="quiet" aria-pressed={!all} onClick={() => setAll(false)}>
          Made here
        </button>
        <button className="quiet" aria-pressed={all} onClick={() => setAll(true)}>
          All {whole(known.filter(({ path }) => byPath.has(path)).length)}
        </button>
      </div>
      {GROUPS.map(({ section, title, about }) => {
        const own = known.filter((each) => each.section === section && byPath.has(each.path));
        const shown = all ? own : own.filter(isMade);
        if (own.length === 0) return null;
        const hidden = own.length - shown.length;
        return (
          <Section key={section} id={`recipe-${section}`} title={title}>
            <p className="note">{about}</p>
            <ul className="decision-list">
              {shown.map((decision) => (
                <DecisionEntry
                  key={decision.path}
                  decision={decision}
                  record={byPath.get(decision.path)}
                  drafted={draft.get(decision.path)}
                  onDraft={onDraft}
                />
              ))}
            </ul>
            {hidden > 0 && (
              <button className="more" onClick={() => setAll(true)}>
                {hidden} more as they come
              </button>
            )}
          </Section>
        );
      })}
    </>
  );
});
