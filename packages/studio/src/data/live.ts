import {
  WRITE_HEADERS,
  type MeaningAnswer,
  type PerspectiveList,
  type Refusal,
  type RunRequest,
  type RunStarted,
} from '@parallax-map/core';
import { Problem } from './problem.js';

/** What the server would not do, in its own words. */
export class Refused extends Problem {
  /** Place in the recipe of the decision that is wrong; null where it is none. */
  readonly path: string | null;
  readonly status: number;

  constructor(status: number, { error, path }: Partial<Refusal>) {
    super(error ?? `The server answered ${status}.`, '');
    this.status = status;
    this.path = path ?? null;
  }
}

/** What the local server offers: the folder's name, its perspectives, and the run that goes on. */
export async function listPerspectives(): Promise<PerspectiveList> {
  const list = (await (await ask('api/perspectives')).json()) as Partial<PerspectiveList>;
  if (!Array.isArray(list.perspectives))
    throw new Problem('The server’s list is no list.', 'Reload the page.');
  return { name: list.name ?? '', perspectives: list.perspectives, running: list.running ?? null };
}

/** One perspective's JSON and Arrow bytes, which belong together. */
export interface LiveFiles {
  studio: unknown;
  table: Uint8Array;
  /** Names this answer; null where the server does not say. */
  etag: string | null;
}

/** @param held name of the answer that the page has; null is returned where there is no other */
export async function readLive(perspective: string, held: string | null = null): Promise<LiveFiles | null> {
  const place = `api/perspectives/${encodeURIComponent(perspective)}`;
  for (let attempt = 0; ; attempt++) {
    const headers: HeadersInit = held === null ? {} : { 'if-none-match': held };
    const [studio, table] = await Promise.all([
      ask(`${place}/studio.json`, { headers }),
      ask(`${place}/map.arrow`, { headers }),
    ]);
    const [etag, other] = [studio, table].map((response) => response.headers.get('etag'));
    // A run may come a step further between the two.
    if (etag !== other && attempt < 5) continue;
    if (studio.status === 304) return null;
    return {
      studio: await studio.json(),
      table: new Uint8Array(await table.arrayBuffer()),
      etag: etag ?? null,
    };
  }
}

/** Bytes of the tree that a perspective's topics were cut from; null where its method has none. */
export async function readLiveLinkage(perspective: string): Promise<Uint8Array | null> {
  const response = await reach(`api/perspectives/${encodeURIComponent(perspective)}/linkage`);
  if (response.status === 404) return null;
  if (!response.ok) throw await refused(response);
  return new Uint8Array(await response.arrayBuffer());
}

/** @returns the id of the run @throws Refused */
export async function startRun(request: RunRequest): Promise<string> {
  const response = await send('POST', 'api/runs', JSON.stringify(request));
  return ((await response.json()) as RunStarted).id;
}

/** Stops a run; one that has ended already is as good as stopped. */
export async function stopRun(id: string): Promise<void> {
  await send('DELETE', `api/runs/${encodeURIComponent(id)}`).catch((error: unknown) => {
    if (!(error instanceof Refused && error.status === 404)) throw error;
  });
}

/**
 * The rows of a perspective nearest in meaning to a few words.
 *
 * @throws Refused; AbortError
 */
export async function askMeaning(
  perspective: string,
  words: string,
  count: number,
  signal: AbortSignal,
): Promise<MeaningAnswer> {
  const query = new URLSearchParams({ perspective, q: words, k: String(count) });
  const response = await reach(`api/search?${query.toString()}`, { signal });
  if (!response.ok) throw await refused(response);
  return (await response.json()) as MeaningAnswer;
}

async function send(method: string, address: string, body?: string): Promise<Response> {
  const response = await reach(address, {
    method,
    headers: WRITE_HEADERS,
    ...(body !== undefined && { body }),
  });
  if (!response.ok) throw await refused(response);
  return response;
}

async function ask(address: string, init?: RequestInit): Promise<Response> {
  const response = await reach(address, init);
  if (response.status === 404) {
    throw new Problem(
      `The server has no ${address}.`,
      'This perspective may not have been run yet: run "parallax run" first.',
    );
  }
  if (!response.ok && response.status !== 304) {
    throw new Problem(`The server answered ${response.status} for ${address}.`, 'Look at what it printed.');
  }
  return response;
}

async function reach(address: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    if (init?.signal?.aborted) throw cause;
    throw new Problem('The local server does not answer.', 'Start it again with "parallax open".', { cause });
  }
}

async function refused(response: Response): Promise<Refused> {
  const said: unknown = await response.json().catch(() => null);
  return new Refused(response.status, typeof said === 'object' && said !== null ? said : {});
}
