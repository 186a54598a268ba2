import type { EncodeSection } from '@parallax-map/core';
import { aboutLong } from '../about-long.js';
import {
  NO_RESOURCES,
  type Encoder,
  type EncoderResources,
  type ResolveEncoderOptions,
  type Resolved,
} from '../encoder.js';
import { tellDecided } from '../listening.js';
import type { ServerDecision } from './decision.js';
import { encodeByServer } from './encode-by-server.js';
import { pendingTexts } from './kept.js';
import { resolveServer } from './resolve-server.js';

/** @throws ParallaxError RECIPE_INVALID, ENCODER_REFUSED */
export async function resolveServerEncoder(
  section: EncodeSection,
  { emit }: ResolveEncoderOptions,
): Promise<Resolved<ServerDecision>> {
  const { decision, access, decided } = resolveServer(section);
  tellDecided(decided, emit);
  return { section: decision, resources: { ...NO_RESOURCES, server: access }, decided };
}

/** Asks for each distinct text once; vectors are kept as they came, by server, model and what was sent. */
export function openServerEncoder(decision: ServerDecision, { server }: EncoderResources): Encoder {
  if (server === null) throw new Error(`how ${decision.server} is asked is needed to encode`);
  return {
    dimensions: null,
    graph: null,
    knows: 'meaning',
    // What is typed into a search is not sent off the machine, letter by letter, without anyone having asked for it.
    ask: `Search by meaning would send what you type to ${decision.server}, and so is left out.`,
    async encode({ texts, rows }, { store, signal, emit, progress, tally }) {
      const { vectors, cut, says } = await encodeByServer(texts, decision, {
        ...server,
        storeFolder: store.folder,
        signal,
        rowOf: (text) => rows[text]!,
        progress: (done, total) => progress(done, total, 'texts'),
        tally: (fromBefore, made) => tally({ unit: 'vectors', fromBefore, made }),
        note: (message) => emit({ type: 'note', step: 'encode', message }),
      });
      const notes = aboutLong(decision, cut ?? 0, texts.length, ', estimated at four bytes each');
      const name = `${decision.model} at ${decision.server}`;
      return { vectors, info: { name, model: says, cut, withoutTerms: 0 }, notes };
    },
    async unencoded({ texts }, storeFolder) {
      const { texts: pending, of, tokens } = await pendingTexts(texts, decision, storeFolder);
      return { pending, of, tokens, sample: null };
    },
  };
}
