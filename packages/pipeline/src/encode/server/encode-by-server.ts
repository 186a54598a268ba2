import { ParallaxError, type RequestsSection } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import { isOffline } from '../models/find-model.js';
import { askAll } from './ask-all.js';
import { lookUpKept, readIdentity, sumTokens, writeIdentity, type ServerModel, type Wanted } from './kept.js';
import { openServer, type Patience } from './open-server.js';
import { Pace } from './pace.js';
import type { ServerReading } from './pieces.js';
import type { Answer } from './read-answer.js';
import { aboutAsking, aboutPace, aboutWhatWasAsked } from './say.js';

/** What the vectors depend on beside the texts. */
export type ServerDecision = { encoder: 'server' } & ServerModel & ServerReading;

/** How the server is asked; no vector depends on it. */
export interface ServerAccess {
  requests: RequestsSection;
  isLocal: boolean;
  /** The key and the variable it was in; never written anywhere. */
  key: { value: string; name: string } | null;
  patience?: Patience;
}

export interface EncodeByServerOptions extends ServerAccess {
  /** Of the store: vectors by text are kept there. */
  storeFolder: string;
  signal: AbortSignal;
  /** Row of the table that a text stands in, for messages. */
  rowOf(text: number): number;
  /** Told how many of all distinct texts, or passages, are done. */
  progress(done: number, total: number): void;
  note(message: string): void;
}

export interface ServerVectors {
  /** texts × d, float32, unit length, in the order of the texts. */
  vectors: Matrix;
  /** Texts longer than `maxTokens`, by estimate; null where texts are sent whole, and only the server knows. */
  cut: number | null;
  /** What the server calls the model that ran, else the name it was asked for by. */
  says: string;
}

/**
 * Vectors of texts from a server that speaks as OpenAI does. Each distinct text is asked for once and kept as it came,
 * request by request, so that a run that was stopped goes on with the rest, and other rows, orders and batches change
 * no vector that is there. A server may itself give a text two vectors that differ; the first is the one.
 *
 * @throws ParallaxError ENCODER_UNAVAILABLE, ENCODER_REFUSED, ENCODER_INVALID; AbortError when stopped
 */
export async function encodeByServer(
  texts: readonly string[],
  decision: ServerDecision,
  options: EncodeByServerOptions,
): Promise<ServerVectors> {
  const wanted = await lookUpKept(texts, decision, options.storeFolder);
  options.progress(wanted.kept.size, wanted.pieces.size);
  if (wanted.missing.length > 0) await ask(wanted, decision, options);
  const identity = await readIdentity(wanted.folder);
  return {
    vectors: gather(wanted, decision),
    cut: decision.maxTokens === null ? null : wanted.long,
    says: identity?.says ?? decision.model,
  };
}

/** Tokens of one request at most, by estimate: half of what the strictest of the usual servers takes. */
const REQUEST_TOKENS = 8000;

async function ask(wanted: Wanted, decision: ServerDecision, options: EncodeByServerOptions): Promise<void> {
  const { missing, kept, chunks, pieces } = wanted;
  const { requests, isLocal, key, signal, note } = options;
  const { server: address, model, maxTokens } = decision;
  if (!isLocal && isOffline({})) {
    throw new ParallaxError(
      'ENCODER_UNAVAILABLE',
      `The embedding server ${address} (model "${model}") was not asked for ${missing.length} texts, since PARALLAX_OFFLINE is 1.`,
    );
  }
  const tokens = sumTokens(missing);
  note(aboutAsking(decision, { texts: missing.length, of: pieces.size, tokens }, options));

  const mostTokens = Math.min(REQUEST_TOKENS, requests.tokensPerMinute ?? Infinity);
  const pace = new Pace(requests);
  const server = await openServer(decision, {
    isLocal,
    key: key?.value ?? null,
    timeout: requests.timeout,
    pace,
    signal,
    note,
    patience: options.patience,
  });
  const judge = await judgeOf(wanted, decision);
  const count = { requests: 0, texts: 0, tokens: 0, counted: 0 as number | null };
  const started = performance.now();
  try {
    await askAll(server, missing, {
      asked: {
        ...decision,
        isLocal,
        keyName: key?.name ?? null,
        timeout: requests.timeout,
        batch: requests.batch,
        maxTokens,
      },
      concurrency: requests.concurrency,
      mostTokens,
      signal,
      rowOf: options.rowOf,
      async done(batch, answer) {
        await judge(answer);
        const { vectors, dimensions: d } = answer;
        const hashes = batch.map(({ hash }) => hash);
        await chunks.write(hashes, {
          vectors,
          dimensions: d,
          tokens: Uint32Array.from(batch, (piece) => piece.tokens),
        });
        batch.forEach(({ hash, tokens }, i) => {
          kept.set(hash, { vector: vectors.subarray(i * d, (i + 1) * d), tokens });
        });
        count.requests++;
        count.texts += batch.length;
        count.tokens += sumTokens(batch);
        count.counted =
          answer.tokens === null || count.counted === null ? null : count.counted + answer.tokens;
        options.progress(kept.size, pieces.size);
        // The first request may have waited for a model to load; one round of all later it is known how fast it goes.
        if (count.requests !== 1 + requests.concurrency || count.texts === missing.length) return;
        const left = tokens - count.tokens;
        const measured = ((performance.now() - started) / 1000) * (left / count.tokens);
        const allowed = pace.seconds(Math.ceil((missing.length - count.texts) / requests.batch), left);
        note(aboutPace(count.requests, missing.length - count.texts, Math.max(measured, allowed)));
      },
    });
  } finally {
    await server.close();
  }
  note(aboutWhatWasAsked(count, requests.price));
}

/** Whether an answer is of the same model as what is kept, and of the dimensions that were asked for. */
async function judgeOf(
  { folder, kept }: Wanted,
  decision: ServerDecision,
): Promise<(answer: Answer) => Promise<void>> {
  const fail = (required: string, got: string, advice: string): never => {
    throw new ParallaxError(
      'ENCODER_INVALID',
      `The embedding server ${decision.server} (model "${decision.model}") must give ${required}; got ${got}. ${advice}`,
    );
  };
  const anew = `Vectors of two models cannot be compared: delete ${folder} to ask for all of them anew.`;
  let identity = await readIdentity(folder);
  let dimensions = [...kept.values()][0]?.vector.length;
  return async (answer) => {
    if (decision.dimensions !== null && answer.dimensions !== decision.dimensions) {
      const advice = 'This model cannot choose: --server-dimensions auto.';
      fail(`${decision.dimensions} dimensions, as asked`, `${answer.dimensions}`, advice);
    }
    if (dimensions !== undefined && answer.dimensions !== dimensions) {
      fail(`${dimensions} dimensions, as before`, `${answer.dimensions}`, anew);
    }
    const says = identity?.says ?? null;
    if (says !== null && answer.model !== null && answer.model !== says) {
      fail(`vectors of ${says}, as before`, `some of ${answer.model}`, anew);
    }
    dimensions = answer.dimensions;
    if (identity === undefined || (says === null && answer.model !== null)) {
      identity = { says: answer.model };
      await writeIdentity(folder, decision, answer.model);
    }
  };
}

function gather({ hashes, kept }: Wanted, decision: ServerDecision): Matrix {
  const d = kept.get(hashes[0]?.[0] ?? '')?.vector.length ?? 0;
  const data = new Float32Array(hashes.length * d);
  hashes.forEach((pieces, text) => {
    const parts = pieces.map((hash) => kept.get(hash)!);
    if (parts.some(({ vector }) => vector.length !== d)) {
      throw new ParallaxError(
        'ENCODER_INVALID',
        `The vectors kept of ${decision.server} (model "${decision.model}") must have one length; some have ${d}, others not.`,
      );
    }
    const row = data.subarray(text * d, (text + 1) * d);
    if (parts.length === 1) row.set(parts[0]!.vector);
    else average(parts, row);
  });
  return { data, rows: hashes.length, cols: d };
}

/** The mean of passages, each counted by its tokens, scaled to unit length. */
function average(parts: { vector: Float32Array; tokens: number }[], row: Float32Array): void {
  const sum = new Float64Array(row.length);
  for (const { vector, tokens } of parts) vector.forEach((value, j) => (sum[j]! += tokens * value));
  const length = Math.sqrt(sum.reduce((square, value) => square + value * value, 0));
  // Passages that cancel out leave no direction: the first then stands for the text.
  row.set(length > 0 ? sum.map((value) => value / length) : parts[0]!.vector);
}
