import { basename } from 'node:path';
import { dataSchema, type DataSection } from '@parallax-map/core';

/** The decisions that say how bytes become rows; the same bytes read with others are another table. */
export type ReadingOptions = Pick<DataSection, 'table' | 'encoding' | 'delimiter' | 'mostRejected'>;

/** What to open. */
export interface SourceRequest {
  /** Paths of the files, in the order their rows come. */
  paths: string[];
  /** What the table is called in messages. */
  name: string;
  options: ReadingOptions;
}

/** One file, read as the recipe's defaults say unless told otherwise. */
export function fileRequest(path: string, options: Partial<ReadingOptions> = {}): SourceRequest {
  return { paths: [path], name: basename(path), options: { ...DEFAULTS, ...options } };
}

const DEFAULTS: ReadingOptions = dataSchema
  .pick({ table: true, encoding: true, delimiter: true, mostRejected: true })
  .parse({});
