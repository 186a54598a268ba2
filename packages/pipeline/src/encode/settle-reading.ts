import type { EncodeSection } from '@parallax-map/core';
import type { ModelFiles } from './models/cache.js';
import type { Reading } from './transformer/messages.js';

/** Decisions that were left open, with the reason for what they became, by place in the recipe. */
export type Decided = Record<string, { value: unknown; reason: string }>;

/** How a model reads texts: what the recipe says, and where it says nothing, what the model says of itself. */
export function settleReading(
  section: EncodeSection,
  { name, settings }: Pick<ModelFiles, 'name' | 'settings'>,
): { reading: Reading; decided: Decided } {
  const { positions } = settings;
  const reading: Reading = {
    maxTokens: Math.min(section.maxTokens ?? settings.maxTokens, positions),
    long: section.long,
    pooling: section.pooling ?? settings.pooling,
    prefix: section.prefix ?? settings.prefix,
  };
  const decided: Decided = {};
  const decide = (key: keyof Reading, reason: string): void => {
    decided[`encode.${key}`] = { value: reading[key], reason };
  };
  if (section.maxTokens === null) decide('maxTokens', `what ${name} was made to read`);
  else if (section.maxTokens > positions) decide('maxTokens', `${name} has positions for no more`);
  if (section.pooling === null) decide('pooling', `what ${name} was trained with`);
  if (section.prefix === null) {
    decide('prefix', reading.prefix === '' ? `${name} asks for none` : `what ${name} asks for in clustering`);
  }
  return { reading, decided };
}
