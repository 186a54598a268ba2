import { contentWords, type BlindSpots } from '@parallax-map/core';
import { exactNeighbors, type Matrix, type NeighborGraph } from '@parallax-map/kernels';
import {
  encodeTerms,
  openEncoder,
  pickItems,
  type ModelDecision,
  type ResolvedEncoder,
} from '../../encode/index.js';
import { decodeJson, encodeJson } from '../../store/index.js';
import type { Step, StepContext } from '../../step.js';
import { withPool } from '../../with-pool.js';
import { findPairs, strangers } from './find-pairs.js';
import { evenly, lookAt, pickRows, type LookedAt } from './looked-at.js';
import { note } from './note.js';

/** Everything the answer depends on beside the rows and what the run made of them. */
export type BlindSpotsSection =
  | {
      /** The run's encoder knows meaning; words are counted beside it. */
      meaning: 'run';
      encoder: string;
      dimensions: number;
      /** Version of the Unicode rules that words are found by. */
      words: string;
    }
  /** The run counted words; this encoder says what it missed. */
  | { meaning: ModelDecision };

/** Row i of each is kept row i. */
export interface BlindSpotsInputs {
  texts: readonly string[];
  /** Titles, or the beginnings of texts without one. */
  titles: readonly string[];
  /** Input rows, and how many there are with those that were not kept. */
  rows: Uint32Array;
  tableRows: number;
  /** The run's own vectors, and their neighbours, k ≥ 1. */
  vectors: Matrix;
  graph: NeighborGraph;
  /** Files of the model, where the run counted words. */
  resources: ResolvedEncoder['resources'] | null;
}

/** Finds what TF-IDF cannot see: rows that mean much the same and share no content word. */
export const blindSpotsStep: Step<BlindSpotsSection, BlindSpotsInputs, BlindSpots> = {
  name: 'blind-spots',
  version: 2,
  about: 'looking for what counted words cannot see',

  async make(section, inputs, context) {
    // Tables of n-grams and word lists take a while to load, which a run that reuses this should not wait for.
    const { findLanguages, languageOf } = await import('../../label/languages.js');
    const { stopWords } = await import('../../label/stop-words.js');
    const seen = await see(section, inputs, context);
    const { texts } = seen;
    const titles = pick(inputs.titles, seen.rows);
    const { found, main } = findLanguages(texts);
    const listed = stopWords(found);
    const words = contentWords(texts, listed);
    context.signal.throwIfAborted();

    const shareNone = strangers(words);
    let asked = 0;
    let apart = 0;
    seen.looked.nearest.forEach((other, text) => {
      if (other < 0 || words.ofText[text]!.length === 0) return;
      asked++;
      if (shareNone(text, other)) apart++;
    });
    const pairs = findPairs({
      looked: seen.looked,
      vectors: seen.vectors,
      terms: await seen.terms,
      words,
      titleWords: contentWords(titles, listed),
      languageOf: (text) => languageOf(texts[text]!),
      namesHaveCapitals: main !== 'de',
    });
    const wordsCounted = section.meaning !== 'run';
    const encoder = section.meaning === 'run' ? section.encoder : section.meaning.name;
    return {
      encoder,
      texts: asked,
      apart,
      share: round(apart / Math.max(1, asked)),
      pairs: pairs.map(({ texts: pair, cosine, termCosine, ...rest }) => ({
        rows: [inputs.rows[seen.rows[pair[0]]!]!, inputs.rows[seen.rows[pair[1]]!]!],
        titles: [titles[pair[0]]!, titles[pair[1]]!],
        ...rest,
        cosine: round(cosine),
        termCosine: round(termCosine),
      })),
      note: note({ encoder, texts: asked, all: inputs.texts.length, apart, wordsCounted }),
    };
  },

  save: (found) => ({ 'blind-spots.json': encodeJson(found) }),
  load({ files }) {
    const found = decodeJson(files['blind-spots.json']!) as BlindSpots;
    if (!Array.isArray(found.pairs)) throw new Error('blind-spots.json must hold pairs');
    return found;
  },
};

/** Texts whose sentence vectors are made where the run has none: some ten seconds of work. */
const MOST_ENCODED = 1_000;
/** Neighbours among these: as many as the default map has. */
const NEIGHBORS = 14;
/** Texts that the reduction of counted words is learnt from. */
const LEARN_FROM = 1_000;

interface Seen {
  /** Kept rows that are looked at. */
  rows: Uint32Array;
  texts: string[];
  looked: LookedAt;
  /** By meaning, one row per text looked at. */
  vectors: Matrix;
  /** By words counted, on a thread of its own. */
  terms: Promise<Matrix>;
}

async function see(
  section: BlindSpotsSection,
  inputs: BlindSpotsInputs,
  context: StepContext,
): Promise<Seen> {
  if (section.meaning === 'run') {
    const looked = lookAt(inputs.graph);
    const rows = looked.places;
    const texts = pick(inputs.texts, rows);
    const terms = encodeTerms(texts, section.dimensions, context.signal, LEARN_FROM).then(
      (counted) => counted.vectors,
    );
    // Whoever waits for it hears of a failure; it must not end the process before.
    terms.catch(() => undefined);
    return { rows, texts, looked, vectors: pickRows(inputs.vectors, rows), terms };
  }
  const rows = evenly(inputs.texts.length, MOST_ENCODED);
  const items = pickItems({ ...inputs, pictures: null }, rows);
  const texts = [...items.texts];
  context.emit({
    type: 'note',
    step: blindSpotsStep.name,
    message: aboutReading(texts.length, section.meaning.name),
  });
  const { vectors } = await openEncoder(section.meaning, inputs.resources!).encode(items, context);
  const { signal, threads } = context;
  const graph = await withPool(threads, (pool) =>
    exactNeighbors(vectors, { k: NEIGHBORS, metric: 'cosine', pool, signal }),
  );
  const terms = Promise.resolve(pickRows(inputs.vectors, rows));
  return { rows, texts, looked: lookAt(graph), vectors, terms };
}

/** The run was told to count words, so that a model at work needs a word. */
function aboutReading(texts: number, model: string): string {
  const some = texts === 1 ? '1 text is' : `${texts.toLocaleString('en-US')} texts are`;
  return `${some} read by ${model} too, to tell what counted words cannot see; --no-blind-spots leaves that out`;
}

function pick(values: readonly string[], rows: Uint32Array): string[] {
  return Array.from(rows, (row) => values[row]!);
}

/** Four digits: more would be noise. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
