import type { Dispatcher, Response } from 'undici';

/** Milliseconds until a machine must have taken the call, begun to answer, and sent more bytes. */
const CONNECT_WITHIN = 5_000;
const ANSWER_WITHIN = 15_000;
const STALL_WITHIN = 20_000;

/**
 * Asks for an address, through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name. Node's own
 * `fetch` looks at none of them, and its patience cannot be set.
 *
 * @throws Error saying in words why there is no answer, AbortError when stopped
 */
export async function get(
  address: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  const { fetch } = await import('undici');
  agent ??= await proxyAgent({ connect: CONNECT_WITHIN, answer: ANSWER_WITHIN, stall: STALL_WITHIN });
  let response: Response;
  try {
    // The bytes are hashed and counted as they are, so they must come as they are.
    const asIs = { 'accept-encoding': 'identity', 'user-agent': 'parallax' };
    response = await fetch(address, { headers: { ...asIs, ...headers }, signal, dispatcher: agent });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(reason(error), { cause: error });
  }
  if (address.startsWith('https:') && !response.url.startsWith('https:')) {
    await response.body?.cancel();
    throw new Error('it leads to an address that is not encrypted');
  }
  return response;
}

let agent: Dispatcher | undefined;

/**
 * What `fetch` of undici goes through to respect the proxy of the environment.
 *
 * @param within milliseconds until a machine must have taken the call, begun to answer, and sent more bytes; 0 waits
 *   without end
 */
export async function proxyAgent(within: {
  connect: number;
  answer: number;
  stall: number;
}): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import('undici');
  return new EnvHttpProxyAgent({
    connect: { timeout: within.connect },
    headersTimeout: within.answer,
    bodyTimeout: within.stall,
  });
}

/** `fetch` hides what went wrong one level down, sometimes two. */
export function reason(error: unknown): string {
  let inner = error as Error;
  while (inner.cause instanceof Error) inner = inner.cause;
  if (inner instanceof AggregateError && inner.errors[0] instanceof Error) inner = inner.errors[0];
  return inner.message || inner.name;
}
