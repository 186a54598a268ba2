import type { SparseMatrix } from '@parallax-map/kernels';
import { GAP, KIND } from './read-texts.js';
import type { Reading } from './read-texts.js';

/** Gaps that no term runs across. */
const PARTS: ReadonlySet<number> = new Set([GAP.sentence, GAP.break, GAP.cut]);

export interface Terms {
  /** The words of each term, in order: indices into the reading's words. */
  readonly words: readonly (readonly number[])[];
  /** Texts × terms: how often each text uses each term. */
  readonly counts: SparseMatrix;
}

/**
 * Finds the terms of the texts: runs of 1 to `maxNgram` words that do not cross punctuation, begin with a plain
 * word and do not end with a function word. A term that fewer than `minTexts` texts use is left out, and so is a
 * run of several words that only one text has: any two words can meet once. A run can
 * only be frequent if the runs inside it are (Agrawal & Srikant 1994), so longer runs are looked for among
 * frequent ones only, and memory stays in proportion to what is kept.
 */
export function collectTerms(reading: Reading, maxNgram: number, minTexts: number): Terms {
  const runs = frequentRuns(reading, maxNgram, minTexts);
  const termOfRun = runs.map(({ words }) => new Int32Array(words.length).fill(-1));
  const words: number[][] = [];
  runs.forEach((level, n) =>
    level.words.forEach((run, id) => {
      if (!isTerm(run, reading.kind)) return;
      termOfRun[n]![id] = words.length;
      words.push(run);
    }),
  );

  const indptr = new Uint32Array(reading.texts + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let text = 0; text < reading.texts; text++) {
    const found: number[] = [];
    runs.forEach(({ at }, n) => {
      for (let place = reading.indptr[text]!; place < reading.indptr[text + 1]!; place++) {
        const run = at[place]!;
        const term = run < 0 ? -1 : termOfRun[n]![run]!;
        if (term >= 0) found.push(term);
      }
    });
    found.sort((a, b) => a - b);
    found.forEach((term, i) => {
      if (i > 0 && found[i - 1] === term) values[values.length - 1]!++;
      else {
        indices.push(term);
        values.push(1);
      }
    });
    indptr[text + 1] = indices.length;
  }
  return {
    words,
    counts: {
      rows: reading.texts,
      cols: words.length,
      indptr,
      indices: Uint32Array.from(indices),
      values: Float32Array.from(values),
    },
  };
}

/** Frequent runs of one length. */
interface Runs {
  words: number[][];
  /** By position, the run that ends there; −1 for none. */
  at: Int32Array;
}

function frequentRuns(reading: Reading, maxNgram: number, minTexts: number): Runs[] {
  const { spelling, gap, wordOf, words } = reading;
  const single = keepFrequent(
    reading,
    spelling.map((id) => wordOf[id]!),
    words.map((_, word) => [word]),
    minTexts,
  );
  const levels = [single];
  for (let n = 2; n <= maxNgram; n++) {
    const shorter = levels[n - 2]!;
    const ids = new Map<number, number>();
    const runs: number[][] = [];
    const at = new Int32Array(spelling.length).fill(-1);
    for (let text = 0; text < reading.texts; text++) {
      for (let place = reading.indptr[text]! + 1; place < reading.indptr[text + 1]!; place++) {
        if (PARTS.has(gap[place]!)) continue;
        const before = shorter.at[place - 1]!;
        if (before < 0 || shorter.at[place]! < 0) continue;
        const last = wordOf[spelling[place]!]!;
        const key = before * words.length + last;
        let id = ids.get(key);
        if (id === undefined) {
          id = runs.length;
          ids.set(key, id);
          runs.push([...shorter.words[before]!, last]);
        }
        at[place] = id;
      }
    }
    levels.push(keepFrequent(reading, at, runs, Math.max(2, minTexts)));
  }
  return levels;
}

function keepFrequent(reading: Reading, at: Int32Array, runs: number[][], minTexts: number): Runs {
  const texts = new Uint32Array(runs.length);
  const lastText = new Int32Array(runs.length).fill(-1);
  for (let text = 0; text < reading.texts; text++) {
    for (let place = reading.indptr[text]!; place < reading.indptr[text + 1]!; place++) {
      const run = at[place]!;
      if (run < 0 || lastText[run] === text) continue;
      lastText[run] = text;
      texts[run]!++;
    }
  }
  const kept = new Int32Array(runs.length).fill(-1);
  const words: number[][] = [];
  runs.forEach((run, id) => {
    if (texts[id]! < minTexts) return;
    kept[id] = words.length;
    words.push(run);
  });
  return { words, at: at.map((run) => (run < 0 ? -1 : kept[run]!)) };
}

function isTerm(run: readonly number[], kind: Uint8Array): boolean {
  return kind[run[0]!] === KIND.plain && kind[run[run.length - 1]!] !== KIND.stop;
}
