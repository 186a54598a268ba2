import { ParallaxError } from '@parallax-map/core';
import { explain, hasModel, mayBeModel, mayBeOneText, type Asked } from './explain.js';
import { Fault } from './fault.js';
import { sumTokens, type Piece } from './kept.js';
import type { EmbeddingServer } from './open-server.js';
import type { Answer } from './read-answer.js';

export interface AskAllOptions {
  asked: Omit<Asked, 'rows' | 'bytes'>;
  /** Requests under way at once. */
  concurrency: number;
  /** Tokens of a request at most, by estimate; one text may be more. */
  mostTokens: number;
  signal: AbortSignal;
  /** Row of the table that a text stands in. */
  rowOf(text: number): number;
  /** Keeps what came; called for one request after the other. */
  done(pieces: Piece[], answer: Answer): Promise<void>;
}

/**
 * Asks a server for all pieces. The first request goes alone, so that what is wrong with all of them is said once.
 * A request that is refused for what is in it is parted until the text is found. When one fails for good, no other is
 * begun; those under way may end and are kept.
 *
 * @throws ParallaxError ENCODER_UNAVAILABLE, ENCODER_REFUSED, ENCODER_INVALID; AbortError when stopped
 */
export async function askAll(
  server: EmbeddingServer,
  pieces: readonly Piece[],
  options: AskAllOptions,
): Promise<void> {
  const { asked, concurrency, mostTokens, signal, done } = options;
  // The last is taken first, so that it costs nothing to take and to put back.
  const queue = intoBatches(pieces, asked.batch, mostTokens).reverse();
  const failed = new AbortController();
  const wait = AbortSignal.any([signal, failed.signal]);
  let fault: unknown;
  let keeping = Promise.resolve();

  async function next(): Promise<void> {
    const batch = queue.pop()!;
    try {
      const answer = await server.embed(
        batch.map(({ sent }) => sent),
        sumTokens(batch),
        wait,
      );
      keeping = keeping.then(() => done(batch, answer));
      await keeping;
    } catch (error) {
      // What only waited for another to fail has nothing to say.
      if (failed.signal.aborted) return;
      if (batch.length > 1 && error instanceof Fault && mayBeOneText(error) && !(await lacksModel(error))) {
        const half = batch.length >> 1;
        queue.push(batch.slice(half), batch.slice(0, half));
        return;
      }
      fault ??= await inWords(error, batch);
      failed.abort();
    }
  }

  async function work(): Promise<void> {
    while (queue.length > 0 && !wait.aborted) await next();
  }

  let listed: Promise<string[]> | undefined;
  async function lacksModel(error: Fault): Promise<boolean> {
    const models = mayBeModel(error) ? await (listed ??= server.models()) : [];
    return models.length > 0 && !hasModel(models, asked.model);
  }

  async function inWords(error: unknown, batch: Piece[]): Promise<unknown> {
    if (!(error instanceof Fault) || signal.aborted) return error;
    const rows = batch.map(({ text }) => options.rowOf(text));
    const bytes = Buffer.byteLength(batch[0]!.sent);
    const models = mayBeModel(error) ? await (listed ??= server.models()) : [];
    return explain(error, { ...asked, rows, bytes }, models);
  }

  if (queue.length > 0) await next();
  await Promise.all(Array.from({ length: concurrency }, work));
  signal.throwIfAborted();
  if (fault !== undefined) {
    throw fault instanceof Error ? fault : new ParallaxError('INTERNAL', String(fault));
  }
}

/** Runs of pieces with no more texts and tokens than allowed, in their order. */
export function intoBatches(pieces: readonly Piece[], most: number, mostTokens: number): Piece[][] {
  const batches: Piece[][] = [];
  let tokens = Infinity;
  for (const piece of pieces) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= most || tokens + piece.tokens > mostTokens) {
      batches.push([piece]);
      tokens = piece.tokens;
    } else {
      last.push(piece);
      tokens += piece.tokens;
    }
  }
  return batches;
}
