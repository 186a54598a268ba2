import { segments } from '../text/segments.js';

/** What stands between a word and the one before it; `cut`: a space, and an end that was cut off ("king's crown"). */
export const GAP = { sentence: 0, break: 1, space: 2, hyphen: 3, none: 4, cut: 5 } as const;
/** What a word can be: part of any term, a function word, or a number or letter that means nothing alone. */
export const KIND = { plain: 0, stop: 1, weak: 2 } as const;

/** Texts as runs of words. Words are numbered in the order they are met. */
export interface Reading {
  readonly texts: number;
  /** Text i holds positions `indptr[i] … indptr[i + 1])`. */
  readonly indptr: Uint32Array;
  /** Spelling at each position: an index into `spellings`. */
  readonly spelling: Int32Array;
  /** One of GAP, before each position. */
  readonly gap: Uint8Array;
  /** Words as they are written. */
  readonly spellings: readonly string[];
  /** Lower-case word of each spelling: an index into `words`. */
  readonly wordOf: Int32Array;
  readonly words: readonly string[];
  /** One of KIND, by word. */
  readonly kind: Uint8Array;
  /** Share of a word's places inside sentences where it has a capital, by word; 0 where it has no such place. */
  readonly capital: Float32Array;
}

/** Follows dictionaries for scripts without spaces whatever the locale, so that one locale serves all texts. */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

const SENTENCE_END = /[.!?…。！？؟।։\n]/u;
const HYPHEN = /^[-‐‑]$/u;
const LETTER = /\p{L}/u;
const CASED = /^[\p{Lu}\p{Ll}\p{Lt}]$/u;
const CAPITAL = /^[\p{Lu}\p{Lt}]/u;
/** Ends that English glues on: king's, they'll, we're, I've, he'd, I'm. */
const GLUED_END = /'(s|ll|re|ve|d|m)?$/iu;

/**
 * Splits texts into words with Intl.Segmenter, in any script. Words are lower-cased without regard to a locale;
 * possessive and contracted ends are cut off ("king's" is king), and so are function words glued to the front
 * ("l'amour" is amour where l is a stop word).
 *
 * @param stopWords lower-case function words
 */
export function readTexts(texts: readonly string[], stopWords: ReadonlySet<string>): Reading {
  return drained(readTextsInSteps(texts, stopWords));
}

/** What a generator comes to. */
export function drained<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Texts between two pauses. */
const STEP = 100;

/** The same with pauses, for a page that has other things to do meanwhile. */
export function* readTextsInSteps(
  texts: readonly string[],
  stopWords: ReadonlySet<string>,
): Generator<undefined, Reading> {
  const spellingIds = new Map<string, number>();
  const wordIds = new Map<string, number>();
  const wordOf: number[] = [];
  const kind: number[] = [];
  const indptr = new Uint32Array(texts.length + 1);
  const spelling: number[] = [];
  const gap: number[] = [];

  for (const [i, text] of texts.entries()) {
    if (i % STEP === STEP - 1) yield;
    let between = '';
    let fresh = true;
    let afterCut = false;
    const plain = text.normalize('NFC').replace(/[’ʼ]/gu, "'");
    for (const { segment, isWordLike } of segments(segmenter, plain)) {
      if (!isWordLike) {
        between += segment;
        continue;
      }
      const { written, stop, glued } = trim(segment, stopWords);
      let id = spellingIds.get(written);
      if (id === undefined) {
        id = spellingIds.size;
        spellingIds.set(written, id);
        const word = written.toLowerCase();
        let wordId = wordIds.get(word);
        if (wordId === undefined) {
          wordId = wordIds.size;
          wordIds.set(word, wordId);
          kind.push(stop ? KIND.stop : standsAlone(word) ? KIND.plain : KIND.weak);
        }
        wordOf.push(wordId);
      }
      spelling.push(id);
      const stands = fresh ? GAP.sentence : gapOf(between);
      // A cut end would be missing from a run of words: "New Year's Eve" must not become "New Year Eve".
      gap.push(afterCut && stands !== GAP.sentence ? (stands === GAP.space ? GAP.cut : GAP.break) : stands);
      between = '';
      afterCut = glued;
      fresh = false;
    }
    indptr[i + 1] = spelling.length;
  }

  const reading = {
    texts: texts.length,
    indptr,
    spelling: Int32Array.from(spelling),
    gap: Uint8Array.from(gap),
    spellings: [...spellingIds.keys()],
    wordOf: Int32Array.from(wordOf),
    words: [...wordIds.keys()],
    kind: Uint8Array.from(kind),
  };
  return { ...reading, capital: capitals(reading) };
}

/** A word as written without what is glued to its ends. */
function trim(
  segment: string,
  stopWords: ReadonlySet<string>,
): { written: string; stop: boolean; glued: boolean } {
  const isStop = (word: string) => stopWords.has(word.toLowerCase());
  if (!segment.includes("'")) return { written: segment, stop: isStop(segment), glued: false };
  if (isStop(segment) || /n't$/iu.test(segment)) return { written: segment, stop: true, glued: false };
  const base = segment.replace(GLUED_END, '');
  const front = base.indexOf("'");
  const written = front > 0 && isStop(base.slice(0, front)) ? base.slice(front + 1) : base;
  return { written, stop: isStop(written), glued: base !== segment };
}

/** Whether a word means something by itself: not a number, nor a single letter of a script with case. */
function standsAlone(word: string): boolean {
  return LETTER.test(word) && !CASED.test(word);
}

function gapOf(between: string): number {
  if (between === '') return GAP.none;
  if (between.trim() === '' && !between.includes('\n\n')) return GAP.space;
  if (HYPHEN.test(between)) return GAP.hyphen;
  return SENTENCE_END.test(between) ? GAP.sentence : GAP.break;
}

function capitals({ spelling, gap, spellings, wordOf, words }: Omit<Reading, 'capital'>): Float32Array {
  const isCapital = spellings.map((written) => CAPITAL.test(written));
  const inside = new Float64Array(words.length);
  const capital = new Float64Array(words.length);
  for (let at = 0; at < spelling.length; at++) {
    if (gap[at] === GAP.sentence) continue;
    const word = wordOf[spelling[at]!]!;
    inside[word]!++;
    if (isCapital[spelling[at]!]) capital[word]!++;
  }
  return Float32Array.from(capital, (count, word) => count / Math.max(1, inside[word]!));
}
