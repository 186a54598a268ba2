import { isoDate, timeSpan } from '../data/dates.js';
import type { TopicRef } from '../state/place.js';
import type { Clause, Filter, RangeClause } from './clause.js';

/**
 * Filters in writing, as they stand in the address and may be typed in the search:
 * `genres:Horror,"Science Fiction" -language:en year:1940..1959 rating:>=7 released:1960-05-01..1969-12-31 topic:3.12
 * words:"night train"`.
 * A region is `region:x0_y0_x1_y1_…`. {@link parseFilter} reads all that {@link formatFilter} writes; what is no
 * clause is `rest`, in order.
 */
export function parseFilter(text: string): { filter: Filter; rest: string } {
  const byKey = new Map<string, Clause>();
  const rest: string[] = [];
  for (const term of terms(text)) {
    const clause = term.name === null ? null : clauseOf(term.not, term.name, term.value);
    if (clause === null) rest.push(term.raw);
    else byKey.set('column' in clause ? `${clause.kind} ${clause.column}` : clause.kind, clause);
  }
  return { filter: [...byKey.values()], rest: rest.join(' ') };
}

/** The filter in writing; '' for none. */
export function formatFilter(filter: Filter): string {
  return filter.map(formatClause).join(' ');
}

/** One clause in writing. */
export function formatClause(clause: Clause): string {
  switch (clause.kind) {
    case 'values':
      return `${clause.not ? '-' : ''}${quoted(clause.column)}:${clause.values.map(quotedValue).join(',')}`;
    case 'range':
      return `${quoted(clause.column)}:${clause.dates ? formatDates(clause) : `${clause.from ?? ''}..${clause.to ?? ''}`}`;
    case 'topics':
      return `topic:${clause.topics.map(({ level, id }) => `${level}.${id}`).join(',')}`;
    case 'words':
      return `words:${quoted(clause.words)}`;
    case 'region':
      return `region:${clause.polygon.map((value) => Number(value.toFixed(3))).join('_')}`;
  }
}

interface Term {
  raw: string;
  not: boolean;
  name: string | null;
  /** Still quoted. */
  value: string;
}

/** Names and values are bare, or in double quotes with `\` before a quote or a backslash. */
const TERM = /(-?)((?:"(?:[^"\\]|\\.)*"|[^\s":])+):((?:"(?:[^"\\]|\\.)*"|[^\s"])+)(?=\s|$)|\S+/gu;

function terms(text: string): Term[] {
  return Array.from(text.matchAll(TERM), ([raw, not, name, value]) => ({
    raw,
    not: not === '-',
    name: name === undefined ? null : unquoted(name),
    value: value ?? '',
  }));
}

function clauseOf(not: boolean, name: string, value: string): Clause | null {
  if (name === 'topic') return topicsOf(value);
  if (name === 'words') return { kind: 'words', words: unquoted(value) };
  if (name === 'region') return regionOf(value);
  const range = not ? null : rangeOf(name, value);
  return range ?? { kind: 'values', column: name, values: listOf(value), not };
}

function topicsOf(value: string): Clause | null {
  const topics = value.split(',').map((part): TopicRef | null => {
    const found = /^([1-5])\.(\d{1,9})$/.exec(part);
    return found === null ? null : { level: Number(found[1]), id: Number(found[2]) };
  });
  return topics.includes(null) ? null : { kind: 'topics', topics: topics as TopicRef[] };
}

function regionOf(value: string): Clause | null {
  const polygon = value.split('_').map(Number);
  const whole = polygon.length >= 6 && polygon.length % 2 === 0 && polygon.every(Number.isFinite);
  return whole && !/__|^_|_$/.test(value) ? { kind: 'region', polygon } : null;
}

/** An end of days is written as the day that it ends. */
function formatDates({ from, to }: RangeClause): string {
  const last = to === null ? '' : (to + 1) % 86_400_000 === 0 ? isoDate(to - 86_399_999) : isoDate(to);
  return `${from === null ? '' : isoDate(from)}..${last}`;
}

const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const BETWEEN = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?$`);
const BOUND = new RegExp(`^(<=?|>=?)(${NUMBER})$`);
/** A month at least: a year alone may be a number. */
const DATE = String.raw`(?:\d{4}|[+-]\d{6})-\d\d(?:-\d\d(?:T[\d:.]+Z)?)?`;
const DATES_BETWEEN = new RegExp(`^(${DATE}|\\d{4})?\\.\\.(${DATE}|\\d{4})?$`);
const DATES_BOUND = new RegExp(`^(<=?|>=?)(${DATE})$`);

/** `1940..1959`, `..1959`, `<=1959`, `>=1940`, and the same with days and months; `<` and `>` leave the end itself out. */
function rangeOf(column: string, value: string): RangeClause | null {
  const between = BETWEEN.exec(value);
  if (between !== null && value !== '..') {
    const [from, to] = [between[1], between[2]].map((end) => (end === undefined ? null : Number(end)));
    return { kind: 'range', column, from: from!, to: to! };
  }
  const bound = BOUND.exec(value);
  if (bound === null) return datesOf(column, value);
  const [sign, end] = [bound[1]!, Number(bound[2])];
  if (sign.startsWith('<')) return { kind: 'range', column, from: null, to: sign === '<' ? below(end) : end };
  return { kind: 'range', column, from: sign === '>' ? above(end) : end, to: null };
}

/** `1960-05..1961`, `>=1960-05-17`. Null where a day is not in the calendar. */
function datesOf(column: string, value: string): RangeClause | null {
  const between = DATES_BETWEEN.exec(value);
  if (between !== null && value !== '..') {
    const [from, to] = [between[1], between[2]].map((end) => (end === undefined ? null : timeSpan(end)));
    if ((between[1] !== undefined && from === null) || (between[2] !== undefined && to === null)) return null;
    return { kind: 'range', column, from: from?.from ?? null, to: to?.to ?? null, dates: true };
  }
  const bound = DATES_BOUND.exec(value);
  const span = bound && timeSpan(bound[2]!);
  return span ? { kind: 'range', column, ...boundBy(bound![1]!, span), dates: true } : null;
}

/** The stretch on one side of a span: `<` ends before it, `<=` with it, `>=` begins with it, `>` after it. */
function boundBy(
  sign: string,
  span: { from: number; to: number },
): { from: number | null; to: number | null } {
  if (sign === '<') return { from: null, to: span.from - 1 };
  if (sign === '<=') return { from: null, to: span.to };
  return { from: sign === '>' ? span.to + 1 : span.from, to: null };
}

/** The nearest number that a computer has. */
function above(value: number): number {
  return value + Math.max(Math.abs(value), Number.MIN_VALUE) * Number.EPSILON;
}

function below(value: number): number {
  return -above(-value);
}

/** Parts between commas that stand outside quotes. */
function listOf(value: string): string[] {
  const parts = value.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+|(?<=^|,)(?=,|$)/gu) ?? [];
  return [...new Set(parts.map(unquoted))];
}

function quoted(text: string): string {
  return /^[^\s":,\\-][^\s":,\\]*$/u.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Values that would read as a range are quoted too. */
function quotedValue(text: string): string {
  return [BETWEEN, BOUND, DATES_BETWEEN, DATES_BOUND].some((one) => one.test(text)) || text === ''
    ? `"${text}"`
    : quoted(text);
}

function unquoted(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"/gu, (_, inner: string) => inner.replace(/\\(.)/gu, '$1'));
}
