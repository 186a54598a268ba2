/** What rows of a table are told by; one entry per row. */
export interface RowNames {
  /** '' where the row has none. */
  ids: readonly string[];
  /** The same for rows of the same title and text, such as a hash of both. */
  contents: readonly string[];
}

/** Rows of two tables that are the same row: `before[i]` is `now[i]`, ascending by `now`; none stands twice. */
export interface RowPairs {
  /** Whether ids told which rows are the same, or only titles and texts. */
  by: 'id' | 'content';
  before: Uint32Array;
  now: Uint32Array;
}

/**
 * Finds the rows of an earlier table again in a later one, whatever their order.
 *
 * A row is the one with its id, where that id stands once in either table. Rows that are left are found by title and
 * text, repeated ones in order. Where more rows stand unchanged under another id than under their own, the table was
 * numbered anew: ids then say nothing, and title and text decide alone.
 */
export function pairRows(before: RowNames, now: RowNames): RowPairs {
  const byId = pairEqual(onlyOnce(before.ids), onlyOnce(now.ids));
  if (byId.every((row) => row < 0) || isNumberedAnew(before, now, byId)) {
    return asPairs('content', pairEqual(before.contents, now.contents));
  }
  return asPairs('id', pairEqual(before.contents, now.contents, byId));
}

/** Ids that stand once; '' for the others, such as the "N/A" of many rows. */
function onlyOnce(ids: readonly string[]): string[] {
  const rows = new Map<string, number>();
  for (const id of ids) rows.set(id, (rows.get(id) ?? 0) + 1);
  return ids.map((id) => (rows.get(id) === 1 ? id : ''));
}

/**
 * Pairs rows that say the same and are not '', the first with the first, the second with the second.
 *
 * @param found for each row of now its row before, −1 where it has none yet; filled in
 */
function pairEqual(
  before: readonly string[],
  now: readonly string[],
  found: Int32Array = new Int32Array(now.length).fill(-1),
): Int32Array {
  const taken = new Set(found);
  const free = new Map<string, number[]>();
  // From the last to the first, so that the first is taken first.
  for (let row = before.length - 1; row >= 0; row--) {
    if (before[row] === '' || taken.has(row)) continue;
    const rows = free.get(before[row]!);
    if (rows) rows.push(row);
    else free.set(before[row]!, [row]);
  }
  for (let row = 0; row < now.length; row++) {
    if (found[row]! < 0) found[row] = free.get(now[row]!)?.pop() ?? -1;
  }
  return found;
}

function isNumberedAnew(before: RowNames, now: RowNames, byId: Int32Array): boolean {
  const earlier = onlyPlaces(before.contents);
  let stayed = 0;
  let moved = 0;
  for (const [content, row] of onlyPlaces(now.contents)) {
    const same = earlier.get(content);
    if (same === undefined) continue;
    if (byId[row] === same) stayed++;
    else if (before.ids[same] !== '' && now.ids[row] !== '' && before.ids[same] !== now.ids[row]) moved++;
  }
  return moved > stayed;
}

/** Where each content stands that stands once. */
function onlyPlaces(contents: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  const repeated = new Set<string>();
  contents.forEach((content, row) => {
    if (places.has(content)) repeated.add(content);
    else places.set(content, row);
  });
  for (const content of repeated) places.delete(content);
  return places;
}

function asPairs(by: RowPairs['by'], found: Int32Array): RowPairs {
  const now = Uint32Array.from(found.keys()).filter((row) => found[row]! >= 0);
  return { by, before: now.map((row) => found[row]!), now };
}
