import type { EncodeSection, Listener } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import type { StepContext } from '../step.js';
import type { ModelFiles } from './models/cache.js';
import type { FindModelOptions } from './models/find-model.js';
import type { ModelLock } from './models/model-lock.js';
import type { OwnVectors } from './own/own-vectors.js';
import type { Picture } from './picture/picture.js';
import type { ServerAccess } from './server/decision.js';
import type { Decided } from './settle-reading.js';

/**
 * What turns rows into vectors. There is one for each kind, and `encoders.ts` picks it; the steps know no kinds.
 *
 * Whatever the kind, a vector depends on its own row alone, bit for bit: not on the other rows, their order, the
 * number of threads, or where an earlier run was stopped. Rows of the same content have the same vector, which is
 * made once and kept in the store, by the decision and the hash of the content. (Counted words are the
 * exception: their weights and directions come from all texts together.)
 */
export interface Encoder {
  /**
   * @returns one vector of unit length for each item, float32, in the order of the items
   * @throws ParallaxError; AbortError when `context.signal` says so, and what was finished is then kept
   */
  encode(items: Items, context: StepContext): Promise<EncodedItems>;
  /**
   * What `encode` would still have to do. Nothing is encoded, and no server is asked.
   *
   * @param threads that the work would be shared by
   */
  unencoded(items: Items, storeFolder: string, threads: number): Promise<Unencoded>;
  /** Dimensions of the vectors, where that is known before the first; null where it is not. */
  readonly dimensions: number | null;
  /** Path of the file that each thread reads into memory; null where there is none. */
  readonly graph: string | null;
  /** What near vectors have in common: what texts mean, the words in them; null where nobody can say. */
  readonly knows: 'meaning' | 'words' | null;
  /** Opens what encodes a text that is searched for as the rows were encoded; or why nothing can, in a sentence. */
  readonly ask: (() => Asker) | string;
}

/** Encodes one text at a time, and stays ready for the next. Nothing of it is kept. */
export interface Asker {
  /** @returns a vector of unit length */
  encode(text: string, signal: AbortSignal): Promise<Float32Array>;
  close(): Promise<void>;
}

/** What is encoded: one item for each kept row, in the order of the table. */
export interface Items {
  /** The rows of the table that they are, ascending; messages name these. */
  rows: Uint32Array;
  /** How many rows the whole table has. */
  tableRows: number;
  /** The text of each row, never blank. */
  texts: readonly string[];
  /** The picture of each row, known to be readable; null where the encoder does not look at pictures. */
  pictures: readonly Picture[] | null;
}

export interface EncodedItems {
  vectors: Matrix;
  info: EncoderFacts;
  /** What is to be told of the whole, in sentences. */
  notes: string[];
}

/** What the report says of the encoder that ran. */
export interface EncoderFacts {
  name: string;
  /** SHA-256 of the model's graph, or what a server calls its model; null where there is none. */
  model: string | null;
  /**
   * Texts longer than the encoder reads at once: their end was cut off, or passages were averaged. null where a
   * server was sent whole texts, and does not say which it cut.
   */
  cut: number | null;
  /** Texts that share no term with any other and stand in the mean direction (tfidf). */
  withoutTerms: number;
}

export interface Unencoded {
  /** Distinct contents, or passages where these are sent alone, that no vector is kept of; and of how many. */
  pending: number;
  of: number;
  /** Tokens that would be sent to a server, by estimate; null where nothing is sent. */
  tokens: number | null;
  /**
   * Places of some pending items, evenly spread, that take each thread a few seconds: how long the others take can be
   * told from them. null where nothing is to be told, or trying costs more than time.
   */
  sample: Uint32Array | null;
}

/** Where an encoder finds what it needs on this machine; not part of any key. */
export interface EncoderResources {
  model: ModelFiles | null;
  /** How an embedding server is asked; holds the key, and is written nowhere. */
  server: ServerAccess | null;
  /** Path of the graph that looks at pictures. */
  vision: string | null;
  vectors: OwnVectors | null;
  fellBackBecause: string | null;
}

/** What an encoder that needs nothing is opened with. */
export const NO_RESOURCES: EncoderResources = {
  model: null,
  server: null,
  vision: null,
  vectors: null,
  fellBackBecause: null,
};

/** What a kind makes of the recipe: what will run, and where it stands. */
export interface Resolved<Decision> {
  /** What really runs, canonical: everything the vectors depend on beside the content, and nothing else. */
  section: Decision;
  resources: EncoderResources;
  /** Decisions that the recipe left to the model, by place in the recipe. */
  decided: Decided;
}

/** How a kind finds out what will run; no text is encoded and no server asked for that. */
export type Resolve<Decision> = (
  section: EncodeSection,
  options: ResolveEncoderOptions,
) => Promise<Resolved<Decision>>;

export interface ResolveEncoderOptions {
  /** Folder that a path in the recipe is relative to. */
  folder: string;
  /** Paths of the files of the table. */
  tables: readonly string[];
  /** Reads a column of the table as text; undefined where the table has no such column. */
  cells(column: string): Promise<(string | null)[] | undefined>;
  signal: AbortSignal;
  emit: Listener;
  /** Where models are kept and whether the network may be used; default as the environment says. */
  models?: Pick<FindModelOptions, 'cache' | 'offline' | 'models'> & { lock?: ModelLock };
}
