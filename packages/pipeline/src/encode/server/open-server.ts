import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestsSection } from '@parallax-map/core';
import type { ServerModel } from './decision.js';
import { Fault, isQuota, tellable } from './fault.js';
import type { Pace } from './pace.js';
import { readAnswer, type Answer } from './read-answer.js';
import { openLine, send, type Line } from './send.js';

/** A server that can be asked for vectors. */
export interface EmbeddingServer {
  /**
   * Vectors of texts, tried again as long as that may help.
   *
   * @param tokens of the texts, by estimate
   * @param wait ends waiting between tries, but no request that is under way
   * @throws Fault; AbortError
   */
  embed(texts: string[], tokens: number, wait: AbortSignal): Promise<Answer>;
  /** Names of the models it lists; empty where none can be had. */
  models(): Promise<string[]>;
  /** Gives back its connections. */
  close(): Promise<void>;
}

export interface ServerOptions {
  isLocal: boolean;
  key: string | null;
  timeout: RequestsSection['timeout'];
  pace: Pace;
  signal: AbortSignal;
  note(message: string): void;
  patience?: Patience | undefined;
}

/** How often a request is tried, and how many milliseconds lie between: at random up to `first`, doubled each time. */
export interface Patience {
  tries: number;
  first: number;
  most: number;
  /** Longest wait that a server may ask for; when it asks for more, the run ends. */
  longest: number;
}

export const PATIENCE: Patience = { tries: 8, first: 500, most: 30_000, longest: 600_000 };

/** Opens a server that speaks as OpenAI does, through the AI SDK. Nothing is asked yet. */
export async function openServer(
  { server, model: name, dimensions }: ServerModel,
  options: ServerOptions,
): Promise<EmbeddingServer> {
  const { key, timeout, pace, signal, note, patience = PATIENCE } = options;
  const line = await openLine(options.isLocal, { secret: key, heard: (headers) => pace.heed(headers) });
  const { APICallError, embedMany } = await import('ai');
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');

  async function once(texts: string[]): Promise<Answer> {
    const most = ANSWER_BYTES + texts.length * VECTOR_BYTES;
    const provider = createOpenAICompatible({
      name: 'server',
      baseURL: server,
      ...(key === null ? {} : { apiKey: key }),
      fetch: (address, init) => post(String(address), init, line, { timeout, most, signal }),
    });
    let body: unknown;
    try {
      const { responses } = await embedMany({
        model: provider.embeddingModel(name),
        values: texts,
        maxRetries: 0,
        abortSignal: signal,
        ...(dimensions === null ? {} : { providerOptions: { openaiCompatible: { dimensions } } }),
      });
      body = responses?.[0]?.body;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Fault || !APICallError.isInstance(error)) throw error;
      // The SDK reads lists of numbers only; what else came is judged below, or is no JSON.
      const cause = Object(error.cause) as { value?: unknown; text?: unknown };
      if (cause.value === undefined) throw notJson(typeof cause.text === 'string' ? cause.text : '', key);
      body = cause.value;
    }
    return readAnswer(body, texts.length, key);
  }

  let hasAnswered = false;
  return {
    async embed(texts, tokens, wait) {
      for (let tries = 1; ; tries++) {
        await pace.turn(tokens, wait);
        try {
          const answer = await once(texts);
          hasAnswered = true;
          return answer;
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          if (error.kind === 'status') hasAnswered = true;
          const { retryAfter } = error.more;
          if (tries >= triesFor(error, hasAnswered, patience.tries) || (retryAfter ?? 0) > patience.longest) {
            throw error;
          }
          if (retryAfter !== undefined) {
            pace.pause(retryAfter);
            if (retryAfter >= WORTH_SAYING) {
              note(`The server asks to wait ${Math.round(retryAfter / 1000)} s (${error.message})`);
            }
          } else {
            const most = Math.min(patience.most, patience.first * 2 ** (tries - 1));
            await sleep(randomInt(1, Math.ceil(most) + 1), undefined, { signal: wait });
          }
        }
      }
    },

    async models() {
      const headers = {
        accept: 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      };
      try {
        const text = await send(`${server}/models`, line, {
          method: 'GET',
          headers,
          timeout: Math.min(timeout, LIST_WITHIN),
          most: ANSWER_BYTES,
          signal,
        });
        return namesIn(JSON.parse(text), key);
      } catch {
        return [];
      }
    },

    async close() {
      await line.dispatcher.destroy();
    },
  };
}

/** Bytes of an answer at most: what stands around the vectors, and each. The longest known need 80 KB. */
const ANSWER_BYTES = 1 << 20;
const VECTOR_BYTES = 1 << 19;
/** Seconds for a list of models. */
const LIST_WITHIN = 15;
/** Milliseconds from which a wait is told of. */
const WORTH_SAYING = 3000;

/** What the SDK takes for `fetch`. */
async function post(
  address: string,
  init: RequestInit | undefined,
  line: Line,
  limits: { timeout: number; most: number; signal: AbortSignal },
): Promise<Response> {
  const headers = Object.fromEntries(new Headers(init?.headers).entries());
  const text = await send(address, line, { method: 'POST', headers, body: String(init?.body), ...limits });
  return new Response(text, { headers: { 'content-type': 'application/json' } });
}

function notJson(text: string, secret: string | null): Fault {
  if (/^\s*</.test(text)) return new Fault('answer', 'required is JSON; got a web page');
  const unlike = /\b(NaN|-?Infinity)\b/.exec(text);
  if (unlike) return new Fault('answer', `required are finite numbers; got ${unlike[0]}`);
  return new Fault('answer', `required is JSON; got "${tellable(text, secret, 80)}"`);
}

/**
 * How often a request is worth trying: not again where the answer would be the same, once more where it took too
 * long, and not for a server that has never answered.
 */
function triesFor(
  { kind, message, more: { status = 0 } }: Fault,
  hasAnswered: boolean,
  tries: number,
): number {
  if (kind === 'timeout') return 2;
  if (kind === 'unreachable') return hasAnswered ? tries : 1;
  if (kind !== 'status') return 1;
  if (status === 429) return isQuota(message) ? 1 : tries;
  return status === 408 || status === 425 || (status >= 500 && status !== 501 && status !== 505) ? tries : 1;
}

function namesIn(body: unknown, secret: string | null): string[] {
  const { data, models } = Object(body) as Record<string, unknown>;
  const list = Array.isArray(data) ? data : Array.isArray(models) ? models : [];
  return list.slice(0, 5000).flatMap((item: unknown) => {
    const { id, name } = Object(item) as Record<string, unknown>;
    const found = typeof id === 'string' ? id : name;
    return typeof found === 'string' && found !== '' ? [tellable(found, secret, 200)] : [];
  });
}
