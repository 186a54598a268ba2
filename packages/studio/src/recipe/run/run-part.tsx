import { perspectiveName } from '@parallax-map/core';
import { useContext, useEffect, useId, useRef, useState } from 'react';
import { Refused, startRun, stopRun } from '../../data/live.js';
import { RunContext } from '../../live/context.js';
import { doneInWords, leftInWords } from '../../live/run-words.js';
import { shareOf } from '../../live/stages.js';
import type { RunStory } from '../../live/story.js';
import { useCommand } from '../../live/use-command.js';
import { counted, valueInWords } from '../../words.js';
import { nameOf, type Draft } from '../decision-entry.js';
import { stepsAgain } from '../steps-again.js';

interface RunPartProps {
  draft: Draft;
  /** Perspective that is shown. */
  current: string;
  perspectives: readonly string[];
  onClear: () => void;
  /** A run of this perspective begins: its answer is to stay at hand. */
  onBegin: () => void;
  /** A run that this page asked for has an answer. */
  onDone: (perspective: string) => void;
}

/** What is to change, which steps that means, and the run that does it. */
export function RunPart({ draft, current, perspectives, onClear, onBegin, onDone }: RunPartProps) {
  const run = useContext(RunContext);
  const { ask, asking, problem } = useCommand();
  const [naming, setNaming] = useState(false);
  const [mine, setMine] = useState<string | null>(null);
  const [closed, setClosed] = useState<string | null>(null);
  useDone(run, mine, onDone);
  const changed = [...draft];
  const faults = changed.filter(([, { fault }]) => fault !== null).length;
  const decisions = Object.fromEntries(changed.map(([path, { value }]) => [path, value]));
  const isRunning = run?.state === 'running';
  const told = run !== null && (isRunning || (run.id === mine && run.id !== closed)) ? run : null;
  const start = (perspective: string, from?: string) =>
    ask(async () => setMine(await startRun({ perspective, decisions, ...(from !== undefined && { from }) })));
  if (changed.length === 0 && told === null && problem === null) return null;
  return (
    <section className="run-part" aria-label="Changes to run">
      {changed.length > 0 && (
        <>
          <p>
            <strong>{counted(changed.length, 'change')}</strong>:{' '}
            {changed.slice(0, MOST_NAMED).map(([path, { value }], k) => (
              <span key={path}>
                {k > 0 && ', '}
                {nameOf(path).toLowerCase()} <bdi>{valueInWords(value)}</bdi>
              </span>
            ))}
            {changed.length > MOST_NAMED && ` and ${changed.length - MOST_NAMED} more`}
          </p>
          <p className="reason">{stepsInWords(stepsAgain(changed.map(([path]) => path)))}</p>
        </>
      )}
      {told !== null && <Progress run={told} />}
      {problem !== null && (
        <p className="wrong" role="alert">
          {problem instanceof Refused && problem.path !== null && `${nameOf(problem.path)}: `}
          {problem.message} {problem.advice}
        </p>
      )}
      <div className="actions">
        {isRunning ? (
          <button className="act" disabled={asking} onClick={() => ask(() => stopRun(run.id))}>
            Stop
          </button>
        ) : (
          changed.length > 0 && (
            <>
              <button
                className="act primary"
                disabled={faults > 0 || asking}
                onClick={() => {
                  onBegin();
                  start(current);
                }}
              >
                Run
              </button>
              <button
                className="act"
                disabled={faults > 0 || asking}
                aria-expanded={naming}
                onClick={() => setNaming(!naming)}
              >
                Save as a new perspective
              </button>
              <button className="act quiet" onClick={onClear}>
                Drop changes
              </button>
            </>
          )
        )}
        {told !== null && !isRunning && changed.length === 0 && (
          <button className="act" onClick={() => setClosed(told.id)}>
            Close
          </button>
        )}
      </div>
      {faults > 0 && <p className="reason">{counted(faults, 'value')} must be mended before a run.</p>}
      {naming && !isRunning && changed.length > 0 && (
        <NewName
          taken={perspectives}
          onName={(name) => {
            setNaming(false);
            start(name, current);
          }}
        />
      )}
    </section>
  );
}

/** Changes told by name. */
const MOST_NAMED = 4;

/** Says once when the run that this page asked for has come to its answer. */
function useDone(run: RunStory | null, mine: string | null, onDone: (perspective: string) => void): void {
  const said = useRef<string | null>(null);
  useEffect(() => {
    if (run === null || run.id !== mine || run.state !== 'done' || said.current === run.id) return;
    said.current = run.id;
    onDone(run.perspective);
  }, [run, mine, onDone]);
}

function Progress({ run }: { run: RunStory }) {
  const step = run.steps.at(-1) ?? null;
  const share = shareOf(step);
  return (
    <div className="progress">
      <p role="status">{runInWords(run)}</p>
      {run.state === 'running' && (
        <progress aria-label="Progress of this step" {...(share === null ? {} : { value: share })} />
      )}
      {run.state !== 'stopped' && run.warnings.length > 0 && (
        <ul className="warnings">
          {run.warnings.slice(-3).map((message, k) => (
            <li key={k}>{message}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function runInWords({ state, perspective, steps, error }: RunStory): string {
  if (state === 'failed') return `The run failed: ${error?.message ?? 'it did not say why.'}`;
  if (state === 'stopped') return 'Stopped. What was finished is kept; another run goes on from there.';
  if (state === 'done') {
    const found = steps.filter(({ reused }) => reused).length;
    return `Done: ${counted(steps.length - found, 'step')} made, ${counted(found, 'step')} found in the store.`;
  }
  const step = steps.at(-1);
  if (step === undefined) return `Running ${perspective}: beginning.`;
  const figures = [step.about, doneInWords(step), leftInWords(step)].filter((part) => part !== '');
  return `Running ${perspective}: ${figures.join(', ')}.`;
}

function stepsInWords(steps: readonly string[]): string {
  if (steps.length === 0) return 'No step runs again: nothing on the map depends on it.';
  if (steps[0] === 'data') return 'Everything runs again, save texts that were encoded before.';
  return `Runs again: ${steps.join(', ')}.`;
}

/** A name that becomes a folder: checked as it is typed. */
function NewName({ taken, onName }: { taken: readonly string[]; onName: (name: string) => void }) {
  const id = useId();
  const [name, setName] = useState('');
  const fault = nameFault(name, taken);
  return (
    <form
      className="new-name"
      onSubmit={(event) => {
        event.preventDefault();
        if (fault === null) onName(name);
      }}
    >
      <label htmlFor={id}>Name of the new perspective</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        maxLength={64}
        value={name}
        aria-invalid={name !== '' && fault !== null}
        aria-describedby={`${id}-fault`}
        onChange={(event) => setName(event.target.value)}
      />
      <button className="act primary" disabled={fault !== null}>
        Run as {name === '' ? '…' : name}
      </button>
      <p id={`${id}-fault`} className={name === '' ? 'reason' : 'wrong'} role="status">
        {fault ?? ''}
      </p>
    </form>
  );
}

/** What is wrong with the name of a new perspective; null where nothing is. */
export function nameFault(name: string, taken: readonly string[]): string | null {
  if (taken.includes(name)) return `There is a perspective “${name}” already.`;
  const issue = perspectiveName.safeParse(name).error?.issues[0];
  return issue === undefined ? null : `Needs ${issue.message}.`;
}
