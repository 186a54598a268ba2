import type { StudioData } from '@parallax-map/core';
import { readLiveLinkage } from './live.js';
import { isOffline, readOfflineLinkage } from './offline.js';

const kept = new WeakMap<StudioData, Promise<Uint8Array | null>>();

/** Bytes of the tree that an answer's topics were cut from, read when first asked for; null where there is none. */
export function readLinkage(data: StudioData): Promise<Uint8Array | null> {
  let bytes = kept.get(data);
  if (bytes === undefined) {
    bytes = isOffline() ? readOfflineLinkage() : readLiveLinkage(data.perspective);
    kept.set(data, bytes);
    // What failed may go well the next time.
    bytes.catch(() => kept.delete(data));
  }
  return bytes;
}
