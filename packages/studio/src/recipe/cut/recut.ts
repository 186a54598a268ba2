import {
  condensedMergeTree,
  cutLayers,
  cutLinkage,
  describeTopics,
  keptSlots,
  labelCorpus,
  matchTopics,
  nestedLevels,
  readCorpusInSteps,
  type Cut,
  type CutSection,
  type LabelOptions,
  type KeptColours,
  type NestedLevels,
  type Slot,
  type TextCorpus,
  type TopicLabel,
} from '@parallax-map/core';
import { decodeLinkage, type LinkageTree, type Matrix } from '@parallax-map/kernels';

/** What a page knows of the answer that it cuts anew; one entry per kept row. */
export interface RecutInput {
  /** The tree, as the kernels write it. */
  linkage: Uint8Array;
  method: 'hdbscan' | 'evoc';
  keys: Uint32Array;
  /** Map units. */
  x: Float32Array;
  y: Float32Array;
  /** The answer at hand: per level the topic of each row, and the names by topic; of level-1 topics, their colours. */
  before: { levels: Int32Array[]; labels: string[][]; slots: Slot[] };
  /** Rows whose texts are read for words and names, ascending, and their texts. */
  textRows: Uint32Array;
  texts: string[];
  naming: NamingInput;
}

/** How a run names topics. */
export type NamingInput = Pick<
  LabelOptions,
  'words' | 'maxNgram' | 'weighting' | 'reduceFrequentWords' | 'language'
> & { stopWords: string[] };

/** Another cut of the same tree. */
export interface Recut {
  levels: Int32Array[];
  /** 0 to 1. */
  probability: Float32Array;
  topics: KeptColours;
  /** What was asked, or what comes nearest to the wanted number of topics. */
  minClusterSize: number;
  /** Topics of the finest level that have the name of one of before. */
  carried: number;
}

/** Stands for a name until the words are counted. */
export const UNNAMED = '…';

/**
 * Cuts one linkage tree again and again. Levels follow the density tree (`levels.method` condensed), since the page has no
 * vectors to join topics by; everything else is what a run does.
 */
export class Recutter {
  readonly #input: RecutInput;
  readonly #linkage: LinkageTree;
  readonly #map: Matrix;
  readonly #pairs: { before: Uint32Array; now: Uint32Array };
  #corpus: TextCorpus | undefined;
  #last: { nested: NestedLevels; carried: (string | undefined)[][]; recut: Recut } | undefined;

  /** @throws KernelInputError where the bytes are no linkage tree, Error where it is one of other rows */
  constructor(input: RecutInput) {
    this.#input = input;
    this.#linkage = decodeLinkage(input.linkage);
    const { x, y, keys } = input;
    if (this.#linkage.rows !== keys.length) {
      throw new Error(`the density tree is of ${this.#linkage.rows} rows, but the map has ${keys.length}`);
    }
    const data = new Float32Array(2 * x.length);
    for (let i = 0; i < x.length; i++) {
      data[2 * i] = x[i]!;
      data[2 * i + 1] = y[i]!;
    }
    this.#map = { data, rows: x.length, cols: 2 };
    const all = Uint32Array.from(keys.keys());
    this.#pairs = { before: all, now: all };
  }

  get linkage(): LinkageTree {
    return this.#linkage;
  }

  /** Topics, levels, and the names that are carried over by members; the others are still {@link UNNAMED}. */
  cut(section: CutSection): Recut {
    const { method, before } = this.#input;
    const cut = method === 'evoc' ? cutLayers(this.#linkage, section) : cutLinkage(this.#linkage, section);
    const nested = nestedLevels(cut.labels, condensedMergeTree(cut.condensed, cut.selected));
    const carried = nested.levels.map((labels, level) => {
      const { counterpart } = matchTopics(before.levels[level]!, labels, this.#pairs);
      return Array.from(nested.parents[level]!, (_, topic) => {
        const earlier = counterpart[topic] ?? -1;
        return earlier < 0 ? undefined : before.labels[level]![earlier];
      });
    });
    const named = carried.map((names) => names.map((name) => ({ label: name ?? UNNAMED, words: [] })));
    const recut: Recut = {
      levels: nested.levels,
      probability: Float32Array.from(cut.probabilities),
      topics: this.#topics(cut, nested, named),
      minClusterSize: cut.minClusterSize,
      carried: carried.at(-1)!.filter((name) => name !== undefined).length,
    };
    this.#last = { nested, carried, recut };
    return recut;
  }

  /** Reads the texts, with pauses; {@link name} needs it to have come to its end. */
  *read(): Generator<undefined, void> {
    const { texts } = this.#input;
    this.#corpus ??= yield* readCorpusInSteps(texts, this.#options());
  }

  /** The last cut with words for all topics, and names for those that are new. */
  name(): Recut {
    const { nested, carried, recut } = this.#last!;
    const { textRows } = this.#input;
    const all = textRows.length === this.#input.keys.length;
    const read = all
      ? nested
      : {
          ...nested,
          levels: nested.levels.map((labels) => Int32Array.from(textRows, (row) => labels[row]!)),
        };
    const options: LabelOptions = {
      ...this.#options(),
      nameFromBefore: (level, topic) => carried[level]![topic],
      nameWithoutTerms: (_, topic) => `Topic ${topic + 1}`,
    };
    const named = labelCorpus(this.#corpus!, read, options);
    const levels = recut.topics.levels.map(({ level, topics }, k) => ({
      level,
      topics: topics.map((topic, id) => ({ ...topic, ...named[k]![id]! })),
    }));
    return { ...recut, topics: { ...recut.topics, levels } };
  }

  #options() {
    const { stopWords, ...naming } = this.#input.naming;
    return { ...naming, stopWords: new Set(stopWords) };
  }

  #topics(cut: Cut, nested: NestedLevels, named: TopicLabel[][]): KeptColours {
    const exemplars = nested.levels.map((labels, level) =>
      firmestRows(labels, cut.probabilities, nested.parents[level]!.length),
    );
    const { keys, before } = this.#input;
    const persistence = cut.persistence ?? null;
    const facts = { nested, map: this.#map, keys, named, exemplars, persistence };
    return {
      version: 1,
      levels: nested.levels.map((_, level) => ({ level: level + 1, topics: describeTopics(facts, level) })),
      slots: keptSlots(before.levels[0]!, nested.levels[0]!, this.#pairs, before.slots),
    };
  }
}

/** Rows kept for each topic. */
const EXEMPLARS = 8;

/** The rows that belong most firmly to each topic, ties by the earlier row: what is central without vectors. */
export function firmestRows(labels: Int32Array, probability: ArrayLike<number>, topics: number): number[][] {
  const rows: number[][] = Array.from({ length: topics }, () => []);
  labels.forEach((topic, row) => {
    if (topic >= 0) rows[topic]!.push(row);
  });
  return rows.map((own) =>
    own.sort((a, b) => probability[b]! - probability[a]! || a - b).slice(0, EXEMPLARS),
  );
}
