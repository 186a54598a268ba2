import { type Columns, ParallaxError } from '@parallax-map/core';
import { isExactlyNamed, isNamed } from './column-names.js';
import { inferFacets } from './infer-facets.js';
import { inferLink } from './infer-link.js';
import type { ColumnProfile, TableProfile } from './profile.js';

/** Which column plays a role, and why, in words for a person. */
export interface Guess {
  role: string;
  value: string | string[] | null;
  reason: string;
}

/**
 * Guesses the roles of the columns by their names and by what stands in them.
 *
 * @throws ParallaxError COLUMNS_UNCLEAR where no column reads like text, saying of each why not
 */
export function inferColumns(profile: TableProfile): { columns: Columns; guesses: Guess[] } {
  const { columns, guesses } = inferRoles(profile);
  const { text } = columns;
  if (text === null) throw unclear(profile);
  return { columns: { ...columns, text }, guesses };
}

/** The same for a table that may have no text; its text is then null. */
export function inferRoles(profile: TableProfile): {
  columns: Omit<Columns, 'text'> & { text: string | null };
  guesses: Guess[];
} {
  const guesses: Guess[] = [];
  const taken = new Set<string>();
  const take = (role: string, found: Found | undefined, without: string): string | null => {
    guesses.push({ role, value: found?.column.name ?? null, reason: found ? say(found) : without });
    if (found) taken.add(found.column.name);
    return found?.column.name ?? null;
  };
  const free = () => profile.columns.filter(({ name }) => !taken.has(name));

  const found = findText(free());
  if (found) taken.add(found.column.name);
  const text = found ? `{${found.column.name}}` : null;
  const reason = found ? say(found) : 'no column reads like text';
  const textGuess = { role: 'text', value: text, reason };
  const title = take('title', findTitle(free()), 'no column holds short texts that differ from row to row');
  const id = take('id', findId(free(), profile.rows), 'no column identifies rows');
  guesses.push(textGuess);
  const time = take('time', findTime(free()), 'no column holds dates or years');
  const image = take('image', findImage(free()), 'no column holds addresses or paths of pictures');
  const weight = take('weight', findWeight(free()), 'no column counts votes, visits or the like');
  const facets = inferFacets(free());
  guesses.push(facets.guess);
  const { link, linkFallback, picture, guesses: links } = inferLink(profile, { id, title, image });
  guesses.push(...links);
  if (picture !== null) guesses.find(({ role }) => role === 'image')!.value = picture;
  const columns = {
    ...{ id, title, text, time, image: picture ?? image, weight },
    ...{ facets: facets.names, link, linkFallback },
  };
  return { columns, guesses };
}

interface Found {
  column: ColumnProfile;
  why: string;
}

function say({ column, why }: Found): string {
  return `${column.name}: ${why}`;
}

/** Prose scores by its length, how often it is there and how much it differs; a telling name counts double. */
function findText(columns: ColumnProfile[]): Found | undefined {
  const prose = columns.filter((column) => notProse(column) === undefined);
  const score = (column: ColumnProfile) =>
    column.meanLength *
    column.filled *
    (column.distinct / column.filled) *
    (isNamed(column.name, 'text') ? 2 : 1);
  const [best] = prose.sort((a, b) => score(b) - score(a));
  if (best) {
    const longest = columns.every(({ meanLength }) => meanLength <= best.meanLength);
    const why = longest ? 'the longest text' : 'long text with a telling name';
    return { column: best, why: `${why}, ${measure(best, columns)}` };
  }
  const named = columns.find(
    ({ name, kind }) => isNamed(name, 'text') && (kind === 'text' || kind === 'empty'),
  );
  return named && { column: named, why: `called like a text, ${measure(named, columns)}` };
}

/** Why a column is no prose; undefined where it is. */
function notProse(column: ColumnProfile): string | undefined {
  const { kind, image, meanLength, meanWords, distinct, filled } = column;
  if (kind !== 'text') return KINDS[kind];
  if (image > 0.5) return 'pictures';
  if (meanLength < 20) return `short, ${round(meanLength)} characters on average`;
  // Scripts that put no blanks between words have one "word" a sentence.
  if (
    meanWords < 3 &&
    !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/u.test(
      column.examples.join(''),
    )
  ) {
    return 'single words or codes';
  }
  if (distinct < filled / 2) return `only ${distinct} different values`;
  return undefined;
}

const KINDS = {
  empty: 'empty',
  integer: 'whole numbers',
  number: 'numbers',
  date: 'dates',
  boolean: 'yes or no',
  url: 'addresses',
};

function findTitle(columns: ColumnProfile[]): Found | undefined {
  const short = columns.filter(
    ({ kind, meanLength, image, imdb }) => kind === 'text' && meanLength <= 120 && image < 0.5 && imdb < 0.5,
  );
  const differing = (least: number) => (column: ColumnProfile) => column.distinct >= column.filled * least;
  const named =
    short.find((column) => isExactlyNamed(column.name, 'title') && differing(0.2)(column)) ??
    short.find(
      (column) => isNamed(column.name, 'title') && !isNamed(column.name, 'id') && differing(0.5)(column),
    );
  const column =
    named ??
    short.find(
      (one) =>
        differing(0.9)(one) &&
        one.meanLength >= 3 &&
        /\p{L}{2}/u.test(one.examples.join(' ')) &&
        !isNamed(one.name, 'id'),
    );
  const measured =
    column &&
    `${round(column.meanLength)} characters on average, ${percent(column.distinct, column.filled)} distinct`;
  return (
    column && { column, why: `${named ? 'called like a name' : 'short and nearly unique'}, ${measured}` }
  );
}

function findId(columns: ColumnProfile[], rows: number): Found | undefined {
  const unique = columns.filter(
    ({ kind, distinct, filled, meanWords }) =>
      filled > 0 && distinct >= filled * 0.99 && meanWords < 1.1 && (kind === 'integer' || kind === 'text'),
  );
  const [first] = columns;
  const column =
    unique.find(({ name }) => isExactlyNamed(name, 'id')) ??
    unique.find(({ name, image }) => isNamed(name, 'id') && image < 0.5) ??
    unique.find((one) => one === first && one.kind === 'integer' && one.filled === rows);
  const why = column && `${percent(column.filled, rows)} filled, no two the same`;
  return (
    column && {
      column,
      why:
        column.distinct === column.filled
          ? why!
          : `${percent(column.filled, rows)} filled, nearly all different`,
    }
  );
}

function findTime(columns: ColumnProfile[]): Found | undefined {
  const dated = columns.filter(({ filled, date }) => filled > 0 && date >= 0.8);
  const named = dated.find(({ name }) => isNamed(name, 'time'));
  const column = named ?? dated.find(({ kind }) => kind === 'date');
  return column && { column, why: `dates or years, such as ${column.examples[0]}` };
}

function findImage(columns: ColumnProfile[]): Found | undefined {
  const pictures = columns.filter(
    ({ filled, image, url, name }) => filled > 0 && (image >= 0.8 || (url >= 0.8 && isNamed(name, 'image'))),
  );
  const column = pictures.find(({ name }) => isNamed(name, 'image')) ?? pictures[0];
  return column && { column, why: `pictures, such as ${column.examples[0]}` };
}

/** Counts have a long tail: the largest is far above the middle. */
function findWeight(columns: ColumnProfile[]): Found | undefined {
  const counts = columns.filter(
    ({ numeric, least, most, date }) =>
      numeric >= 0.95 && least !== null && least >= 0 && most! > least && date <= 0.95,
  );
  const tail = (column: ColumnProfile) => column.most! > 5 * Math.max(column.median!, 0.2);
  const named = counts.filter(({ name }) => isNamed(name, 'weight'));
  const column =
    named.find((one) => one.kind === 'integer' && tail(one)) ??
    named.find(tail) ??
    named.find(({ kind }) => kind === 'integer');
  if (!column) return undefined;
  const { least, median, most } = column;
  return { column, why: `called like a count, from ${least} to ${most}, half of them at most ${median}` };
}

function unclear(profile: TableProfile): ParallaxError {
  const reasons = profile.columns.map((column) => `"${column.name}" (${notProse(column)})`);
  return new ParallaxError(
    'COLUMNS_UNCLEAR',
    `${profile.name} needs a column of text; none reads like it: ${reasons.join(', ')}. Say which with --text, for example --text "{${profile.columns[0]!.name}}"`,
  );
}

function measure(column: ColumnProfile, columns: ColumnProfile[]): string {
  const rows = Math.max(...columns.map(({ filled }) => filled), 1);
  return `${round(column.meanLength)} characters on average, filled in ${percent(column.filled, rows)}`;
}

function round(value: number): string {
  return String(Math.round(value));
}

function percent(part: number, whole: number): string {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  return `${share < 100 && share > 99 ? share.toFixed(1) : Math.round(share)} %`;
}
