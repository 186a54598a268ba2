import { setTimeout as sleep } from 'node:timers/promises';

/** Headers as an answer has them. */
interface Headers {
  get(name: string): string | null;
}

/**
 * Keeps requests within limits a minute: a bucket that holds one request, refilled evenly, so that no minute sees
 * more than was allowed. What the server says of its own limits is heeded by all requests.
 */
export class Pace {
  private requestAt = 0;
  private tokensAt = 0;
  private pausedUntil = 0;

  constructor(private readonly limits: { perMinute: number | null; tokensPerMinute: number | null }) {}

  /** Waits until a request of about `tokens` may be sent. */
  async turn(tokens: number, signal: AbortSignal): Promise<void> {
    const { perMinute, tokensPerMinute } = this.limits;
    const at = Math.max(performance.now(), this.requestAt, this.tokensAt, this.pausedUntil);
    if (perMinute !== null) this.requestAt = at + MINUTE / perMinute;
    if (tokensPerMinute !== null) this.tokensAt = at + (MINUTE * tokens) / tokensPerMinute;
    await until(at, signal);
    // A pause may have begun, or grown, while this one waited.
    while (performance.now() < this.pausedUntil) await until(this.pausedUntil, signal);
  }

  /** Nothing is sent for so many milliseconds. */
  pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, performance.now() + milliseconds);
  }

  /** Waits for the next window where the headers of an answer say that this one is used up. */
  heed(headers: Headers): void {
    for (const [left, reset] of WINDOWS) {
      const remaining = headers.get(left);
      if (remaining === null || !(Number(remaining) < 1)) continue;
      this.pause(Math.min(MINUTE, duration(headers.get(reset) ?? '')));
    }
  }

  /** Seconds that `requests` of `tokens` in all take at least. */
  seconds(requests: number, tokens: number): number {
    const { perMinute, tokensPerMinute } = this.limits;
    return 60 * Math.max(requests / (perMinute ?? Infinity), tokens / (tokensPerMinute ?? Infinity));
  }
}

const MINUTE = 60_000;

/** What is left of a window, and when the next begins. */
const WINDOWS = [
  ['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
  ['ratelimit-remaining', 'ratelimit-reset'],
] as const;

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: MINUTE, h: 60 * MINUTE };

/** Milliseconds of `20ms`, `1.5s`, `6m0s`, or plain seconds; 0 where it is none of these. */
function duration(text: string): number {
  if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return 1000 * Number(text);
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return 0;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!,
    0,
  );
}

async function until(time: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const wait = time - performance.now();
  if (wait > 0) await sleep(Math.ceil(wait), undefined, { signal });
}
