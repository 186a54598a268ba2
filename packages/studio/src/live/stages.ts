import type { RunStory, StepStory } from './story.js';

/** A part of a run as a reader thinks of it: several steps of the pipeline. */
export interface StageStory {
  name: string;
  /** `halted`: the run failed or was stopped here. */
  state: 'to come' | 'now' | 'done' | 'halted';
  /** The step it is at, or was at last; null before the first. */
  step: StepStory | null;
  /** How long its steps took together. */
  seconds: number;
  /** Whether the store had all of it. */
  reused: boolean;
}

/** In the order of a run; a step belongs to the stage whose pattern it fits. */
const STAGES: readonly { name: string; steps: RegExp }[] = [
  { name: 'Read the table', steps: /^(profile|data|pictures|audit)$/ },
  { name: 'Encode the rows', steps: /^(encode|estimate)$/ },
  { name: 'Find neighbours', steps: /^neighbors$/ },
  { name: 'Lay out the map', steps: /^map$/ },
  { name: 'Find topics', steps: /^(layout|components|linkage|merges|layers|hills|cluster|levels|changes)$/ },
  { name: 'Name topics', steps: /^label$/ },
  { name: 'Ask how far to trust them', steps: /^(refit.*|blind-spots)$/ },
  { name: 'Write the results', steps: /^publish$/ },
];

/** The stages of a run, those to come among them. A step that is of none counts to the one before it. */
export function stagesOf({ steps, state }: RunStory): StageStory[] {
  let last = 0;
  const own: StepStory[][] = STAGES.map(() => []);
  for (const step of steps) {
    const at = STAGES.findIndex((stage) => stage.steps.test(step.name));
    if (at >= 0) last = at;
    own[last]!.push(step);
  }
  return STAGES.map(({ name }, k) => {
    const mine = own[k]!;
    return {
      name,
      state: stateAt(k, last, mine.length > 0, state),
      step: mine.at(-1) ?? null,
      seconds: mine.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
      reused: mine.length > 0 && mine.every(({ reused }) => reused),
    };
  });
}

function stateAt(k: number, last: number, begun: boolean, run: RunStory['state']): StageStory['state'] {
  if (!begun) return 'to come';
  if (k < last || run === 'done') return 'done';
  return run === 'running' ? 'now' : 'halted';
}

/** Share of the step that a stage is at, 0 to 1; null where it does not say. */
export function shareOf(step: StepStory | null): number | null {
  if (step === null || step.seconds !== null || step.total <= 0) return null;
  return Math.min(1, step.done / step.total);
}
