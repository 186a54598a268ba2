import { fold, type Topics } from '@parallax-map/core';
import {
  columnNamed,
  foldedValues,
  spanInWords,
  type ColumnData,
  type NumberColumn,
} from '../data/columns.js';
import { timeSpan } from '../data/dates.js';
import type { Rows } from '../data/rows.js';
import {
  withClause,
  type Clause,
  type Filter,
  type RangeClause,
  type ValuesClause,
} from '../filter/clause.js';
import { inDates } from '../filter/in-dates.js';
import { formatClause, parseFilter } from '../filter/query.js';
import { stretchesLike } from '../filter/stretches.js';
import type { TopicRef } from '../state/place.js';
import { whole } from '../words.js';

/** How what is typed may go on. */
export interface Completion {
  /** What is shown. */
  text: string;
  /** Beside it: how many rows, or what it is. */
  about: string;
  /** The whole line once it is taken. */
  line: string;
}

/** What was typed, read: clauses that are whole, and the words that remain to be searched. */
export interface Typed {
  filter: Filter;
  words: string;
  /** What is wrong with a clause, and what there is instead; null where nothing is. */
  problem: string | null;
}

const MOST = 8;
/** The last term, which may be unfinished: a sign, a name, and a value after a colon. */
const LAST = /(?:^|\s)(-?)((?:"[^"]*"|[^\s":])+)(?::((?:"(?:[^"\\]|\\.)*"?|[^\s"])*))?$/u;

/** Columns, values or topics that the last term may mean, the most frequent first. */
export function complete(line: string, rows: Rows, topics: Topics): Completion[] {
  const found = LAST.exec(line);
  if (found === null) return [];
  const [term, sign, name, value] = found as unknown as [string, string, string, string | undefined];
  const before = line.slice(0, line.length - term.length) + (/^\s/.test(term) ? ' ' : '');
  if (value === undefined)
    return names(name, rows, topics).map((each) => ({ ...each, line: `${before}${sign}${each.line}` }));
  const listed = value.split(',');
  const last = unquote(listed.pop()!);
  const start = listed.map((each) => `${each},`).join('');
  const finish = (text: string, about: string, written: string): Completion => ({
    text,
    about,
    line: `${before}${sign}${written} `,
  });
  if (fold(unquote(name)) === 'topic') {
    return topicsLike(topics, last).map(({ level, id, label, size }) =>
      finish(label, `${whole(size)} rows, level ${level}`, `topic:${start}${level}.${id}`),
    );
  }
  const column = columnNamed(rows.columns, unquote(name));
  if (column === null) return [];
  if (column.kind !== 'category') {
    const name = writtenName(column.name);
    return stretchesLike(column, value).map(({ written, about }) =>
      finish(`${column.name}:${written}`, about, `${name}:${written}`),
    );
  }
  return valuesLike(column, last).map(({ value: each, count }) => {
    const clause: Clause = { kind: 'values', column: column.name, values: [each], not: false };
    const written = formatClause(clause);
    const colon = written.length - formatClause({ ...clause, column: '' }).length + 2;
    return finish(each, whole(count), `${written.slice(0, colon)}:${start}${written.slice(colon + 1)}`);
  });
}

/**
 * Reads a line: `genre:horror` becomes the clause of the column and value that are meant, whatever their case, accents or
 * ending; `topic:heist` the topics of that name.
 */
export function readTyped(line: string, rows: Rows, topics: Topics): Typed {
  const { filter, rest } = parseFilter(line);
  let read: Filter = [];
  let problem: string | null = null;
  for (const clause of filter) {
    const meant = meaning(clause, rows, topics);
    if (typeof meant === 'string') problem ??= meant;
    else read = withClause(read, meant);
  }
  return { filter: read, words: rest, problem };
}

/** The clause that is meant, or what is wrong with it. */
function meaning(clause: Clause, rows: Rows, topics: Topics): Clause | string {
  if (clause.kind !== 'values' && clause.kind !== 'range') return clause;
  if (clause.kind === 'values' && fold(clause.column) === 'topic') {
    const refs = clause.values.flatMap((value) => topicsNamed(topics, value));
    if (refs.length > 0) return { kind: 'topics', topics: refs };
    return `No topic is called “${clause.values.join(', ')}”.`;
  }
  const column = columnNamed(rows.columns, clause.column);
  if (column === null) {
    const there = [...rows.columns.map(({ name }) => name), 'topic'].join(', ');
    return `There is no column “${clause.column}”. There are: ${there}.`;
  }
  if (clause.kind === 'range') {
    const { name } = column;
    if (column.kind === 'date') return { ...inDates(clause), column: name };
    if (clause.dates) return `“${name}” holds no dates.`;
    return column.kind === 'category'
      ? `“${name}” holds words, no numbers.`
      : { ...clause, ...(column.whole ? wholeEnds(clause) : {}), column: name };
  }
  if (column.kind !== 'category') return stretchMeant(column, clause);
  const values = clause.values.map((value) => valueMeant(column, value));
  const unknown = clause.values[values.indexOf(null)];
  if (unknown !== undefined) return `No row has “${unknown}” in ${column.name}.`;
  return { ...clause, column: column.name, values: values as string[] };
}

/** A number, a year, a month or a day alone. */
function stretchMeant(column: NumberColumn, { values, not }: ValuesClause): Clause | string {
  const { name, kind } = column;
  const [value, ...more] = values;
  const alone = more.length === 0 && !not && value !== undefined && value.trim() !== '';
  if (kind === 'date') {
    const span = alone ? timeSpan(value) : null;
    if (span !== null) return { kind: 'range', column: name, ...span, dates: true };
    return `“${name}” holds dates: write ${name}:1950..1960, ${name}:<1960-05 or ${name}:1960-05-17.`;
  }
  if (alone && Number.isFinite(Number(value))) {
    return { kind: 'range', column: name, from: Number(value), to: Number(value) };
  }
  const [low, high] = [column.min, column.max].map((end) => Number(end.toPrecision(4)));
  return `“${name}” holds numbers: write ${name}:${low}..${high}, ${name}:<${high} or ${name}:${low}.`;
}

/** `>7` of whole numbers begins with 8. */
function wholeEnds({ from, to }: RangeClause): Pick<RangeClause, 'from' | 'to'> {
  return { from: from === null ? null : Math.ceil(from), to: to === null ? null : Math.floor(to) };
}

/** A value as the table spells it: its own, else one that is the same folded, else one that begins so. */
function valueMeant(column: ColumnData & { kind: 'category' }, wanted: string): string | null {
  if (wanted === '' || column.values.includes(wanted)) return wanted;
  const folded = fold(wanted);
  const all = foldedValues(column);
  const same = all.indexOf(folded);
  return column.values[same < 0 ? all.findIndex((value) => value.startsWith(folded)) : same] ?? null;
}

function names(begun: string, rows: Rows, topics: Topics): Completion[] {
  const folded = fold(unquote(begun));
  const all = [
    ...rows.columns.map((column) => ({ name: column.name, about: aboutColumn(column) })),
    ...(topics.levels.at(-1)!.topics.length > 0 ? [{ name: 'topic', about: 'a topic by its name' }] : []),
  ];
  return all
    .filter(({ name }) => fold(name).startsWith(folded) && folded !== '')
    .map(({ name, about }) => {
      return { text: `${name}:`, about, line: `${writtenName(name)}:` };
    });
}

/** A column's name as it is typed, quoted where it must be. */
function writtenName(column: string): string {
  const written = formatClause({ kind: 'values', column, values: [''], not: false });
  return written.slice(0, written.lastIndexOf(':'));
}

function aboutColumn(column: ColumnData): string {
  return column.kind === 'category' ? `${whole(column.values.length)} values` : spanInWords(column);
}

function valuesLike(
  column: ColumnData & { kind: 'category' },
  begun: string,
): { value: string; count: number }[] {
  const folded = fold(begun);
  const [starts, holds]: [number[], number[]] = [[], []];
  foldedValues(column).forEach((value, code) => {
    const at = value.indexOf(folded);
    if (at >= 0) (at === 0 ? starts : holds).push(code);
  });
  const codes = [...starts, ...holds].slice(0, MOST);
  return codes.map((code) => ({ value: column.values[code]!, count: column.counts[code]! }));
}

function topicsLike(topics: Topics, begun: string) {
  const folded = fold(begun);
  return topics.levels
    .flatMap(({ level, topics: list }) => list.map(({ id, label, size }) => ({ level, id, label, size })))
    .filter(({ label }) => fold(label).includes(folded))
    .sort((a, b) => b.size - a.size || a.level - b.level)
    .filter(({ label }, k, all) => all.findIndex((other) => other.label === label) === k)
    .slice(0, MOST);
}

/** The coarsest topics whose name holds the words. */
function topicsNamed(topics: Topics, words: string): TopicRef[] {
  const folded = fold(words);
  for (const { level, topics: list } of topics.levels) {
    const found = list.filter(({ label }) => fold(label).includes(folded));
    if (found.length > 0 && folded !== '') return found.map(({ id }) => ({ level, id }));
  }
  return [];
}

function unquote(text: string): string {
  return text.replace(/^"((?:[^"\\]|\\.)*)"?$/u, (_, inner: string) => inner.replace(/\\(.)/gu, '$1'));
}
