import type { StudioData } from '@parallax-map/core';
import { checkStudioData } from './check.js';
import { readLive } from './live.js';
import { readOffline } from './offline.js';
import { readRows, type Rows } from './rows.js';
import { sharedWith } from './same-rows.js';

export interface Loaded {
  data: StudioData;
  rows: Rows;
  /** Names the answer as the server does; null in an offline page. */
  etag: string | null;
}

/** The data inside this page. @throws Problem, always with advice */
export async function loadOffline(): Promise<Loaded> {
  const { studio, table } = await readOffline();
  const data = checkStudioData(studio);
  return { data, rows: readRows(table, data), etag: null };
}

/**
 * A perspective from the local server.
 *
 * @param held what the page shows: given back where there is nothing newer, and rows that are the same are shared with it
 * @throws Problem, always with advice
 */
export async function loadPerspective(name: string, held: Loaded | null = null): Promise<Loaded> {
  const files = await readLive(name, held?.data.perspective === name ? held.etag : null);
  if (files === null) return held!;
  const data = checkStudioData(files.studio);
  const rows = readRows(files.table, data);
  return { data, rows: held === null ? rows : sharedWith(rows, held.rows), etag: files.etag };
}
