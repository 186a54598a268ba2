import type { Encoded } from '../vector-chunks.js';

/**
 * Items to encode, which a worker answers with one `Answer` for each request, in order; or to stop after the item at
 * hand, give back what it holds, and end.
 */
export type Request<Item> = { items: Item[] } | 'stop';

export type Answer = { encoded: Encoded } | { error: unknown } | { unfit: string };
