import { segments, type Finding, type FindingCode } from '@parallax-map/core';
import type { AuditTable, Spot } from './audit-table.js';
import { finding } from './finding.js';
import type { AuditRoles } from './roles.js';
import type { Sample } from './texts.js';
import { count, percent, plural, quoted } from './words.js';

/** Rows that must share a sentence at the least, whatever the share asks for. */
const LEAST_ROWS = 5;
/** Shorter sentences ("No.", "To be continued") are ways of speaking. */
const LEAST_LETTERS = 20;
/** Words of a beginning or an end. */
const WORDS = 8;

/** Sentences, beginnings and ends that many texts have in common. Equal texts count once: they are told elsewhere. */
export async function boilerplate(
  table: AuditTable,
  roles: AuditRoles,
  sample: Sample,
  threshold: number,
): Promise<Finding[]> {
  const texts = distinct(sample);
  const least = Math.max(LEAST_ROWS, Math.ceil(threshold * texts.length));
  if (texts.length < least) return [];
  const sentences = shared(texts, least, sentencesOf);
  const told = new Set(sentences.pieces.map(({ piece }) => fold(piece)));
  const isTold = (piece: string): boolean => [...told].some((sentence) => sentence.includes(fold(piece)));
  const starts = shared(texts, least, startOf);
  const ends = shared(texts, least, endOf);
  const make = async (code: FindingCode, what: Part, { pieces, spots }: Shared): Promise<Finding[]> => {
    const [most] = pieces;
    if (most === undefined) return [];
    const share = spots.length / texts.length;
    const about = sample.sampled ? 'About ' : '';
    const rows = sample.sampled
      ? `${percent(share)} of the texts`
      : `${count(spots.length)} of ${count(texts.length)} texts (${percent(share)})`;
    const many = pieces.length > 1 ? `: ${plural(pieces.length, what.one, what.many)}, most often ` : `: `;
    return [
      finding({
        code,
        column: roles.text.columns.length === 1 ? roles.text.columns[0]! : null,
        message: `${about}${rows} ${what.share}${many}${quoted(most.piece, 120)} in ${sample.sampled ? percent(most.rows / texts.length) : count(most.rows)}.`,
        action:
          'Encoded with every text, so it draws these rows together whatever else they say. Take it out of the table; --audit-boilerplate moves the bound.',
        count: sample.sampled ? Math.round(share * sample.all) : spots.length,
        all: sample.sampled ? sample.all : texts.length,
        of: 'rows',
        estimated: sample.sampled,
        examples: await table.show(spots),
      }),
    ];
  };
  const untold = (common: Shared): Shared =>
    common.pieces.every(({ piece }) => isTold(piece)) ? { pieces: [], spots: [] } : common;
  return [
    ...(await make('BOILERPLATE_SENTENCE', SENTENCE, sentences)),
    ...(await make('BOILERPLATE_START', START, untold(starts))),
    ...(await make('BOILERPLATE_END', END, untold(ends))),
  ];
}

interface Part {
  share: string;
  one: string;
  many: string;
}
const SENTENCE: Part = {
  share: 'share a sentence with others',
  one: 'such sentence',
  many: 'such sentences',
};
const START: Part = {
  share: `begin with the same ${WORDS} words as others`,
  one: 'such beginning',
  many: 'such beginnings',
};
const END: Part = { share: `end with the same ${WORDS} words as others`, one: 'such end', many: 'such ends' };

interface Shared {
  /** Most frequent first; of equal ones the earliest. */
  pieces: { piece: string; rows: number }[];
  /** Rows with any of them, in order, and the first it has. */
  spots: Spot[];
}

type Texts = { r: number; text: string }[];

/** Texts that differ, the first of each. */
function distinct({ texts }: Sample): Texts {
  const seen = new Set<string>();
  return texts.filter(({ text }) => {
    const folded = fold(text);
    if (seen.has(folded)) return false;
    seen.add(folded);
    return true;
  });
}

/** Pieces that at least `least` texts have. */
function shared(texts: Texts, least: number, piecesOf: (text: string) => string[]): Shared {
  const found = new Map<string, { piece: string; rows: number; last: number }>();
  const pieces = texts.map(({ text }) => piecesOf(text).map((piece) => ({ piece, folded: fold(piece) })));
  pieces.forEach((own, i) => {
    for (const { piece, folded } of own) {
      const one = found.get(folded);
      if (one === undefined) found.set(folded, { piece, rows: 1, last: i });
      else if (one.last < i) {
        one.rows++;
        one.last = i;
      }
    }
  });
  const isCommon = (folded: string): boolean => found.get(folded)!.rows >= least;
  return {
    pieces: [...found.values()].filter(({ rows }) => rows >= least).sort((a, b) => b.rows - a.rows),
    spots: pieces.flatMap((own, i) => {
      const first = own.find(({ folded }) => isCommon(folded));
      return first === undefined ? [] : [{ r: texts[i]!.r, value: first.piece }];
    }),
  };
}

function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const { segment } of segments(SENTENCES, text)) {
    const sentence = segment.trim();
    if (sentence.length >= LEAST_LETTERS) sentences.push(sentence);
  }
  return sentences;
}

const SENTENCES = new Intl.Segmenter('und', { granularity: 'sentence' });

/** The first words of a text that has more than these. */
function startOf(text: string): string[] {
  const words = text.slice(0, 400).split(/\s+/u);
  return words.length > WORDS + 1 ? [words.slice(0, WORDS).join(' ')] : [];
}

function endOf(text: string): string[] {
  const words = text.slice(-400).split(/\s+/u);
  return words.length > WORDS + 1 ? [words.slice(-WORDS).join(' ')] : [];
}

function fold(text: string): string {
  return text.toLowerCase().replace(/\s+/gu, ' ');
}
