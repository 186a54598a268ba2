import { OFFLINE_IDS, OFFLINE_SLOT, type StudioData } from '@parallax-map/core';
import { gzipSync } from 'node:zlib';

/**
 * `map.html`: the studio's one-file shell with the data inside.
 *
 * @param shell HTML that holds the slot comment exactly once
 * @param linkage the tree that topics were cut from, as the kernels write it, so that the page can cut it anew
 */
export function offlinePage(
  shell: string,
  studio: StudioData,
  table: Uint8Array,
  linkage?: Uint8Array,
): Uint8Array {
  const parts = shell.split(OFFLINE_SLOT);
  if (parts.length !== 2)
    throw new Error(`the shell of map.html must hold ${OFFLINE_SLOT} once; got ${parts.length - 1}`);
  const data = [
    element(OFFLINE_IDS.studio, Buffer.from(JSON.stringify(studio))),
    element(OFFLINE_IDS.table, table),
    ...(linkage === undefined ? [] : [element(OFFLINE_IDS.linkage, linkage)]),
  ].join('\n');
  return Buffer.from(parts.join(data));
}

/** Base64 cannot close the element it stands in, whatever the table holds. */
function element(id: string, bytes: Uint8Array): string {
  return `<script type="application/octet-stream" id="${id}">${gzipSync(bytes, { level: 9 }).toString('base64')}</script>`;
}
