import { didYouMean, ParallaxError } from '@parallax-map/core';

/** A table or view of a database. */
export interface DatabaseTable {
  /** Null where it is the one that needs no mention. */
  schema: string | null;
  name: string;
  /** A query for its rows, in their order. */
  select(): string | Promise<string>;
}

/**
 * The table that is meant: `films`, or `sales.films` where it is in another schema than the usual one.
 *
 * @param wanted null for the only one
 * @param database as said in messages
 * @throws ParallaxError DATA_UNREADABLE, with the tables there are
 */
export function chooseTable(
  tables: readonly DatabaseTable[],
  wanted: string | null,
  database: string,
): DatabaseTable {
  if (tables.length === 0) {
    throw new ParallaxError('DATA_EMPTY', `${database} holds no table; one with rows is needed`);
  }
  if (wanted === null) {
    if (tables.length === 1) return tables[0]!;
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${database} holds ${tables.length} tables; say with --table (data.table) which one: ${listed(tables)}`,
    );
  }
  const found =
    tables.find((table) => labelOf(table) === wanted) ??
    only(tables.filter(({ name }) => name === wanted)) ??
    only(tables.filter((table) => labelOf(table).toLowerCase() === wanted.toLowerCase()));
  if (found) return found;
  const labels = tables.map(labelOf);
  throw new ParallaxError(
    'DATA_UNREADABLE',
    `${database} holds no one table "${wanted}".${didYouMean(wanted, labels)} There are: ${listed(tables)}`,
  );
}

function labelOf({ schema, name }: DatabaseTable): string {
  return schema === null ? name : `${schema}.${name}`;
}

function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

function listed(tables: readonly DatabaseTable[]): string {
  const labels = tables.map((table) => `"${labelOf(table)}"`).sort();
  const left = labels.length - MOST_LISTED;
  return labels.slice(0, MOST_LISTED).join(', ') + (left > 0 ? ` and ${left} more` : '');
}

const MOST_LISTED = 20;
