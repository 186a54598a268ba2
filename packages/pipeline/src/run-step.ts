import { ParallaxError, type Listener, type Tally } from '@parallax-map/core';
import type { Store } from './store/index.js';
import { artifactKey, type Step, type StepContext } from './step.js';

/** What a step made, or what the store had, with the key that names it. */
export interface Made<Output> {
  key: string;
  output: Output;
  reused: boolean;
}

export interface StepTiming {
  step: string;
  seconds: number;
  reused: boolean;
  /** Largest resident memory of the process so far, in MiB, when the step ended. */
  peakMiB: number;
  /** What it did anew and what it found done, where a step that ran says so. */
  tally?: Tally;
}

/** Runs steps one after another: what the store has whole is read, the rest is made and stored. */
export class StepRunner {
  readonly timings: StepTiming[] = [];
  /** Keys of the artifacts this run stands on, by step. */
  readonly keys: Record<string, string> = {};

  constructor(
    private readonly store: Store,
    private readonly options: { signal: AbortSignal; threads: number; listener: Listener },
  ) {}

  /**
   * @param section canonical part of the recipe the step reads
   * @param inputs what the step takes, made before
   * @param inputKeys keys of those artifacts
   * @param name what this use of the step is called in progress and timings, if not the step's own name
   */
  async run<Section, Inputs, Output>(
    step: Step<Section, Inputs, Output>,
    section: Section,
    inputs: Inputs,
    inputKeys: string[],
    name = step.name,
  ): Promise<Made<Output>> {
    const { signal, listener } = this.options;
    this.throwIfStopped();
    const started = performance.now();
    const key = artifactKey(step, section, inputKeys);
    this.keys[name] = key;
    listener({ type: 'step', step: name, about: step.about });
    const found = await this.find(step, key);
    const told: { tally?: Tally } = {};
    const output = found ?? (await step.make(section, inputs, this.context(name, told)));
    if (found === undefined) {
      signal.throwIfAborted();
      await this.store.write(step.name, key, step.save(output));
    }
    this.ended(name, started, found !== undefined, told);
    return { key, output, reused: found !== undefined };
  }

  /**
   * Steps that count as one in events, progress and timings, such as the same ones for several seeds. What of them was
   * there already stands in its tally.
   */
  async together<Output>(
    name: string,
    about: string,
    work: (steps: StepRunner, context: StepContext) => Promise<Output>,
  ): Promise<Output> {
    const { listener } = this.options;
    this.throwIfStopped();
    const started = performance.now();
    listener({ type: 'step', step: name, about });
    const context = this.context(name, {});
    const steps = new StepRunner(this.store, {
      ...this.options,
      listener: (event) => {
        if (event.type === 'warning' || event.type === 'note') listener({ ...event, step: name });
      },
    });
    const output = await work(steps, context);
    const fromBefore = steps.timings.filter(({ reused }) => reused).length;
    const made = steps.timings.length - fromBefore;
    const tally = { unit: 'artifacts', fromBefore, made };
    this.ended(name, started, made === 0, made === 0 ? {} : { tally });
    return output;
  }

  /** Whether the store seems to have what a step would make. */
  has(step: { name: string; version: number }, section: unknown, inputKeys: string[]): Promise<boolean> {
    return this.store.has(step.name, artifactKey(step, section, inputKeys));
  }

  /** Context for work beside the steps, whose outcome is no artifact. */
  aside(name: string, about: string): StepContext {
    this.throwIfStopped();
    this.options.listener({ type: 'step', step: name, about });
    return this.context(name, {});
  }

  private ended(name: string, started: number, reused: boolean, told: { tally?: Tally }): void {
    const seconds = (performance.now() - started) / 1000;
    const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
    this.timings.push({ step: name, seconds: Math.round(seconds * 1000) / 1000, reused, peakMiB, ...told });
    this.options.listener({ type: 'step-done', step: name, seconds, reused, ...told });
  }

  private async find<Output>(step: Step<never, never, Output>, key: string): Promise<Output | undefined> {
    const artifact = await this.store.read(step.name, key);
    if (artifact === undefined) return undefined;
    let output: Output;
    try {
      output = step.load(artifact);
    } catch {
      // Whole by its hashes, yet not what this step writes: a miss like any other.
      return undefined;
    }
    return step.stands === undefined || (await step.stands(output)) ? output : undefined;
  }

  private context(name: string, told: { tally?: Tally }): StepContext {
    const { signal, threads, listener } = this.options;
    const started = performance.now();
    let first: number | undefined;
    let last = -Infinity;
    return {
      store: this.store,
      signal,
      threads,
      emit: listener,
      tally: (tally) => {
        told.tally = tally;
      },
      progress: (done, total, unit) => {
        const now = performance.now();
        first ??= done;
        if (now - last < PROGRESS_EVERY_MS && done < total) return;
        last = now;
        const elapsed = (now - started) / 1000;
        const perSecond = elapsed > 0.5 && done > first ? (done - first) / elapsed : null;
        const secondsLeft = perSecond === null ? null : (total - done) / perSecond;
        listener({ type: 'progress', step: name, done, total, unit, perSecond, secondsLeft });
      },
    };
  }

  private throwIfStopped(): void {
    if (this.options.signal.aborted) {
      throw new ParallaxError(
        'ABORTED',
        'Stopped. What was finished is kept; the same command goes on from there.',
      );
    }
  }
}

const PROGRESS_EVERY_MS = 200;
