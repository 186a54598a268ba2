import { ParallaxError, type EncodeSection } from '@parallax-map/core';
import { familyPrefix } from '../models/model-settings.js';
import type { Decided } from '../settle-reading.js';
import { apiKey, serverAddress } from './address.js';
import { estimateTokens } from './pieces.js';
import type { ServerAccess, ServerDecision } from './decision.js';

/**
 * What an embedding server will be asked, and how; it is not asked yet.
 *
 * @throws ParallaxError RECIPE_INVALID where the recipe names no server or model, or a decision has no meaning there
 */
export function resolveServer(section: EncodeSection): {
  decision: ServerDecision;
  access: ServerAccess;
  decided: Decided;
} {
  const { server, model, maxTokens, long, requests } = section;
  if (server === null || model === null) {
    const lacking =
      server === null && model === null
        ? 'both are'
        : server === null
          ? 'encode.server is'
          : 'encode.model is';
    throw new ParallaxError(
      'RECIPE_INVALID',
      `The encoder "server" needs encode.server, an address, and encode.model, a name that the server knows; ${lacking} null. ` +
        'For example: --server ollama --model nomic-embed-text, or --server openai --model text-embedding-3-small.',
    );
  }
  if (long === 'passages' && maxTokens === null) {
    throw new ParallaxError(
      'RECIPE_INVALID',
      'Passages for an embedding server need encode.maxTokens (--max-tokens 512, say): how much its model reads at once is not known here; got null.',
    );
  }
  const { base, isLocal } = serverAddress(server);
  const prefix = section.prefix ?? familyPrefix(model);
  if (maxTokens !== null && estimateTokens(prefix) > maxTokens / 2) {
    throw new ParallaxError(
      'RECIPE_INVALID',
      `encode.prefix must leave half of encode.maxTokens (${maxTokens}) to the text; by estimate it has ${estimateTokens(prefix)} tokens.`,
    );
  }
  const decided: Decided = {};
  const decide = (name: string, value: unknown, reason: string): void => {
    decided[`encode.${name}`] = { value, reason };
  };
  if (section.prefix === null) {
    const reason =
      prefix === '' ? `nothing is known of what ${model} asks for` : `what ${model} asks for in clustering`;
    decide('prefix', prefix, reason);
  }
  if (maxTokens === null)
    decide(
      'maxTokens',
      'server',
      'texts are sent whole; where they are too long, the server cuts or refuses',
    );
  if (section.pooling === null) decide('pooling', 'server', 'the server pools');
  return {
    decision: {
      encoder: 'server',
      server: base,
      model,
      dimensions: section.serverDimensions,
      prefix,
      maxTokens,
      long,
    },
    access: { requests, isLocal, key: apiKey(base) },
    decided,
  };
}
