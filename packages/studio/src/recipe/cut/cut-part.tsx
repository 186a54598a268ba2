import { cutSizes, type CutSection } from '@parallax-map/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { Section } from '../../report/section.js';
import { counted, percent, whole } from '../../words.js';
import type { Answers } from '../use-answers.js';
import { CutChart, placeOf, sizeAt } from './cut-chart.js';
import { NumberField } from './number-field.js';
import { sameCut } from './settings.js';

interface CutPartProps {
  answers: Answers;
  asked: CutSection | null;
  /** Null goes back to the run's own cut. */
  onCut: (section: CutSection | null, how: 'step' | 'correction') => void;
  /** Takes the cut over into what a run is asked; absent where no run can be. */
  onDraft?: ((section: CutSection) => void) | undefined;
}

/** Turning within this many milliseconds is one step of the address. */
const ONE_TURN = 900;
/** Steps of the slider. */
const STEPS = 1000;

/** The knob: how finely the tree is cut, which the page does by itself. */
export function CutPart({ answers, asked, onCut, onDraft }: CutPartProps) {
  const { own, recut } = answers;
  const { base, tree } = recut;
  const turned = useRef(-Infinity);
  const [open, setOpen] = useState(
    () => asked !== null && base !== null && isMoreThanSize(asked, base.section),
  );
  if (base === null || tree === 'none') return <NoTree answers={answers} />;
  const section = asked ?? base.section;
  const { method } = base;
  const { n } = own.rows;
  const sizes = cutSizes(n);
  const ends: [number, number] = [sizes[0]!, sizes.at(-1)!];
  const change = (part: Partial<CutSection>) => {
    const next = { ...section, ...part };
    const now = performance.now();
    const how = now - turned.current < ONE_TURN ? 'correction' : 'step';
    turned.current = now;
    onCut(sameCut(next, base.section) ? null : next, how);
  };
  const setSize = (size: number) =>
    change({ minClusterSize: Math.min(Math.max(2, size), Math.max(2, n)), topics: null });
  /** What is cut by: given, or what the wanted number of topics came to. */
  const size =
    section.topics === null
      ? section.minClusterSize
      : ((recut.answer?.data.report.decisions.find(({ path }) => path === 'cluster.minClusterSize')?.value as
          number | undefined) ?? null);
  const slide = (event: KeyboardEvent) => {
    const from = size ?? base.section.minClusterSize;
    const page = Math.max(1, Math.round(from / 8));
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -page, PageUp: page }[
      event.key
    ];
    if (by === undefined) return;
    event.preventDefault();
    setSize(from + by);
  };
  return (
    <Section id="recipe-cut" title="Cut anew">
      <p className="lead">
        How many rows make a topic? Points stay where they are; what counts as a topic changes.
      </p>
      <div className="knob">
        <NumberField
          label="Fewest rows of a topic"
          value={size}
          min={2}
          max={Math.max(2, n)}
          whole
          onValue={(value) => value !== null && setSize(value)}
        />
        <CutChart
          rows={n}
          outcomes={recut.outcomes}
          ends={ends}
          current={size}
          own={base.section.topics === null ? base.section.minClusterSize : null}
          sweeping={recut.sweeping}
          onSize={setSize}
        />
        <input
          type="range"
          aria-label="Fewest rows of a topic, as a slider"
          aria-valuetext={size === null ? undefined : counted(size, 'row')}
          min={0}
          max={STEPS}
          value={Math.round(STEPS * placeOf(size ?? ends[0], ends))}
          onKeyDown={slide}
          onChange={(event) => setSize(sizeAt(Number(event.target.value) / STEPS, ends))}
        />
      </div>
      <Outcome answers={answers} />
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>More ways to cut</summary>
        {method === 'hdbscan' && (
          <>
            <fieldset>
              <legend>Topics are</legend>
              {SELECTIONS.map(({ value, name, about }) => (
                <label key={value}>
                  <input
                    type="radio"
                    name="selection"
                    checked={section.selection === value}
                    onChange={() => change({ selection: value })}
                  />
                  {name} <span className="reason">{about}</span>
                </label>
              ))}
            </fieldset>
            <NumberField
              label="Not split below this distance"
              value={section.epsilon}
              min={0}
              onValue={(value) => change({ epsilon: value ?? 0 })}
            />
            <NumberField
              label="Most rows of a topic"
              value={section.maxClusterSize}
              min={2}
              whole
              nullable="no limit"
              onValue={(maxClusterSize) => change({ maxClusterSize })}
            />
            <label className="switch">
              <input
                type="checkbox"
                checked={section.allowSingleCluster}
                onChange={(event) => change({ allowSingleCluster: event.target.checked })}
              />
              One topic may hold everything
            </label>
          </>
        )}
        <NumberField
          label="About this many topics"
          value={section.topics}
          min={2}
          whole
          nullable="as the data say"
          onValue={(topics) =>
            change({ topics, ...(topics === null && size !== null ? { minClusterSize: size } : {}) })
          }
        />
      </details>
      {asked !== null && (
        <p className="actions">
          <button className="act" onClick={() => onCut(null, 'step')}>
            Back to the run’s cut
          </button>
          {onDraft !== undefined && (
            <button className="act" onClick={() => onDraft(section)}>
              Take into the recipe
            </button>
          )}
        </p>
      )}
    </Section>
  );
}

/** Whether a cut differs from the run's in what is folded away. */
function isMoreThanSize(asked: CutSection, own: CutSection): boolean {
  const rest = { minClusterSize: own.minClusterSize };
  return asked.topics !== null || !sameCut({ ...asked, ...rest }, { ...own, topics: null });
}

const SELECTIONS = [
  { value: 'eom', name: 'the longest-lived', about: 'large topics, whose parts stay hidden' },
  { value: 'leaf', name: 'the finest', about: 'many and even, their wholes unseen' },
] as const;

/** What came of it, beside what the run had. */
function Outcome({ answers: { own, recut } }: { answers: Answers }) {
  const { tree, problem, answer, naming, carried, ms } = recut;
  if (problem !== null)
    return (
      <p className="wrong" role="alert">
        {problem.message} {problem.advice}
      </p>
    );
  const before = own.data.report.counts;
  const now = answer?.data.report.counts;
  const levels = own.data.report.decisions.find(({ path }) => path === 'levels.method')?.value;
  return (
    <>
      <p className="outcome" role="status">
        {tree === 'reading' || tree === 'unread' ? (
          'Reading the density tree…'
        ) : now === undefined ? (
          <>
            <strong>{counted(before.topics, 'topic')}</strong>, {percent(before.noiseShare)} of rows without
            one: as run.
          </>
        ) : (
          <>
            <strong>{counted(now.topics, 'topic')}</strong>, {percent(now.noiseShare)} of rows without one
            (run: {whole(before.topics)}, {percent(before.noiseShare)}).{' '}
            {carriedInWords(carried ?? 0, now.topics, naming)}
          </>
        )}
      </p>
      {now !== undefined && ms !== null && (
        <p className="reason">
          Cut in {ms < 1 ? 'under 1' : Math.round(ms)} ms.
          {levels !== 'condensed' &&
            ' Coarser levels follow the density tree: a run joins topics by meaning, for which it needs the vectors.'}
        </p>
      )}
    </>
  );
}

function carriedInWords(carried: number, topics: number, naming: boolean): string {
  const fresh = topics - carried;
  if (fresh === 0) return topics === 0 ? '' : 'All keep their names.';
  return `${whole(carried)} keep their names; ${counted(fresh, 'is', 'are')} new${naming ? ', being named…' : '.'}`;
}

function NoTree({ answers: { own } }: { answers: Answers }) {
  const method = own.data.report.decisions.find(({ path }) => path === 'cluster.method')?.value;
  const hasTree = method === undefined || method === 'hdbscan' || method === 'evoc';
  return (
    <Section id="recipe-cut" title="Cut anew">
      <p className="lead">
        {hasTree
          ? 'This page came without the density tree, so its topics cannot be cut anew here. A new run writes it in.'
          : `Topics of ${String(method)} are not cut from a density tree: another number of them needs a run.`}
      </p>
    </Section>
  );
}
