import type { RequestsSection } from '@parallax-map/core';
import type { ServerAccess, ServerModel } from './decision.js';
import { sumTokens, type PendingTexts, type Piece } from './kept.js';
import type { Pace } from './pace.js';
import type { Answer } from './read-answer.js';

/** Before a server is asked: how much, and what it will cost where that is known. */
export function aboutAsking(
  { server, model }: ServerModel,
  { texts, of, tokens }: PendingTexts,
  { requests: { price }, isLocal, key }: ServerAccess,
): string {
  const all = `${say(of)} text${of === 1 ? '' : 's'}`;
  const some = texts === of ? all : `${say(texts)} of ${all} (the rest is kept)`;
  const money = price === null ? '' : `, about ${dollars(tokens, price)} at ${price} a million`;
  const open = !isLocal && server.startsWith('http:') ? '. They go there unencrypted' : '';
  const openKey = open !== '' && key !== null ? ', and so does the key' : '';
  return (
    `Asking ${server} for vectors of ${some} from ${model}: about ${say(tokens)} tokens, estimated at four bytes ` +
    `each${money}${open}${openKey}`
  );
}

/** Counts what a server gave, and tells from it how long the rest will take. */
export class Tally {
  private requests = 0;
  private texts = 0;
  private tokens = 0;
  /** By the server's own count; null once it gave none. */
  private counted: number | null = 0;
  /** When the first request was answered, and the tokens until then. */
  private from: { time: number; tokens: number } | undefined;

  constructor(
    private readonly missing: readonly Piece[],
    private readonly asking: RequestsSection,
    private readonly pace: Pace,
  ) {}

  /** Counts the answer to one request; once there is enough to measure, says how long the rest takes. */
  add(pieces: readonly Piece[], answer: Answer): string | undefined {
    this.requests++;
    this.texts += pieces.length;
    this.tokens += sumTokens(pieces);
    this.counted = answer.tokens === null || this.counted === null ? null : this.counted + answer.tokens;
    // The first may have waited for a model to load; after one round of all others it is known how fast it goes.
    this.from ??= { time: performance.now(), tokens: this.tokens };
    if (this.requests !== 1 + this.asking.concurrency) return undefined;
    const texts = this.missing.length - this.texts;
    const tokens = sumTokens(this.missing) - this.tokens;
    const perToken = (performance.now() - this.from.time) / 1000 / (this.tokens - this.from.tokens);
    const allowed = this.pace.seconds(texts / this.asking.batch, tokens);
    const seconds = Math.max(perToken * tokens, allowed);
    if (seconds < WORTH_SAYING) return undefined;
    const time = seconds < 90 ? `${Math.round(seconds)} s` : `${say(Math.round(seconds / 60))} min`;
    return `At the pace of the first ${this.requests} requests, the remaining ${say(texts)} texts take about ${time}`;
  }

  /** When all is there: what was asked, and what the server counted. */
  inAll(): string {
    const { requests, texts, counted } = this;
    const { price } = this.asking;
    const sent = `${say(texts)} texts were asked for in ${say(requests)} request${requests === 1 ? '' : 's'}`;
    if (counted === null || counted === 0) return sent;
    const money = price === null ? '' : `: ${dollars(counted, price)} at ${price} a million`;
    return `${sent}; the server counted ${say(counted)} tokens${money}`;
  }
}

/** Seconds from which it is told how long the rest takes. */
const WORTH_SAYING = 2;

function say(value: number): string {
  return value.toLocaleString('en-US');
}

function dollars(tokens: number, price: number): string {
  const sum = (tokens / 1e6) * price;
  return `${sum >= 1 || sum === 0 ? sum.toFixed(2) : sum.toPrecision(1)} US dollars`;
}
