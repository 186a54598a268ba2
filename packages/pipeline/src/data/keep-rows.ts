import { ParallaxError } from '@parallax-map/core';
import { hasPlace, type Places } from './own-places.js';

/** Which rows are kept, and why the others are not. Arrays have one entry per row. */
export interface Kept {
  kept: Uint8Array;
  droppedBecause: (string | null)[];
  duplicateOf: Int32Array;
}

export interface KeepRules {
  duplicates: 'drop' | 'keep';
  top: number | null;
  /** What `top` ranks by, NaN last, ties to the earlier row; null ranks by order. */
  rank: { name: string; values: Float64Array } | null;
  /** Places of the rows' own; null where the map is laid out. */
  places: Places | null;
  /** Whether a row may have no text. */
  textMayBeBlank: boolean;
}

/**
 * Drops rows without text, without a picture where pictures are encoded, or without a place where rows have their own,
 * then repeats of an earlier row's title and text (and picture, and place), then those beyond the top. Every dropped row has its reason.
 *
 * @param picture what names the picture of each row; null where texts are encoded
 */
export function keepRows(
  text: readonly string[],
  title: readonly string[],
  picture: readonly string[] | null,
  rules: KeepRules,
): Kept {
  const droppedBecause = text.map((value, row): string | null =>
    value === '' && !rules.textMayBeBlank
      ? 'no text'
      : picture?.[row] === ''
        ? 'no picture'
        : rules.places !== null && !hasPlace(rules.places, row)
          ? 'no place'
          : null,
  );
  const duplicateOf = findDuplicates(text, title, picture, rules.places);
  if (rules.duplicates === 'drop') {
    duplicateOf.forEach((earlier, row) => {
      if (earlier >= 0) droppedBecause[row] ??= 'duplicate';
    });
  }
  if (rules.top !== null) dropBelow(rules.top, rules.rank, droppedBecause);
  const kept = Uint8Array.from(droppedBecause, (reason) => (reason === null ? 1 : 0));
  return { kept, droppedBecause, duplicateOf };
}

/**
 * Checks that what is kept can be laid out.
 *
 * @param places of the rows' own; what they say is then not asked
 * @throws ParallaxError DATA_EMPTY, DATA_IDENTICAL, DATA_TOO_SMALL
 */
export function checkKept(
  text: readonly string[],
  picture: readonly string[] | null,
  places: Places | null,
  { kept, droppedBecause }: Kept,
  name: string,
): void {
  if (places !== null) return checkPlaces(places, { kept, droppedBecause }, name);
  const withText = text.filter((value) => value !== '');
  if (withText.length === 0) {
    throw new ParallaxError(
      'DATA_EMPTY',
      `${name} has no text in any of its ${text.length} rows; at least ${LEAST} rows with text are needed. Choose the column with --text`,
    );
  }
  if (picture === null && withText.length > 1 && new Set(withText).size === 1) {
    throw new ParallaxError(
      'DATA_IDENTICAL',
      `${name} says the same in all ${withText.length} rows with text; at least ${LEAST} different texts are needed`,
    );
  }
  const distinct = new Set((picture ?? text).filter((_, row) => kept[row])).size;
  if (distinct < LEAST) {
    const content = picture === null ? 'texts' : 'pictures';
    throw new ParallaxError(
      'DATA_TOO_SMALL',
      `${name} must keep at least ${LEAST} rows with different ${content}; got ${distinct}${because(droppedBecause)}`,
    );
  }
}

function checkPlaces(
  { x, y }: Places,
  { kept, droppedBecause }: Omit<Kept, 'duplicateOf'>,
  name: string,
): void {
  const distinct = new Set<string>();
  kept.forEach((one, row) => {
    if (one === 1) distinct.add(`${x[row]} ${y[row]}`);
  });
  if (distinct.size >= LEAST) return;
  throw new ParallaxError(
    'DATA_TOO_SMALL',
    `${name} must keep at least ${LEAST} rows with different places; got ${distinct.size}${because(droppedBecause)}`,
  );
}

/** Two points lie on a line whatever they mean. */
export const LEAST = 3;

function findDuplicates(
  text: readonly string[],
  title: readonly string[],
  picture: readonly string[] | null,
  places: Places | null,
): Int32Array {
  const duplicateOf = new Int32Array(text.length).fill(-1);
  const first = new Map<string, number>();
  for (let row = 0; row < text.length; row++) {
    if (text[row] === '') continue;
    const place = places === null ? undefined : [places.x[row], places.y[row]];
    const content = JSON.stringify([title[row], text[row], picture?.[row], place]);
    const earlier = first.get(content);
    if (earlier === undefined) first.set(content, row);
    else duplicateOf[row] = earlier;
  }
  return duplicateOf;
}

function dropBelow(top: number, rank: KeepRules['rank'], droppedBecause: (string | null)[]): void {
  const candidates = [...droppedBecause.keys()].filter((row) => droppedBecause[row] === null);
  const score = (row: number) => {
    const value = rank?.values[row] ?? 0;
    return Number.isNaN(value) ? -Infinity : value;
  };
  candidates.sort((a, b) => (score(a) === score(b) ? a - b : score(a) > score(b) ? -1 : 1));
  const reason = rank ? `not in the top ${top} by ${rank.name}` : `not in the first ${top}`;
  for (const row of candidates.slice(top)) droppedBecause[row] = reason;
}

function because(droppedBecause: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const reason of droppedBecause) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const said = [...counts].map(([reason, rows]) => `${rows} ${reason}`);
  return said.length > 0 ? ` (dropped: ${said.join(', ')})` : '';
}
