import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher, Response } from 'undici';
import { checkPublic, lookUpPublic, PrivatePlace } from './address.js';
import { MOST_BYTES, Unreadable } from './decode.js';

/** What an address gave: bytes, or why it has none, and whether that will be the same when it is asked again. */
export type Fetched = { bytes: Uint8Array } | { because: string; isFinal: boolean };

/** Why an address that was not reached has no picture; a host that never answers gives this for all its addresses. */
export const NO_ANSWER = 'picture address that does not answer';

/**
 * Asks an address for a picture: through the proxy of the environment, up to three times where the server is busy or
 * broken, following up to five redirects, none of them into a private network.
 *
 * @throws AbortError when stopped; nothing else
 */
export async function fetchPicture(address: string, signal: AbortSignal): Promise<Fetched> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await askOnce(address, signal);
    signal.throwIfAborted();
    if ('bytes' in outcome || outcome.isFinal || outcome.again === undefined || attempt === ATTEMPTS) {
      return outcome;
    }
    await sleep(outcome.again * attempt ** 2, undefined, { signal });
  }
}

const ATTEMPTS = 3;
const REDIRECTS = 5;
/** Milliseconds before the second attempt; before the third, four times that. */
const PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** Milliseconds for the whole of one answer. */
const WITHIN = 60_000;

interface Refused {
  because: string;
  isFinal: boolean;
  /** Milliseconds after which it makes sense to ask once more. */
  again?: number;
}

async function askOnce(address: string, signal: AbortSignal): Promise<{ bytes: Uint8Array } | Refused> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(WITHIN)]);
  let url = new URL(address);
  try {
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      checkPublic(url);
      const response = await get(url, within);
      const to = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || to === null) return await readAnswer(response);
      await response.body?.cancel();
      if (!URL.canParse(to, url.href))
        return { because: 'picture address that redirects nowhere', isFinal: true };
      url = new URL(to, url);
      if (!/^https?:$/.test(url.protocol) || url.username !== '') {
        return { because: 'picture address that redirects to another kind of address', isFinal: true };
      }
    }
    return { because: 'picture address that redirects without end', isFinal: true };
  } catch (error) {
    if (error instanceof Unreadable) return { because: error.message, isFinal: true };
    if (isPrivatePlace(error)) {
      return { because: 'picture address that leads into a private network', isFinal: false };
    }
    return { because: NO_ANSWER, isFinal: false, again: PAUSE };
  }
}

let agent: Promise<Dispatcher> | undefined;

async function get(url: URL, signal: AbortSignal): Promise<Response> {
  const { fetch, EnvHttpProxyAgent } = await import('undici');
  agent ??= Promise.resolve(
    new EnvHttpProxyAgent({
      connect: { timeout: 5_000, lookup: lookUpPublic },
      headersTimeout: 15_000,
      bodyTimeout: 15_000,
    }),
  );
  const headers = { accept: 'image/*', 'user-agent': 'parallax' };
  return fetch(url, { headers, signal, redirect: 'manual', dispatcher: await agent });
}

async function readAnswer(response: Response): Promise<{ bytes: Uint8Array } | Refused> {
  const { status } = response;
  if (status !== 200) {
    await response.body?.cancel();
    const isBusy = [408, 425, 429].includes(status) || status >= 500;
    const wait = 1000 * Number(response.headers.get('retry-after') ?? NaN);
    const again = wait >= 0 ? Math.min(wait, LONGEST_PAUSE) : PAUSE;
    return { because: `picture address that answers ${status}`, isFinal: !isBusy, ...(isBusy && { again }) };
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > MOST_BYTES) throw new Unreadable('picture of more than 50 MB');
    pieces.push(piece);
  }
  return { bytes: Buffer.concat(pieces) };
}

function isPrivatePlace(error: unknown): boolean {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof PrivatePlace) return true;
    if (inner instanceof AggregateError) return inner.errors.some(isPrivatePlace);
  }
  return false;
}
