import { useContext, useEffect, useRef, useState } from 'react';
import { LiveContext } from './context.js';
import { LOST } from './making.js';
import { RunActions } from './run-actions.js';
import { adviceFor, doneInWords, leftInWords } from './run-words.js';
import { shareOf, stagesOf } from './stages.js';
import type { RunStory } from './story.js';

/** Over the map: the run that goes on, and how it ended where that is news. */
export function RunStrip({ run, lost }: { run: RunStory | null; lost: boolean }) {
  const live = useContext(LiveContext);
  const [dismissed, setDismissed] = useState('');
  const seen = useSeenRunning(run);
  if (live === null) return null;
  if (lost) {
    return (
      <aside className="run-strip" role="alert">
        <p className="wrong">{LOST} What is shown stays.</p>
      </aside>
    );
  }
  if (run === null || dismissed === `${run.id} ${run.state}`) return null;
  const elsewhere = run.perspective !== live.perspective;
  // An answer that this page shows already is no news, nor is one from before it was opened.
  if (run.state === 'done' && !(elsewhere && seen)) return null;
  return (
    <aside className="run-strip" aria-label="Run">
      {run.state === 'running' ? (
        <Going run={run} elsewhere={elsewhere} />
      ) : (
        <p role={run.state === 'failed' ? 'alert' : 'status'} className="run-end">
          <Ended run={run} elsewhere={elsewhere} />
        </p>
      )}
      <span className="act-row">
        {run.state === 'done' ? (
          <button className="act" onClick={() => live.choose(run.perspective)}>
            Show it
          </button>
        ) : (
          <RunActions run={run} />
        )}
        {run.state !== 'running' && (
          <button className="act" onClick={() => setDismissed(`${run.id} ${run.state}`)}>
            Close
          </button>
        )}
      </span>
    </aside>
  );
}

function Going({ run, elsewhere }: { run: RunStory; elsewhere: boolean }) {
  const now = stagesOf(run).find(({ state }) => state === 'now');
  const step = now?.step ?? null;
  const share = shareOf(step);
  const figures =
    step === null ? '' : [doneInWords(step), leftInWords(step)].filter((part) => part !== '').join(' · ');
  return (
    <>
      <p role="status">
        {elsewhere && <bdi>{run.perspective}: </bdi>}
        {now?.name ?? 'Beginning'}
      </p>
      {share !== null && <progress value={share} aria-label="Of this step" />}
      <span className="figure">{figures}</span>
    </>
  );
}

function Ended({ run, elsewhere }: { run: RunStory; elsewhere: boolean }) {
  const which = elsewhere ? ` of ${run.perspective}` : '';
  if (run.state === 'done') return <>The answer of {run.perspective} is there.</>;
  if (run.state === 'stopped') return <>The run{which} was stopped. What was finished is kept.</>;
  return (
    <>
      <span className="wrong">
        The run{which} failed: {run.error?.message}
      </span>{' '}
      {run.error !== null && adviceFor(run.error.code)}
    </>
  );
}

/** Whether this page saw the run while it went on. */
function useSeenRunning(run: RunStory | null): boolean {
  const seen = useRef('');
  useEffect(() => {
    if (run?.state === 'running') seen.current = run.id;
  }, [run]);
  return run !== null && seen.current === run.id;
}
