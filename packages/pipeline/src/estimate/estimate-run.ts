import type { Estimate, Perspective } from '@parallax-map/core';
import { EVOC_EPOCHS, EXACT_ROWS } from '@parallax-map/kernels';
import { stat, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { openEncoder, pickItems, type Encoder, type Items, type ResolvedEncoder } from '../encode/index.js';
import type { StepContext } from '../step.js';
import { diskMiB, memoryMiB, type Sizes } from './needs.js';
import { timeEncoder } from './probe-encoder.js';
import { timeKernels } from './probe-kernels.js';

export interface EstimateInput {
  items: Items;
  perspective: Perspective;
  /** Null where nothing encodes, and there are no neighbours. */
  encoder: Pick<ResolvedEncoder, 'section' | 'resources'> | null;
  /** Rounds of a layout. */
  epochs: number;
  /** From how many other seeds everything is done again. */
  refits: number;
}

/** Dimensions where nobody can say before the first vector. */
const USUAL_DIMENSIONS = 384;
/** A layout in five dimensions takes so many times one in two. */
const WIDE_LAYOUT = 1.4;
/** Levels, names, blind spots, files: milliseconds a row, where a row's round of a layout takes `USUAL_LAYOUT`. */
const REST = 1.1;
const USUAL_LAYOUT = 2.5e-7;
const MIB = 2 ** 20;

/**
 * Says what a run will cost before it begins, from the sizes of what it makes and from work that is timed now: the
 * encoder on some of the texts, whose vectors are kept, and the kernels on rows that mean nothing.
 *
 * @param context with its own progress; `context.store.folder` is where disk is looked at
 */
export async function estimateRun(input: EstimateInput, context: StepContext): Promise<Estimate> {
  const { items, perspective, epochs } = input;
  const { threads } = context;
  const encoder = input.encoder && openEncoder(input.encoder.section, input.encoder.resources);
  const encoding =
    encoder === null
      ? NO_ENCODING
      : await timeEncoding(items, encoder, perspective.encode.requests.price, context);
  const sizes: Sizes = {
    rows: items.rows.length,
    dimensions: encoder === null ? MAP_DIMENSIONS : (encoder.dimensions ?? USUAL_DIMENSIONS),
    neighbors: encoder === null ? 0 : perspective.reduce.neighbors,
    refits: input.refits,
    characters: items.texts.reduce((sum, text) => sum + text.length, 0),
    threads,
    modelBytes: encoder === null || encoder.graph === null ? 0 : (await stat(encoder.graph)).size,
  };
  context.signal.throwIfAborted();
  const pace = await timeKernels(sizes.dimensions, threads);
  const round = pace.layout * sizes.rows;
  const mapped = perspective.reduce.mapX === null ? epochs : 0;
  const rounds = mapped + WIDE_LAYOUT * clusteredRounds(perspective, epochs, input.refits);
  const seconds = {
    encode: encoding.seconds,
    neighbors: encoder === null ? 0 : tenths(pace.neighbors * pairsCompared(sizes.rows) * sizes.dimensions),
    layouts: tenths(round * rounds),
    rest: tenths((REST / 1000) * sizes.rows * (pace.layout / USUAL_LAYOUT)),
  };
  const known = seconds.neighbors + seconds.layouts + seconds.rest;
  return {
    rows: sizes.rows,
    texts: encoding.texts,
    seconds: { ...seconds, total: seconds.encode === null ? null : tenths(seconds.encode + known) },
    memoryMiB: memoryMiB(sizes),
    diskMiB: diskMiB(sizes),
    free: await freeSpace(context.store.folder),
  };
}

/** Rounds of the layouts that are clustered; density takes the map that is there, and needs another for each refit. */
function clusteredRounds({ encode, reduce, cluster }: Perspective, epochs: number, refits: number): number {
  if (encode.encoder === 'none' || cluster.method === 'column') return 0;
  if (cluster.method === 'density') return (refits * epochs) / WIDE_LAYOUT;
  const rounds = cluster.method === 'evoc' ? EVOC_EPOCHS : reduce.method === 'umap' ? epochs : 0;
  return (1 + refits) * rounds;
}

/** Pairs of rows whose comparison takes as long as finding neighbours does: all, or so many as approximate ones take. */
function pairsCompared(rows: number): number {
  return rows <= EXACT_ROWS ? rows ** 2 : 8 * rows ** 1.5;
}

interface Encoding {
  texts: Estimate['texts'];
  seconds: number | null;
}

const MAP_DIMENSIONS = 2;
const NO_ENCODING: Encoding = {
  texts: { pending: 0, of: 0, tokens: null, perSecond: null, price: null },
  seconds: 0,
};

/** @param price of a million tokens, in dollars; null where nobody said */
async function timeEncoding(
  items: Items,
  encoder: Encoder,
  price: number | null,
  context: StepContext,
): Promise<Encoding> {
  const { store, threads } = context;
  const { sample, ...texts } = await encoder.unencoded(items, store.folder, threads);
  const cost = price === null || texts.tokens === null ? null : Math.round(price * texts.tokens) / 1e6;
  if (sample === null) {
    return {
      texts: { ...texts, perSecond: null, price: cost },
      seconds: texts.pending === 0 ? 0 : null,
    };
  }
  const perSecond = await timeEncoder((progress) =>
    encoder.encode(pickItems(items, sample), {
      ...context,
      progress: (done) => progress(done),
      tally: () => {},
    }),
  );
  const { pending: left } = await encoder.unencoded(items, store.folder, threads);
  return {
    texts: { ...texts, perSecond: perSecond && tenths(perSecond), price: cost },
    seconds: perSecond === null ? (left === 0 ? 0 : null) : tenths(left / perSecond),
  };
}

async function freeSpace(folder: string): Promise<Estimate['free']> {
  const { bavail, bsize } = await statfs(folder);
  return { memoryMiB: Math.round(freemem() / MIB), diskMiB: Math.round((bavail * bsize) / MIB) };
}

function tenths(value: number): number {
  return Math.round(10 * value) / 10;
}
