import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ParallaxError } from '@parallax-map/core';
import { z } from 'zod';
import { writeFileAtomic } from '../../store/index.js';
import { readText } from './cache.js';
import { isSafePath, PREPROCESSOR, TOKENIZER, type ModelLock, type ModelVariant } from './model-lock.js';

/**
 * A model outside the built-in lock, held to what it was when it was first fetched: the commit and every hash.
 * The same shape stands in `models.lock.json` beside a recipe and as `model.json` beside the files in the cache.
 */
export type Pin = z.infer<typeof pinSchema>;

const pinSchema = z.strictObject({
  /** Commit of the hub; null where the files came out of a folder. */
  revision: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .nullable(),
  licence: z.string().max(200).nullable(),
  graph: z.string(),
  files: z
    .record(
      z.string().refine(isSafePath, 'a path inside the folder of the model'),
      z.strictObject({ bytes: z.int().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    )
    .refine(
      (files) => files[TOKENIZER] !== undefined || files[PREPROCESSOR] !== undefined,
      `${TOKENIZER} or ${PREPROCESSOR} must be among them`,
    ),
});
const manifestSchema = z
  .strictObject({ version: z.literal(1), name: z.string(), ...pinSchema.shape })
  .refine(({ graph, files }) => files[graph] !== undefined, 'the graph must be among the files');
const pinsSchema = z.strictObject({
  version: z.literal(1),
  models: z.record(
    z.string(),
    pinSchema.refine(({ graph, files }) => files[graph] !== undefined, 'the graph must be among the files'),
  ),
});

/** File beside the recipe; it travels with it, so that another machine runs the same model. */
export const PINS_FILE = 'models.lock.json';
const MANIFEST_FILE = 'model.json';

/** The pin of a model in a folder of results; undefined where there is none yet. */
export async function readPin(folder: string, name: string): Promise<Pin | undefined> {
  return (await readPins(folder))[name];
}

/** Adds a pin, or replaces it, and leaves the others as they are. */
export async function writePin(folder: string, name: string, pin: Pin): Promise<void> {
  const models = { ...(await readPins(folder)), [name]: pin };
  const sorted = Object.fromEntries(Object.entries(models).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFileAtomic(join(folder, PINS_FILE), format({ version: 1, models: sorted }));
}

/** What the cache says of a model that stands in it; undefined where it says nothing that can be read. */
export async function readManifest(folder: string): Promise<{ name: string; pin: Pin } | undefined> {
  const text = await readText(join(folder, MANIFEST_FILE));
  if (text === undefined) return undefined;
  try {
    const { name, revision, licence, graph, files } = manifestSchema.parse(JSON.parse(text));
    return { name, pin: { revision, licence, graph, files } };
  } catch {
    return undefined;
  }
}

export async function writeManifest(folder: string, name: string, pin: Pin): Promise<void> {
  const path = join(folder, MANIFEST_FILE);
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, format({ version: 1, name, ...pin }));
}

/** The lock that a pin is. */
export function lockOf(repository: string, pin: Pin): ModelLock {
  const { revision, licence, graph, files } = pin;
  return {
    name: repository,
    licence,
    settings: null,
    variants: [
      {
        name: revision ?? `folder-${files[graph]!.sha256.slice(0, 12)}`,
        revision,
        graph,
        files,
        sources: revision === null ? [] : [{ kind: 'hub', repository, revision }],
      },
    ],
  };
}

/** The pin that a lock is. */
export function pinOf({ licence }: ModelLock, { revision, graph, files }: ModelVariant): Pin {
  return { revision, licence, graph, files };
}

async function readPins(folder: string): Promise<Record<string, Pin>> {
  const path = join(folder, PINS_FILE);
  const text = await readText(path);
  if (text === undefined) return {};
  try {
    return pinsSchema.parse(JSON.parse(text)).models;
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new ParallaxError(
      'RECIPE_INVALID',
      `${path} is not a lock file of models: ${why.slice(0, 300)}. Put back the one that was written, or delete it ` +
        'to have models looked up anew.',
      { cause: error },
    );
  }
}

function format(value: unknown): string {
  return JSON.stringify(value, null, 2) + '\n';
}
