import type { Estimate, Perspective } from '@parallax-map/core';
import { stat, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import {
  encodeWithModel,
  pendingTexts,
  unencodedTexts,
  type EncoderDecision,
  type EncoderResources,
} from '../encode/index.js';
import type { StepContext } from '../step.js';
import { keptRows, type Table } from '../store/index.js';
import { diskMiB, memoryMiB, type Sizes } from './needs.js';
import { timeEncoder } from './probe-encoder.js';
import { timeKernels } from './probe-kernels.js';

export interface EstimateInput {
  table: Table;
  perspective: Perspective;
  encoder: { section: EncoderDecision; resources: EncoderResources };
  /** Rounds of a layout. */
  epochs: number;
  /** Whether everything is done once more from another seed. */
  refit: boolean;
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
  const { table, perspective, encoder, epochs } = input;
  const { threads } = context;
  const texts = Array.from(keptRows(table), (row) => table.text[row]!);
  const encoding = await timeEncoding(texts, encoder, perspective, context);
  const sizes: Sizes = {
    rows: texts.length,
    dimensions: dimensionsOf(encoder.section),
    neighbors: perspective.reduce.neighbors,
    characters: texts.reduce((sum, text) => sum + text.length, 0),
    threads,
    modelBytes: encoder.resources.model ? (await stat(encoder.resources.model.paths.graph)).size : 0,
  };
  context.signal.throwIfAborted();
  const pace = await timeKernels(sizes.dimensions, threads);
  const round = pace.layout * sizes.rows;
  const layouts = perspective.reduce.method === 'none' ? 1 : 1 + WIDE_LAYOUT * (input.refit ? 2 : 1);
  const seconds = {
    encode: encoding.seconds,
    neighbors: tenths(pace.neighbors * sizes.rows ** 2 * sizes.dimensions),
    layouts: tenths(round * epochs * layouts),
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

interface Encoding {
  texts: Estimate['texts'];
  seconds: number | null;
}

async function timeEncoding(
  texts: string[],
  { section, resources }: EstimateInput['encoder'],
  perspective: Perspective,
  context: StepContext,
): Promise<Encoding> {
  const nothing = { pending: 0, of: new Set(texts).size, perSecond: null, tokens: null, price: null };
  if (section.encoder === 'server') {
    const { texts: pending, of, tokens } = await pendingTexts(texts, section, context.store.folder);
    const { price } = perspective.encode.requests;
    const cost = price === null ? null : Math.round(price * tokens) / 1e6;
    return {
      texts: { pending, of, perSecond: null, tokens, price: cost },
      seconds: pending === 0 ? 0 : null,
    };
  }
  if (section.encoder === 'tfidf' || section.encoder === 'vectors') return { texts: nothing, seconds: 0 };

  const pending = await unencodedTexts(section, texts, context.store.folder);
  if (pending.length === 0) return { texts: nothing, seconds: 0 };
  const perSecond = await timeEncoder(pending, context.threads, (some, progress) =>
    encodeWithModel(section, some, resources, {
      ...context,
      progress: (done) => progress(done),
      tally: () => {},
    }),
  );
  const left = (await unencodedTexts(section, pending, context.store.folder)).length;
  return {
    texts: { ...nothing, pending: pending.length, perSecond: perSecond && tenths(perSecond) },
    seconds: perSecond === null ? (left === 0 ? 0 : null) : tenths(left / perSecond),
  };
}

function dimensionsOf(section: EncoderDecision): number {
  return section.encoder === 'tfidf' ? section.dimensions : USUAL_DIMENSIONS;
}

async function freeSpace(folder: string): Promise<Estimate['free']> {
  const { bavail, bsize } = await statfs(folder);
  return { memoryMiB: Math.round(freemem() / MIB), diskMiB: Math.round((bavail * bsize) / MIB) };
}

function tenths(value: number): number {
  return Math.round(10 * value) / 10;
}
