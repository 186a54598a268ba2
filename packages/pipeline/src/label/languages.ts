// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- the package has no types; tests must find ours too
/// <reference path="./modules.d.ts" />
import { eld } from 'eld/small';

/** Texts read, spread evenly over the table: a share of 5 % is then known to within 2 points. */
const SAMPLE = 500;
/** Characters read of each. */
const START = 400;
/** A language counts from this share of the texts on. */
const REAL_SHARE = 0.05;

export interface Languages {
  /** ISO 639-1, most frequent first. */
  found: string[];
  /** The language of over half of the texts; null where there is none. */
  main: string | null;
}

/** The language of a text by its beginning, ISO 639-1; '' where none is clear. */
export function languageOf(text: string): string {
  return eld.detect(text.slice(0, START)).language;
}

/** The languages that texts are written in, from a sample of them that is the same every time. */
export function findLanguages(texts: readonly string[]): Languages {
  const counts = new Map<string, number>();
  const step = Math.max(1, texts.length / SAMPLE);
  let read = 0;
  for (let i = 0; i < texts.length; i += step) {
    const language = languageOf(texts[Math.floor(i)]!);
    if (language === '') continue;
    counts.set(language, (counts.get(language) ?? 0) + 1);
    read++;
  }
  const ranked = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const [first] = ranked;
  return {
    found: ranked.filter(([, count]) => count >= REAL_SHARE * read).map(([language]) => language),
    main: first && first[1] * 2 > read ? first[0] : null,
  };
}
