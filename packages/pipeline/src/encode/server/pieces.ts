/** How texts are sent to a server. */
export interface ServerReading {
  /** Put before every text, and before every passage. */
  prefix: string;
  /** Tokens of a text sent at once, by estimate and the prefix counted; null sends texts whole. */
  maxTokens: number | null;
  /** What happens to a longer text: its end is not sent, or passages of it are, and averaged. */
  long: 'cut' | 'passages';
}

/** What is sent of a text. */
export interface Pieces {
  /** One, or the passages, in their order. */
  sent: string[];
  /** Whether the text is longer than `maxTokens`. */
  isLong: boolean;
}

/**
 * Tokens of a text where no tokenizer is at hand: one for every four bytes of UTF-8, at least 1. That is close for
 * English prose; numbers, code and scripts other than Latin may take up to twice as many.
 */
export function estimateTokens(text: string): number {
  return Math.max(1, Math.ceil(Buffer.byteLength(text) / TOKEN_BYTES));
}

/**
 * Parts a text as it is sent: whole, its beginning, or passages that overlap by an eighth, of which the last is moved
 * back to be full. It is cut between characters of Unicode, never within one.
 */
export function intoPieces(text: string, { prefix, maxTokens, long }: ServerReading): Pieces {
  // Half a surrogate pair is no text that JSON can carry everywhere.
  const whole = wellFormed(text);
  if (maxTokens === null || estimateTokens(prefix + whole) <= maxTokens) {
    return { sent: [prefix + whole], isLong: false };
  }
  const bytes = Buffer.from(whole);
  const size = Math.max(TOKEN_BYTES, maxTokens * TOKEN_BYTES - Buffer.byteLength(prefix));
  const part = (from: number, to: number): string =>
    prefix + bytes.subarray(characterAt(bytes, from), characterAt(bytes, to)).toString('utf8');
  if (long === 'cut') return { sent: [part(0, size)], isLong: true };
  const step = size - Math.floor(size / 8);
  const sent: string[] = [];
  for (let from = 0; ; from += step) {
    const isLast = from + size >= bytes.length;
    const start = isLast ? Math.max(0, bytes.length - size) : from;
    const passage = part(start, start + size);
    // Servers refuse what is blank, and it says nothing.
    if (passage.slice(prefix.length).trim() !== '') sent.push(passage);
    if (isLast) break;
  }
  return { sent: sent.length > 0 ? sent : [part(0, size)], isLong: true };
}

/** The text with halves of surrogate pairs replaced by U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

const TOKEN_BYTES = 4;

/** Where the character that a byte belongs to begins. */
function characterAt(bytes: Uint8Array, at: number): number {
  let start = Math.min(at, bytes.length);
  while (start > 0 && start < bytes.length && (bytes[start]! & 0xc0) === 0x80) start--;
  return start;
}
