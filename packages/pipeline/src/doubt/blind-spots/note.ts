import type { BlindSpots } from '@parallax-map/core';

/** What a figure of blind spots is about. */
export interface Counted {
  /** Sentence encoder that says what is near. */
  encoder: string;
  /** Texts looked at, and how many there are. */
  texts: number;
  all: number;
  apart: number;
  /** Whether the run itself counted words. */
  wordsCounted: boolean;
}

/** The figure in one plain sentence, with how it was counted. */
export function note({ encoder, texts, all, apart, wordsCounted }: Counted): string {
  const say = (value: number): string => value.toLocaleString('en-US');
  const which =
    texts < all ? `${say(texts)} of the ${say(all)} texts, evenly spaced,` : `the ${say(all)} texts`;
  const figure =
    `Of ${which} ${say(apart)} (${percent(apart / Math.max(1, texts))}) share no content word with the text nearest in ` +
    `meaning (by ${encoder}; words of one stem count as shared)`;
  return wordsCounted
    ? `${figure}: this run counted words and cannot know that these belong together.`
    : `${figure}: words counted (tfidf) cannot know that these belong together.`;
}

/** What stands in place of the figure where words were counted and no model is here to say what they hide. */
export function unseen(): BlindSpots {
  const note =
    'Words were counted: texts that share none are strangers on this map, whatever they mean. To see which, fetch the ' +
    'default model (parallax models pull minilm-l6-v2) and run again; --encoder minilm-l6-v2 maps by meaning.';
  return { encoder: null, texts: 0, apart: 0, share: 0, pairs: [], note };
}

function percent(share: number): string {
  return share > 0 && share < 0.005 ? `${(100 * share).toFixed(1)} %` : `${Math.round(100 * share)} %`;
}
