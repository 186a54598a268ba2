import type { TopicRef } from '../state/place.js';
import type { Clause, Filter, RangeClause } from './clause.js';

/**
 * Filters in writing, as they stand in the address and may be typed in the search:
 * `genres:Horror,"Science Fiction" -language:en year:1940..1959 rating:>=7 topic:3.12 words:"night train"`.
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
      return `${quoted(clause.column)}:${clause.from ?? ''}..${clause.to ?? ''}`;
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

const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const BETWEEN = new RegExp(`^(${NUMBER})?\\.\\.(${NUMBER})?$`);
const BOUND = new RegExp(`^(<=?|>=?)(${NUMBER})$`);

/** `1940..1959`, `..1959`, `<=1959`, `>=1940`; `<` and `>` leave the number itself out. */
function rangeOf(column: string, value: string): RangeClause | null {
  const between = BETWEEN.exec(value);
  if (between !== null && value !== '..') {
    const [from, to] = [between[1], between[2]].map((end) => (end === undefined ? null : Number(end)));
    return { kind: 'range', column, from: from!, to: to! };
  }
  const bound = BOUND.exec(value);
  if (bound === null) return null;
  const [sign, end] = [bound[1]!, Number(bound[2])];
  if (sign.startsWith('<')) return { kind: 'range', column, from: null, to: sign === '<' ? below(end) : end };
  return { kind: 'range', column, from: sign === '>' ? above(end) : end, to: null };
}

/** The next whole number for whole ends, as years are; else the nearest number a computer has. */
function above(value: number): number {
  return Number.isInteger(value) ? value + 1 : value + Math.abs(value) * Number.EPSILON;
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
  return BETWEEN.test(text) || BOUND.test(text) || text === '' ? `"${text}"` : quoted(text);
}

function unquoted(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"/gu, (_, inner: string) => inner.replace(/\\(.)/gu, '$1'));
}
