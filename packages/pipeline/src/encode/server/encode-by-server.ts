import { ParallaxError } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import { isOffline } from '../models/find-model.js';
import { askAll } from './ask-all.js';
import type { ServerAccess, ServerDecision } from './decision.js';
import { gather } from './gather.js';
import { lookUpKept, readIdentity, sumTokens, type Wanted } from './kept.js';
import { openServer } from './open-server.js';
import { Pace } from './pace.js';
import { judgeOf } from './same-model.js';
import { aboutAsking, Tally } from './tally.js';

export interface EncodeByServerOptions extends ServerAccess {
  /** Of the store: vectors by text are kept there. */
  storeFolder: string;
  signal: AbortSignal;
  /** Row of the table that a text stands in, for messages. */
  rowOf(text: number): number;
  /** Told how many of all distinct texts, or passages, are done. */
  progress(done: number, total: number): void;
  /** Told how many vectors were there from before, and how many were asked for. */
  tally(fromBefore: number, made: number): void;
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
  const fromBefore = wanted.kept.size;
  if (wanted.missing.length > 0) await ask(wanted, decision, options);
  options.tally(fromBefore, wanted.missing.length);
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
  const { batch, concurrency, timeout, tokensPerMinute } = requests;
  if (!isLocal && isOffline({})) {
    throw new ParallaxError(
      'ENCODER_UNAVAILABLE',
      `The embedding server ${decision.server} (model "${decision.model}") was not asked for ${missing.length} texts, since PARALLAX_OFFLINE is 1.`,
    );
  }
  note(
    aboutAsking(decision, { texts: missing.length, of: pieces.size, tokens: sumTokens(missing) }, options),
  );
  const pace = new Pace(requests);
  const tally = new Tally(missing, requests, pace);
  const isOfOneModel = await judgeOf(wanted, decision);
  const server = await openServer(decision, {
    isLocal,
    key: key?.value ?? null,
    timeout,
    pace,
    signal,
    note,
    patience: options.patience,
  });
  try {
    await askAll(server, missing, {
      asked: { ...decision, isLocal, keyName: key?.name ?? null, timeout, batch },
      concurrency,
      mostTokens: Math.min(REQUEST_TOKENS, tokensPerMinute ?? Infinity),
      signal,
      rowOf: options.rowOf,
      async done(pieces, answer) {
        await isOfOneModel(answer);
        const { vectors, dimensions: d } = answer;
        const tokens = Uint32Array.from(pieces, (piece) => piece.tokens);
        await chunks.write(
          pieces.map(({ hash }) => hash),
          { vectors, dimensions: d, tokens },
        );
        pieces.forEach(({ hash, tokens }, i) => {
          kept.set(hash, { vector: vectors.subarray(i * d, (i + 1) * d), tokens });
        });
        options.progress(kept.size, wanted.pieces.size);
        const speed = tally.add(pieces, answer);
        if (speed !== undefined) note(speed);
      },
    });
  } finally {
    await server.close();
  }
  note(tally.inAll());
}
