import type { Finding, LiveEvent, Stage } from '@parallax-map/core';

/** What a page knows of a folder and of the run that goes on in it, or went on last. */
export interface Story {
  /** Of the folder; empty until the server has said it. */
  name: string;
  /** null until the server has said it. */
  perspectives: readonly string[] | null;
  run: RunStory | null;
}

export interface RunStory {
  id: string;
  perspective: string;
  state: 'running' | 'done' | 'failed' | 'stopped';
  /** What failed, in the server's words. */
  error: { message: string; code: string } | null;
  /** The table, as a person knows it; null before it is opened. */
  source: string | null;
  /** In the order they began. */
  steps: readonly StepStory[];
  /** What the columns seem to be, where the run had to say. */
  guesses: readonly { role: string; value: string }[];
  /** Worst first; null before the table was looked over. */
  findings: readonly Finding[] | null;
  warnings: readonly string[];
  /** The furthest there is to see of it. */
  shown: { stage: Stage; etag: string } | null;
}

export interface StepStory {
  name: string;
  /** What it does, in a few words. */
  about: string;
  /** `done` of `total` `unit`; 0 of 0 where it does not say. */
  done: number;
  total: number;
  unit: string;
  secondsLeft: number | null;
  /** How long it took; null while it goes on. */
  seconds: number | null;
  /** Whether the store had it. */
  reused: boolean;
}

export const NO_STORY: Story = { name: '', perspectives: null, run: null };

/** The story after one more event; the same where it adds nothing. */
export function hear(story: Story, event: LiveEvent): Story {
  if (event.type === 'perspectives') return { ...story, name: event.name, perspectives: event.perspectives };
  if (event.type === 'run-started') return { ...story, run: begun(event.id, event.perspective) };
  if (story.run === null) return story;
  const run = hearRun(story.run, event);
  return run === story.run ? story : { ...story, run };
}

/** An event as it came over the wire; null where it is none. */
export function readEvent(text: string): LiveEvent | null {
  try {
    const event: unknown = JSON.parse(text);
    if (typeof event !== 'object' || event === null || !('type' in event)) return null;
    return typeof event.type === 'string' ? (event as LiveEvent) : null;
  } catch {
    return null;
  }
}

function begun(id: string, perspective: string): RunStory {
  return {
    ...{ id, perspective, state: 'running', error: null, source: null },
    ...{ steps: [], guesses: [], findings: null, warnings: [], shown: null },
  };
}

function hearRun(run: RunStory, event: LiveEvent): RunStory {
  switch (event.type) {
    case 'run':
      return { ...run, source: event.source };
    case 'guess': {
      const value = [event.value ?? []].flat().join(', ');
      return value === '' ? run : { ...run, guesses: [...run.guesses, { role: event.role, value }] };
    }
    case 'audit':
      return { ...run, findings: event.findings };
    case 'step':
      return { ...run, steps: [...run.steps, beginning(event.step, event.about)] };
    case 'progress': {
      const { done, total, unit, secondsLeft } = event;
      return withStep(run, event.step, { done, total, unit, secondsLeft });
    }
    case 'step-done':
      return withStep(run, event.step, { seconds: event.seconds, reused: event.reused });
    case 'warning':
      return { ...run, warnings: [...run.warnings, event.message] };
    case 'partial': {
      if (event.perspective !== run.perspective) return run;
      const { stage, etag } = event;
      return { ...run, shown: { stage, etag }, state: stage === 'done' ? 'done' : run.state };
    }
    case 'run-failed': {
      if (event.id !== run.id) return run;
      if (event.code === 'ABORTED') return { ...run, state: 'stopped' };
      return { ...run, state: 'failed', error: { message: event.error, code: event.code } };
    }
    default:
      return run;
  }
}

function beginning(name: string, about: string): StepStory {
  return { name, about, done: 0, total: 0, unit: '', secondsLeft: null, seconds: null, reused: false };
}

/** Changes the newest step of a name. */
function withStep(run: RunStory, name: string, change: Partial<StepStory>): RunStory {
  const at = run.steps.findLastIndex((step) => step.name === name);
  if (at < 0) return run;
  return { ...run, steps: run.steps.with(at, { ...run.steps[at]!, ...change }) };
}
