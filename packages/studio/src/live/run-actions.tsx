import { startRun, stopRun } from '../data/live.js';
import type { RunStory } from './story.js';
import { useCommand } from './use-command.js';

/** Stops a run that goes on; lets one that ended without an answer go on. */
export function RunActions({ run }: { run: RunStory }) {
  const { ask, asking, problem } = useCommand();
  const { id, perspective, state } = run;
  return (
    <>
      {state === 'running' ? (
        <button className="act" disabled={asking} onClick={() => ask(() => stopRun(id))}>
          Stop
        </button>
      ) : (
        <button
          className="act"
          disabled={asking}
          onClick={() => ask(() => startRun({ perspective, decisions: {} }))}
        >
          {state === 'stopped' ? 'Go on' : 'Run again'}
        </button>
      )}
      {problem !== null && (
        <p className="wrong" role="alert">
          {problem.message} {problem.advice}
        </p>
      )}
    </>
  );
}
