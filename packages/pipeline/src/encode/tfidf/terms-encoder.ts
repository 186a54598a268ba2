import type { EncodeSection } from '@parallax-map/core';
import { NO_RESOURCES, type Encoder, type Resolved } from '../encoder.js';
import { distinctTexts } from '../items.js';
import { encodeTerms } from './encode-terms.js';

/** Words counted. */
export interface TermsDecision {
  encoder: 'tfidf';
  /** Counts up when the same texts come to have other vectors. */
  version: number;
  dimensions: number;
  /** Version of the Unicode rules that words are found by. */
  words: string;
  /** The encoder that was wanted, where its model could not be had. */
  insteadOf: 'minilm-l6-v2' | null;
}

const VERSION = 2;

export async function resolveTerms(section: EncodeSection): Promise<Resolved<TermsDecision>> {
  return countWords(section, null);
}

/** @param fellBackBecause why the default model could not be had; null where words are counted by choice */
export function countWords(section: EncodeSection, fellBackBecause: string | null): Resolved<TermsDecision> {
  return {
    section: {
      encoder: 'tfidf',
      version: VERSION,
      dimensions: section.dimensions,
      words: `ICU ${process.versions.icu}, Unicode ${process.versions.unicode}`,
      insteadOf: fellBackBecause === null ? null : 'minilm-l6-v2',
    },
    resources: { ...NO_RESOURCES, fellBackBecause },
    decided: {},
  };
}

/** Counts anew at every change of the table, in seconds: one text more changes what the words of all weigh. */
export function openTerms({ encoder, dimensions }: TermsDecision): Encoder {
  return {
    dimensions,
    graph: null,
    knows: 'words',
    ask: 'Rows can be searched by meaning where a sentence encoder read them; here words were counted (tfidf).',
    async encode({ texts }, { signal, progress }) {
      const { vectors, without } = await encodeTerms(texts, dimensions, signal);
      progress(texts.length, texts.length, 'texts');
      const notes = without > 0 ? [aboutLonely(without)] : [];
      return { vectors, info: { name: encoder, model: null, cut: 0, withoutTerms: without }, notes };
    },
    unencoded: async (items) => ({ pending: 0, of: distinctTexts(items), tokens: null, sample: null }),
  };
}

function aboutLonely(count: number): string {
  return `${count} texts share no word with any other; they are given the mean direction of the rest`;
}
