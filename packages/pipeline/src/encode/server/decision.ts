import type { RequestsSection } from '@parallax-map/core';
import type { ServerReading } from './pieces.js';
import type { Patience } from './open-server.js';

/** Whose vectors they are: what a vector depends on beside the text that is sent. */
export interface ServerModel {
  /** Base address. */
  server: string;
  /** Name of the model on the server. */
  model: string;
  /** Dimensions asked for, null where none are. */
  dimensions: number | null;
}

/** What the vectors depend on beside the texts. */
export type ServerDecision = { encoder: 'server' } & ServerModel & ServerReading;

/** How the server is asked; no vector depends on it. */
export interface ServerAccess {
  requests: RequestsSection;
  isLocal: boolean;
  /** The key and the variable it was in; never written anywhere. */
  key: { value: string; name: string } | null;
  patience?: Patience;
}
