import { Tokenizer } from '@huggingface/tokenizers';

export interface Tokens {
  /** Token ids, special tokens included, at most `maxTokens`. */
  ids: number[];
  /** Tokens of the whole text, special tokens included; above `maxTokens` the text was cut. */
  length: number;
}

/**
 * A function from a text to its token ids.
 *
 * The truncation and padding that `tokenizer.json` asks for (128) are not applied. A cut text keeps its first
 * tokens and the closing special token.
 *
 * @param json the content of `tokenizer.json`
 * @param maxTokens most tokens kept, special tokens counted
 */
export function tokeniser(json: string, maxTokens: number): (text: string) => Tokens {
  const definition = JSON.parse(json) as { truncation: unknown; padding: unknown };
  const tokenizer = new Tokenizer({ ...definition, truncation: null, padding: null }, {});
  return (text) => {
    const { ids } = tokenizer.encode(asBertReads(text));
    const length = ids.length;
    return { ids: length > maxTokens ? [...ids.slice(0, maxTokens - 1), ids[length - 1]!] : ids, length };
  };
}

/**
 * Does ahead of the tokenizer what its JavaScript edition does otherwise than the reference: ideographs beyond
 * the basic plane are words of their own, and capital sigma becomes σ wherever it stands.
 */
function asBertReads(text: string): string {
  return text.replace(WIDE_IDEOGRAPHS, ' $& ').replaceAll('Σ', 'σ');
}

const WIDE_IDEOGRAPHS =
  /[\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B820}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;
