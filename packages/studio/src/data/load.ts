import type { StudioData } from '@parallax-map/core';
import { checkStudioData } from './check.js';
import { listPerspectives, readLive } from './live.js';
import { isOffline, readOffline } from './offline.js';
import { readRows, type Rows } from './rows.js';

export interface Loaded {
  data: StudioData;
  rows: Rows;
  /** All there are to choose from; one alone in an offline page. */
  perspectives: string[];
}

/**
 * Loads what this page shows: the data inside it, or a perspective from the local server.
 *
 * @param wanted perspective that the address asks for; the first one where it is null or unknown.
 * @throws Problem, always with advice.
 */
export async function load(wanted: string | null): Promise<Loaded> {
  if (isOffline()) {
    const { studio, table } = await readOffline();
    const data = checkStudioData(studio);
    return { data, rows: readRows(table, data), perspectives: [data.perspective] };
  }
  const { perspectives } = await listPerspectives();
  const chosen = wanted !== null && perspectives.includes(wanted) ? wanted : perspectives[0]!;
  const { studio, table } = await readLive(chosen);
  const data = checkStudioData(studio);
  return { data, rows: readRows(table, data), perspectives };
}
