import { wellFormed } from './pieces.js';

/**
 * Why one request to a server gave no vectors. The message is safe to show: what the server said in it is shortened,
 * without control characters and without the key.
 */
export class Fault extends Error {
  override readonly name = 'Fault';

  constructor(
    readonly kind: 'unreachable' | 'tls' | 'timeout' | 'status' | 'answer',
    message: string,
    readonly more: {
      /** HTTP status, for kind `status`. */
      status?: number;
      /** Milliseconds that the server asks to wait. */
      retryAfter?: number;
      /** Which text of the request it is about. */
      text?: number;
    } = {},
  ) {
    super(message);
  }
}

/** Money or a plan that is used up comes as 429 too, and waiting does not bring it back. */
export function isQuota(message: string): boolean {
  return /insufficient_quota|exceeded your current quota|billing|credit/i.test(message);
}

/** What a server says, as it may be shown and kept: one line, not too long, without the key. */
export function tellable(text: string, secret: string | null, most = 300): string {
  const without = secret === null ? text : text.replaceAll(secret, '[key]');
  const line = without
    .slice(0, 100_000)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return wellFormed(line.length > most ? `${line.slice(0, most)}…` : line);
}

/** The words in the body of an error, whichever of the usual forms it has. */
export function wordsOf(body: string, secret: string | null): string {
  if (/^\s*</.test(body)) return 'a web page';
  try {
    const said = messageIn(JSON.parse(body));
    if (said !== undefined) return tellable(said, secret);
  } catch {
    // Not JSON: the text itself.
  }
  return tellable(body, secret);
}

function messageIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value;
  if (depth > 3 || typeof value !== 'object' || value === null) return undefined;
  const inner = value as Record<string, unknown>;
  const keys = Array.isArray(value) ? ['0'] : ['error', 'message', 'msg', 'detail', 'error_description'];
  for (const key of keys) {
    const said = messageIn(inner[key], depth + 1);
    if (said !== undefined) return said;
  }
  return undefined;
}
