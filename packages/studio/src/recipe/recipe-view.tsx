import type { CutSection } from '@parallax-map/core';
import { memo, useCallback, useContext, useState } from 'react';
import { ComparePart } from '../compare/compare-part.js';
import { LiveContext } from '../live/context.js';
import { Section } from '../report/section.js';
import { useActs } from '../state/acts.js';
import type { Place } from '../state/place.js';
import { CutPart } from './cut/cut-part.js';
import type { Draft, EntryProps } from './decision-entry.js';
import { sameValue } from './decision-value.js';
import { DecisionGroups } from './decision-groups.js';
import { RunPart } from './run/run-part.js';
import type { Answers } from './use-answers.js';

interface RecipeViewProps extends Pick<Place, 'cut' | 'compare' | 'moved'> {
  answers: Answers;
  perspectives: readonly string[];
  isShown: boolean;
}

/** Every decision, what it hides or shows, and what would be seen had it been made otherwise. */
export const RecipeView = memo(function RecipeView(props: RecipeViewProps) {
  const { answers, perspectives, isShown, cut, compare, moved } = props;
  const { turnTo } = useActs();
  const { own, keep } = answers;
  const canRun = useContext(LiveContext) !== null;
  const { report } = own.data;
  const [draft, setDraft] = useState<Draft>(new Map());
  const change = useCallback<NonNullable<EntryProps['onDraft']>>((path, drafted) => {
    setDraft((before) => {
      const next = new Map(before);
      if (drafted === undefined) next.delete(path);
      else next.set(path, drafted);
      return next;
    });
  }, []);
  const takeCut = useCallback(
    (section: CutSection) => {
      const records = new Map(report.decisions.map(({ path, value }) => [path, value]));
      for (const [key, value] of Object.entries(section)) {
        const path = `cluster.${key}`;
        // Where a number of topics is wanted, the size follows from it.
        if (path === 'cluster.minClusterSize' && section.topics !== null) continue;
        change(path, sameValue(records.get(path), value) ? undefined : { value, fault: null });
      }
    },
    [report, change],
  );
  const clear = useCallback(() => setDraft(new Map()), []);
  const current = own.data.perspective;
  const onDone = useCallback(
    (perspective: string) => {
      clear();
      const other = perspective === current ? null : perspective;
      turnTo({ compare: other, cut: null, shown: 'after' }, other === null ? 'correction' : 'step');
    },
    [clear, current, turnTo],
  );
  return (
    <div className="report recipe">
      <header className="panel-head">
        <h2>Recipe</h2>
        <p>perspective {own.data.perspective}</p>
      </header>
      <CutPart
        answers={answers}
        asked={cut}
        onCut={(wanted, how) => turnTo({ cut: wanted, compare: null, shown: 'after' }, how)}
        onDraft={canRun ? takeCut : undefined}
      />
      {(perspectives.length > 1 || answers.pair !== null) && (
        <ComparePart
          answers={answers}
          perspectives={perspectives}
          compare={compare}
          moved={moved}
          isShown={isShown}
        />
      )}
      <Section id="recipe-decisions" title="Decisions">
        <p className="lead">
          {canRun
            ? 'Each stands in parallax.json. Change what you like; a run does again what depends on it.'
            : 'Each stands in parallax.json. This page has no server behind it: “parallax open” shows them to change.'}
        </p>
        <DecisionGroups records={report.decisions} draft={draft} onDraft={canRun ? change : undefined} />
      </Section>
      {canRun && (
        <RunPart
          draft={draft}
          current={current}
          perspectives={perspectives}
          onClear={clear}
          onBegin={keep}
          onDone={onDone}
        />
      )}
    </div>
  );
});
