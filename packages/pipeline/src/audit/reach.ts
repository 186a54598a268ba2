import type { EncodeSection } from '@parallax-map/core';

/** What an encoder can read, as far as the audit can know before the encoder is there. */
export interface Reach {
  /** As it is called in messages. */
  name: string;
  /** ISO 639-1; `many` for a multilingual one, `one` where words are counted, null where it is not known. */
  languages: readonly string[] | 'many' | 'one' | null;
  /** Tokens read at once; null where there is no bound, or where it is not known. */
  tokens: number | null;
  /** Whether texts are read at all; not where pictures are looked at, or vectors are there. */
  reads: boolean;
}

/** What the all-MiniLM-L6-v2 that comes with Parallax was made to read. */
const MINILM = { languages: ['en'], tokens: 256 };
/** What models call themselves when they read many languages. */
const MULTILINGUAL =
  /multiling|xlm|labse|laser|bge-m3|embeddinggemma|gte-multi|(?:^|[-_/])m-?(?:e5|mpnet|bert)|jina-embeddings-v[345]|arctic-embed-.*v2|qwen3-embedding|nomic-embed-text-v2|text-embedding-3/i;
const ENGLISH = /(?:^|[-_./])en(?:$|[-_./])|english/i;

/** What the encoder that a recipe names can read. */
export function encoderReach({ encoder, model, maxTokens, long }: EncodeSection): Reach {
  const bounded = (tokens: number | null): number | null => (long === 'passages' ? null : tokens);
  if (encoder === 'minilm-l6-v2') {
    const { languages, tokens } = MINILM;
    return { name: encoder, languages, tokens: bounded(maxTokens ?? tokens), reads: true };
  }
  if (encoder === 'tfidf') return { name: encoder, languages: 'one', tokens: null, reads: true };
  if (['vectors', 'none', 'clip-vit-b-32', 'image-model'].includes(encoder))
    return { name: encoder, languages: null, tokens: null, reads: false };
  const name = model ?? encoder;
  const languages = MULTILINGUAL.test(name) ? 'many' : ENGLISH.test(name) ? ['en'] : null;
  return { name, languages, tokens: bounded(maxTokens), reads: true };
}
