import { topicSlots, type CutOutcome, type CutSection, type StudioData } from '@parallax-map/core';
import type { Rows } from '../../data/rows.js';
import { Problem } from '../../data/problem.js';
import type { Ask, Told } from './messages.js';
import type { NamingInput, Recut, RecutInput } from './recut.js';
import { valueIn, type CutBase } from './settings.js';
import CutWorker from './worker.js?worker&inline';

/** Texts read for names at most; above, evenly spaced ones. */
const MOST_TEXTS = 50_000;

export interface CutHeard {
  /** Twice for each cut: first with the names carried over, then with all. */
  onRecut(recut: Recut, whole: boolean, ms: number): void;
  onOutcomes(outcomes: CutOutcome[], whole: boolean): void;
  onProblem(problem: Problem): void;
}

/** The tree of one answer in a worker, so that the page never waits for a cut. */
export class CutClient {
  readonly #worker: Worker;
  #id = 0;
  #cut = 0;
  #sweep = 0;

  constructor(data: StudioData, rows: Rows, base: CutBase, linkage: Uint8Array, heard: CutHeard) {
    this.#worker = new CutWorker();
    const fail = (message: string) =>
      heard.onProblem(
        new Problem(`The topics cannot be cut anew here: ${message}`, 'Run "parallax run" again.'),
      );
    this.#worker.onerror = (event) =>
      fail(event.message || 'the browser does not let this page compute aside');
    this.#worker.onmessage = ({ data: told }: MessageEvent<Told>) => {
      if (told.told === 'failed') fail(told.message);
      else if (told.told === 'outcome') {
        if (told.id === this.#sweep) heard.onOutcomes(told.outcomes, told.whole);
      } else if (told.id === this.#cut) heard.onRecut(told.recut, told.told === 'named', told.ms);
    };
    this.#ask({ ask: 'open', input: inputOf(data, rows, base, linkage) });
  }

  cut(section: CutSection): void {
    this.#cut = ++this.#id;
    this.#ask({ ask: 'cut', id: this.#cut, section });
  }

  sweep(section: CutSection): void {
    this.#sweep = ++this.#id;
    this.#ask({ ask: 'sweep', id: this.#sweep, section });
  }

  close(): void {
    this.#worker.terminate();
  }

  #ask(ask: Ask): void {
    this.#worker.postMessage(ask);
  }
}

function inputOf(data: StudioData, rows: Rows, { method }: CutBase, linkage: Uint8Array): RecutInput {
  const count = Math.min(rows.n, MOST_TEXTS);
  const textRows = Uint32Array.from({ length: count }, (_, k) => Math.floor((k * rows.n) / count));
  return {
    linkage,
    method,
    keys: rows.key,
    x: rows.x,
    y: rows.y,
    before: {
      levels: rows.levels,
      labels: data.topics.levels.map(({ topics }) => topics.map(({ label }) => label)),
      slots: topicSlots(data.topics),
    },
    textRows,
    texts: Array.from(textRows, (row) => rows.text(row)),
    naming: namingOf(data),
  };
}

function namingOf({ report, naming }: StudioData): NamingInput {
  const value = valueIn(report.decisions);
  const number = (path: string, or: number) => {
    const found = value(path);
    return typeof found === 'number' ? found : or;
  };
  return {
    words: number('label.words', 10),
    maxNgram: number('label.maxNgram', 3),
    weighting: value('label.weighting') === 'plain' ? 'plain' : 'bm25',
    reduceFrequentWords: value('label.reduceFrequentWords') !== false,
    stopWords: naming?.stopWords ?? [],
    language: naming?.language ?? null,
  };
}
