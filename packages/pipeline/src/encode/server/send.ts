import type { Dispatcher, Response } from 'undici';
import { proxyAgent, reason } from '../models/http.js';
import { Fault, wordsOf } from './fault.js';

/** How a server is reached. */
export interface Line {
  dispatcher: Dispatcher;
  /** Never in a message. */
  secret: string | null;
  /** Told the headers of every answer. */
  heard(headers: Response['headers']): void;
}

export interface Sending {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  /** Seconds until the whole answer must be there. */
  timeout: number;
  /** Bytes of the answer at most. */
  most: number;
  signal: AbortSignal;
}

/** A line to a server: past the proxy of the environment where it is this machine. */
export async function openLine(isLocal: boolean, more: Omit<Line, 'dispatcher'>): Promise<Line> {
  const { Agent } = await import('undici');
  // How long an answer may take is for the one who asks: a model may first have to be loaded.
  const within = { connect: CONNECT_WITHIN, answer: 0, stall: 0 };
  const dispatcher = isLocal
    ? new Agent({ connect: { timeout: CONNECT_WITHIN }, headersTimeout: 0, bodyTimeout: 0 })
    : await proxyAgent(within);
  return { dispatcher, ...more };
}

/**
 * The body of a good answer as text.
 *
 * @throws Fault saying why there is none; AbortError when stopped
 */
export async function send(address: string, line: Line, sending: Sending): Promise<string> {
  const { fetch } = await import('undici');
  const { method, headers, body, timeout, most, signal } = sending;
  const late = AbortSignal.timeout(timeout * 1000);
  try {
    const response = await fetch(address, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      // Another address might be sent the texts and the key.
      redirect: 'manual',
      signal: AbortSignal.any([signal, late]),
      dispatcher: line.dispatcher,
    });
    line.heard(response.headers);
    if (!response.ok) throw await refusal(response, line.secret);
    const { text, isWhole } = await readText(response, most);
    if (!isWhole) throw new Fault('answer', `more than ${most.toLocaleString('en-US')} bytes`);
    return text;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Fault) throw error;
    if (late.aborted) throw new Fault('timeout', `no answer within ${timeout} s`);
    throw withoutAnswer(error);
  }
}

const CONNECT_WITHIN = 10_000;
const MOST_OF_A_REFUSAL = 65_536;

async function readText(response: Response, most: number): Promise<{ text: string; isWhole: boolean }> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Counted as unpacked, so that little cannot become much.
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    parts.push(part);
    bytes += part.length;
    if (bytes > most) break;
  }
  return { text: Buffer.concat(parts).subarray(0, most).toString('utf8'), isWhole: bytes <= most };
}

async function refusal(response: Response, secret: string | null): Promise<Fault> {
  const { status, headers } = response;
  const { text } = await readText(response, MOST_OF_A_REFUSAL).catch(() => ({ text: '' }));
  const words = status < 400 ? `a redirect to ${headers.get('location') ?? 'nowhere'}` : text;
  const said = wordsOf(words, secret) || response.statusText;
  const retryAfter = waitOf(headers);
  return new Fault('status', said === '' ? `${status}` : `${status}: ${said}`, {
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

/** RFC 9110, 10.2.3: seconds, or a date; and the milliseconds that some send beside it. */
function waitOf(headers: Response['headers']): number | undefined {
  const precise = Number(headers.get('retry-after-ms') ?? NaN);
  const text = headers.get('retry-after') ?? '';
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(text) ? 1000 * Number(text) : Date.parse(text) - Date.now();
  return [precise, seconds].find((wait) => Number.isFinite(wait) && wait >= 0);
}

function withoutAnswer(error: unknown): Fault {
  const code = codeOf(error);
  const why = reason(error);
  if (code === 'ECONNREFUSED') return new Fault('unreachable', 'nothing listens there (ECONNREFUSED)');
  if (code === 'ENOTFOUND') return new Fault('unreachable', 'there is no machine of that name (ENOTFOUND)');
  const isTls = /CERT|SSL|TLS|SIGNATURE|EPROTO|ISSUER/.test(code) && !/^UND_|ECONN/.test(code);
  return new Fault(
    isTls ? 'tls' : 'unreachable',
    code === '' || why.includes(code) ? why : `${why} (${code})`,
  );
}

function codeOf(error: unknown): string {
  let inner = error as { code?: unknown; cause?: unknown; errors?: unknown[] } | undefined;
  let code = '';
  for (let depth = 0; inner && depth < 8; depth++) {
    if (typeof inner.code === 'string') code = inner.code;
    inner = (inner.cause ?? inner.errors?.[0]) as typeof inner;
  }
  return code;
}
