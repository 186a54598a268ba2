import { randomUUID } from 'node:crypto';
import {
  asParallaxError,
  ParallaxError,
  type LiveEvent,
  type RunningNow,
  type RunRequest,
  type RunSummary,
} from '@parallax-map/core';
import type { Preview, ResultsFolder, RunOptions } from '@parallax-map/pipeline';

/** What a run is given so that the studio hears of it and can stop it. */
export type RunHooks = Required<Pick<RunOptions, 'listener' | 'onPreview' | 'signal'>>;

/** What there is to see of a perspective while its run goes on. */
export interface Shown {
  preview: Preview;
  etag: string;
}

interface Run {
  id: string;
  perspective: string;
  stop: AbortController;
  at: Pick<RunningNow, 'step' | 'done' | 'total'>;
}

/** One run at a time on one folder, told to everybody who listens, from its beginning on also to who comes late. */
export class RunHost {
  private current: Run | null = null;
  private ended: Promise<unknown> = Promise.resolve();
  private shown: Shown | null = null;
  private told = '';
  /** What a page must hear to know where the run stands that goes on, or went on last. */
  private story: LiveEvent[] = [];
  private readonly listeners = new Set<(event: LiveEvent) => void>();

  /**
   * @param rerun runs the folder's table again
   * @param signal aborted when the process is to end
   */
  constructor(
    readonly folder: ResultsFolder,
    private readonly rerun: (request: RunRequest, hooks: RunHooks) => Promise<RunSummary>,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Starts a run that a page asks for.
   *
   * @throws ParallaxError RUN_LOCKED while another goes on
   */
  start(request: RunRequest): string {
    const { id, summary } = this.begin(request.perspective, (hooks) => this.rerun(request, hooks));
    // How it ended is told by events.
    summary.catch(() => {});
    return id;
  }

  /** Starts a run; the promise settles when it has ended and everybody was told. */
  begin(
    perspective: string,
    work: (hooks: RunHooks) => Promise<RunSummary>,
  ): { id: string; summary: Promise<RunSummary> } {
    if (this.current !== null) {
      throw new ParallaxError(
        'RUN_LOCKED',
        `A run of "${this.current.perspective}" is going on; wait for it, or stop it first.`,
      );
    }
    const stop = new AbortController();
    const run: Run = { id: randomUUID(), perspective, stop, at: { step: null, done: 0, total: 0 } };
    this.current = run;
    this.shown = null;
    this.tell({ type: 'run-started', id: run.id, perspective });
    const hooks: RunHooks = {
      signal: AbortSignal.any([stop.signal, this.signal]),
      listener: (event) => {
        if (event.type === 'step') run.at = { step: event.step, done: 0, total: 0 };
        if (event.type === 'progress') run.at = { step: event.step, done: event.done, total: event.total };
        this.tell(event);
      },
      onPreview: (preview) => void this.offer(run, preview),
    };
    const summary = this.follow(run, work(hooks));
    this.ended = summary.catch(() => {});
    return { id: run.id, summary };
  }

  /** Stops the run of that id; false where it does not go on. What was finished is kept. */
  stop(id: string): boolean {
    if (this.current?.id !== id) return false;
    this.current.stop.abort();
    return true;
  }

  running(): RunningNow | null {
    if (this.current === null) return null;
    const { id, perspective, at } = this.current;
    return { id, perspective, ...at };
  }

  /** What the run has to show of a perspective so far, which goes before what is published; undefined for nothing. */
  preview(perspective: string): Shown | undefined {
    return this.shown?.preview.perspective === perspective ? this.shown : undefined;
  }

  /** Perspectives with something to show, `main` first. */
  async perspectives(): Promise<string[]> {
    const published = await this.folder.perspectives();
    const { perspective } = this.shown?.preview ?? {};
    if (perspective === undefined || published.includes(perspective)) return published;
    const all = [...published, perspective].sort();
    return all.includes('main') ? ['main', ...all.filter((name) => name !== 'main')] : all;
  }

  /** Tells all of the story so far, then what follows; ends with the function that is returned. */
  listen(listener: (event: LiveEvent) => void): () => void {
    for (const event of this.story) listener(event);
    void this.list().then(listener);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Stops what goes on, and waits for it. */
  async close(): Promise<void> {
    this.current?.stop.abort();
    await this.ended;
  }

  private async follow(run: Run, work: Promise<RunSummary>): Promise<RunSummary> {
    try {
      const summary = await work;
      const etag = (await this.folder.keys(run.perspective))?.publish ?? run.id;
      this.over();
      await this.tellList();
      this.tell({ type: 'partial', perspective: run.perspective, stage: 'done', etag });
      return summary;
    } catch (error) {
      const { code, message } = asParallaxError(error);
      // What was there before shows again; where nothing was, what the run came to stays to be seen.
      if ((await this.folder.keys(run.perspective)) !== undefined) this.over();
      this.current = null;
      this.tell({ type: 'run-failed', id: run.id, error: message, code });
      await this.tellList();
      throw error;
    }
  }

  private over(): void {
    this.current = null;
    this.shown = null;
  }

  private async offer(run: Run, preview: Preview): Promise<void> {
    // Points without topics are less than an answer of before.
    const isLess = preview.stage === 'points' && (await this.folder.keys(run.perspective)) !== undefined;
    if (isLess || this.current !== run) return;
    const etag = `${run.id}-${preview.stage}`;
    this.shown = { preview, etag };
    await this.tellList();
    this.tell({ type: 'partial', perspective: run.perspective, stage: preview.stage, etag });
  }

  private async list(): Promise<Extract<LiveEvent, { type: 'perspectives' }>> {
    return { type: 'perspectives', name: this.folder.name, perspectives: await this.perspectives() };
  }

  /** Tells the list where it is another than before. */
  private async tellList(): Promise<void> {
    const list = await this.list();
    const text = JSON.stringify(list);
    if (text === this.told) return;
    this.told = text;
    this.tell(list);
  }

  private tell(event: LiveEvent): void {
    if (event.type === 'run-started') this.story = [];
    // Who listens is told the list anyway, and of progress what is newest.
    if (event.type !== 'perspectives')
      this.story = [...this.story.filter((old) => !outdated(old, event)), event];
    for (const listener of this.listeners) listener(event);
  }
}

function outdated(old: LiveEvent, event: LiveEvent): boolean {
  if (old.type === 'progress' && event.type === 'progress') return old.step === event.step;
  return old.type === 'partial' && event.type === 'partial';
}
