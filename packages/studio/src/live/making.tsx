import type { Finding } from '@parallax-map/core';
import { Words } from '../report/value.js';
import { SeveritySign } from '../report/severity-sign.js';
import { counted } from '../words.js';
import { RunActions } from './run-actions.js';
import { adviceFor, doneInWords, leftInWords, timeInWords } from './run-words.js';
import { shareOf, stagesOf, type StageStory } from './stages.js';
import type { RunStory } from './story.js';

interface MakingProps {
  run: RunStory;
  /** Of the folder of results. */
  name: string;
  /** Whether the server does not answer any more. */
  lost: boolean;
}

/** The page while a run makes the first map: where it stands, and what is known of the table already. */
export function Making({ run, name, lost }: MakingProps) {
  const { state, error, guesses, findings, warnings } = run;
  return (
    <main className="making" aria-busy={state === 'running'}>
      <header>
        <h1>{name}</h1>
        {state === 'running' && <p>{lead(run)}</p>}
        {state === 'stopped' && (
          <p role="status">The run was stopped. What was finished is kept; it goes on from there.</p>
        )}
        {error !== null && (
          <div role="alert">
            <p className="wrong">{error.message}</p>
            <p>{adviceFor(error.code)}</p>
          </div>
        )}
        {lost && <p className="wrong">{LOST}</p>}
      </header>
      <ol className="stages" aria-label="Steps of the run">
        {stagesOf(run).map((stage) => (
          <Stage key={stage.name} stage={stage} />
        ))}
      </ol>
      <p className="act-row">
        <RunActions run={run} />
      </p>
      {warnings.length > 0 && (
        <section aria-label="Warnings">
          <h2>Worth knowing</h2>
          {warnings.map((message, k) => (
            <p key={k}>{message}</p>
          ))}
        </section>
      )}
      {findings !== null && <Findings findings={findings} />}
      {guesses.length > 0 && (
        <section>
          <h2>What the columns seem to be</h2>
          <dl className="guesses">
            {guesses.map(({ role, value }) => (
              <div key={role}>
                <dt>{ROLES[role] ?? role}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </main>
  );
}

export const LOST = 'The local server does not answer any more. "parallax open" starts it again.';
const ROLES: Record<string, string> = { linkFallback: 'or else' };
/** Findings that are told here; the Data view has them all. */
const TOLD = 3;

function lead({ source, perspective }: RunStory): string {
  const table = source === null ? 'the table' : (source.split(/[\\/]/).at(-1) ?? source);
  const which = perspective === 'main' ? '' : `, perspective ${perspective}`;
  return `The map of ${table} is being made${which}. It shows here as soon as its rows have a place; topics and names follow.`;
}

function Stage({ stage }: { stage: StageStory }) {
  const { name, state, step, seconds, reused } = stage;
  const share = state === 'now' ? shareOf(step) : null;
  return (
    <li data-state={state} aria-current={state === 'now' ? 'step' : undefined}>
      <StageSign state={state} />
      <span className="stage-name">{name}</span>
      <span className="figure">
        {state === 'done' && (reused ? 'as before' : timeInWords(seconds))}
        {state === 'halted' && 'not finished'}
        {state === 'now' && step !== null && leftInWords(step)}
      </span>
      {state === 'now' && step !== null && (
        <span className="stage-now">
          {share === null ? (
            step.about
          ) : (
            <>
              <progress value={share} aria-label={`${name}: ${doneInWords(step)}`} />
              <span className="figure">{doneInWords(step)}</span>
            </>
          )}
        </span>
      )}
    </li>
  );
}

/** Told by shape: a ring to come, a filled dot now, a tick behind, a bar where it ended. */
function StageSign({ state }: { state: StageStory['state'] }) {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {state === 'to come' && <circle cx="6" cy="6" r="2.6" fill="none" stroke="currentColor" />}
      {state === 'now' && <circle cx="6" cy="6" r="4" fill="currentColor" />}
      {state === 'done' && (
        <path
          d="m2 6.4 2.8 2.8L10.2 3"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
      {state === 'halted' && <path d="M2 6h8" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />}
    </svg>
  );
}

function Findings({ findings }: { findings: readonly Finding[] }) {
  const more = findings.length - TOLD;
  return (
    <section>
      <h2>What the audit found</h2>
      {findings.length === 0 && <p>Nothing: no texts, ids, dates or values looked wrong.</p>}
      <ul className="told">
        {findings.slice(0, TOLD).map(({ severity, message, code, column }) => (
          <li key={`${code} ${column}`}>
            <SeveritySign severity={severity} />
            <p>
              <Words text={message} />
            </p>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="note">{counted(more, 'more finding')} will stand in the Data view.</p>}
    </section>
  );
}
