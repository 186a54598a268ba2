import type { TopicRef } from '../state/place.js';

/** One condition on rows. A row is kept by a filter when every clause keeps it. */
export type Clause = ValuesClause | RangeClause | TopicsClause | WordsClause | RegionClause;

/** Rows with at least one of these values in a column of categories; with none of them where `not`. */
export interface ValuesClause {
  kind: 'values';
  column: string;
  /** As they are spelt in the table; '' stands for rows where the column is blank. */
  values: readonly string[];
  not: boolean;
}

/** Rows whose number or date lies between the ends, both included; null is open. Rows without one are not kept. */
export interface RangeClause {
  kind: 'range';
  column: string;
  from: number | null;
  to: number | null;
  /** Whether the ends are dates: milliseconds since 1970, UTC. */
  dates?: true;
}

/** Rows in at least one of these topics. */
export interface TopicsClause {
  kind: 'topics';
  topics: readonly TopicRef[];
}

/** Rows whose title or text holds every one of these words, accents and case folded. */
export interface WordsClause {
  kind: 'words';
  words: string;
}

/** Rows inside a polygon on the map. */
export interface RegionClause {
  kind: 'region';
  /** x0, y0, x1, y1 … in map units, three corners at least; the last is joined to the first. */
  polygon: readonly number[];
}

/** At most one clause for each {@link clauseKey}. */
export type Filter = readonly Clause[];

/** What a clause is about: a second clause with the same key replaces the first. */
export function clauseKey(clause: Clause): string {
  return 'column' in clause ? `${clause.kind} ${clause.column}` : clause.kind;
}

/** The filter with this clause in place of the one about the same. */
export function withClause(filter: Filter, clause: Clause): Filter {
  const key = clauseKey(clause);
  return [...filter.filter((each) => clauseKey(each) !== key), clause];
}

/** The filter without what is said under this key. */
export function withoutClause(filter: Filter, key: string): Filter {
  return filter.filter((each) => clauseKey(each) !== key);
}

/** The clause under this key, or null. */
export function clauseAt<K extends Clause['kind']>(
  filter: Filter,
  kind: K,
  column?: string,
): Extract<Clause, { kind: K }> | null {
  const key = column === undefined ? kind : `${kind} ${column}`;
  const found = filter.find((each) => clauseKey(each) === key);
  return (found as Extract<Clause, { kind: K }> | undefined) ?? null;
}
