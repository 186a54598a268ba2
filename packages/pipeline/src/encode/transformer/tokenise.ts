import { Tokenizer } from '@huggingface/tokenizers';
import type { Reading } from './messages.js';

export interface Tokens {
  /** What the model is given, one after the other: ids with special tokens, each list at most `maxTokens`. */
  passages: number[][];
  /**
   * Tokens of the whole text, prefix and special tokens included; above `maxTokens` it was cut or parted. Of a cut
   * text that is far longer, only those of its beginning: it has at least as many.
   */
  length: number;
}

/**
 * A function from a text to its token ids.
 *
 * The truncation and padding that `tokenizer.json` asks for are not applied. A cut text keeps its first tokens
 * between the special ones. A parted text becomes windows that overlap by an eighth, each behind the prefix; the
 * last window ends with the text and begins where it must to be full.
 *
 * @param json the content of `tokenizer.json`
 * @throws Error where it is not the definition of a tokenizer
 */
export function tokeniser(
  json: string,
  { maxTokens, long, prefix }: Pick<Reading, 'maxTokens' | 'long' | 'prefix'>,
): (text: string) => Tokens {
  const definition = JSON.parse(json) as Definition;
  const tokenizer = new Tokenizer({ ...definition, truncation: null, padding: null }, {});
  const prepare = preparation(definition);
  const encode = (text: string, special: boolean): number[] =>
    tokenizer.encode(prepare(text), { add_special_tokens: special }).ids;
  const { head, tail } = specialTokens(encode);
  const most = maxTokens - head.length - tail.length;
  const lead = encode(prefix, false).slice(0, Math.floor(most / 2));

  return (text) => {
    const ids =
      long === 'cut'
        ? encodeBeginning(prefix + text, maxTokens, (part) => encode(part, true))
        : encode(prefix + text, true);
    const body = ids.slice(head.length, ids.length - tail.length);
    if (body.length <= most) return { passages: [ids], length: ids.length };
    if (long === 'cut') return { passages: [[...head, ...body.slice(0, most), ...tail]], length: ids.length };
    const rest = startsWith(body, lead) ? body.slice(lead.length) : body;
    const windows = intoWindows(rest, most - lead.length);
    return { passages: windows.map((part) => [...head, ...lead, ...part, ...tail]), length: ids.length };
  };
}

/**
 * Ids of a text, or of so much of its beginning that there are twice as many as are read: a text of megabytes is
 * not gone through for its first page. The cut lies between words, and what it may change lies beyond what is read.
 * Where too few ids come of it (a text of few words and many signs), more is taken, in the end all.
 */
function encodeBeginning(text: string, maxTokens: number, encode: (text: string) => number[]): number[] {
  for (let size = Math.max(LEAST_CUT, 64 * maxTokens); size < text.length / 2; size *= 4) {
    const space = text.lastIndexOf(' ', size);
    const start = space > size / 2 ? text.slice(0, space).trimEnd() : '';
    const ids = start === '' ? [] : encode(start);
    if (ids.length > 2 * maxTokens) return ids;
  }
  return encode(text);
}

/** Characters; texts of less than twice as many are read whole. */
const LEAST_CUT = 1 << 17;

interface Definition {
  normalizer?: Normalizer | null;
  truncation: unknown;
  padding: unknown;
}

interface Normalizer {
  type: string;
  lowercase?: boolean;
  handle_chinese_chars?: boolean;
}

/** Share of a window that the next one repeats: enough for the sentence that the cut runs through. */
const OVERLAP = 1 / 8;

/** Windows of `size` tokens over at least as many. */
function intoWindows(ids: number[], size: number): number[][] {
  const step = Math.max(1, size - Math.floor(size * OVERLAP));
  const windows: number[][] = [];
  for (let start = 0; ; start += step) {
    if (start + size >= ids.length) {
      windows.push(ids.slice(Math.max(0, ids.length - size)));
      return windows;
    }
    windows.push(ids.slice(start, start + size));
  }
}

/** The tokens that stand before and behind every text. */
function specialTokens(encode: (text: string, special: boolean) => number[]): {
  head: number[];
  tail: number[];
} {
  const bare = encode('a', false);
  const whole = encode('a', true);
  for (let at = 0; at + bare.length <= whole.length; at++) {
    if (startsWith(whole.slice(at), bare))
      return { head: whole.slice(0, at), tail: whole.slice(at + bare.length) };
  }
  throw new Error('its special tokens do not stand before and behind the text');
}

function startsWith(ids: readonly number[], start: readonly number[]): boolean {
  return start.every((id, i) => ids[i] === id);
}

/**
 * Does ahead of the tokenizer what its JavaScript edition does otherwise than the reference where it reads as
 * BERT does: ideographs beyond the basic plane are words of their own, and capital sigma becomes σ wherever it
 * stands.
 */
function preparation({ normalizer }: Definition): (text: string) => string {
  if (normalizer?.type !== 'BertNormalizer') return (text) => text;
  const { lowercase = true, handle_chinese_chars: apart = true } = normalizer;
  return (text) => {
    const parted = apart ? text.replace(WIDE_IDEOGRAPHS, ' $& ') : text;
    return lowercase ? parted.replaceAll('Σ', 'σ') : parted;
  };
}

const WIDE_IDEOGRAPHS =
  /[\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B820}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;
