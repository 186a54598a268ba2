import { segments } from '@parallax-map/core';

/**
 * The terms of a text: its words, and each two words that follow one another. Words are found by the rules of
 * Unicode and, for scripts without spaces, the dictionaries of ICU, whatever the language; compared without
 * regard to case and to compatibility forms. A text without any word (emoji, signs) has its graphemes instead.
 */
export function terms(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  let words = Array.from(segments(WORDS, plain)).flatMap((part) => (part.isWordLike ? [part.segment] : []));
  if (words.length === 0) {
    words = Array.from(segments(GRAPHEMES, plain), (part) => part.segment).filter(
      (sign) => sign.trim() !== '',
    );
  }
  return [...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)];
}

// No locale: the words of a text do not depend on where the machine stands.
const WORDS = new Intl.Segmenter('und', { granularity: 'word' });
const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });
