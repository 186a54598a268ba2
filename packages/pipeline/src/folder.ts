import { ParallaxError, perspectiveName } from '@parallax-map/core';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { loadPublished } from './publish/index.js';
import { decodeJson, encodeJson, openStore, writeFileAtomic } from './store/index.js';
import { readRecipe, RECIPE_FILE } from './recipe-file.js';

/** A folder of results as the studio's server reads it. */
export interface ResultsFolder {
  path: string;
  /** `films` for films.parallax. */
  name: string;
  /** Perspectives with results, `main` first. */
  perspectives(): Promise<string[]>;
  /** JSON of {@link StudioData} and the Arrow table beside it. */
  studio(perspective: string): Promise<{ studio: string; table: Uint8Array }>;
}

/**
 * Opens a folder that a run made.
 *
 * @throws ParallaxError FOLDER_INVALID where it is not one, or has no results yet
 */
export async function openFolder(path: string): Promise<ResultsFolder> {
  const folder = resolve(path);
  const found = await stat(join(folder, RECIPE_FILE)).catch(() => undefined);
  if (!found?.isFile()) {
    throw new ParallaxError(
      'FOLDER_INVALID',
      `${path} is no folder of results: it holds no ${RECIPE_FILE}. \`parallax run\` makes one.`,
    );
  }
  await readRecipe(folder);
  const perspectives = (): Promise<string[]> => publishedPerspectives(folder);
  if ((await perspectives()).length === 0) {
    throw new ParallaxError(
      'FOLDER_INVALID',
      `${path} has no results yet: \`parallax run ${path}\` makes them.`,
    );
  }
  const store = await openStore(folder);
  return {
    path: folder,
    name: folderName(folder),
    perspectives,
    async studio(perspective) {
      const keys = await publishedKeys(folder, perspective);
      const artifact = keys && (await store.read('publish', keys.publish));
      if (artifact === undefined) {
        throw new ParallaxError(
          'FOLDER_INVALID',
          `The results of "${perspective}" are damaged: \`parallax run ${path}\` makes them again.`,
        );
      }
      const { studio, table } = loadPublished(artifact);
      return { studio: Buffer.from(studio).toString('utf8'), table };
    },
  };
}

/** films.parallax → films */
export function folderName(folder: string): string {
  return basename(folder).replace(/\.parallax$/, '');
}

/** Notes which artifact a perspective shows, and of which rows, once its folder is written. */
export async function notePublished(
  folder: string,
  perspective: string,
  { publish, data, source, earlier }: Required<PublishedKeys>,
): Promise<void> {
  const path = pointer(folder, perspective);
  const before = await readFile(path).catch(() => undefined);
  const after = encodeJson({ publish, data, source, earlier });
  if (before?.equals(after)) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, after);
}

/**
 * Key of the answer that a perspective gave before its table changed, null where there is none. It is the last one of
 * the table as it was, and stays the same until the table changes again, whatever is decided meanwhile.
 *
 * @param source SHA-256 of the table as it is now
 */
export async function earlierAnswer(
  folder: string,
  perspective: string,
  source: string,
): Promise<string | null> {
  const keys = await publishedKeys(folder, perspective);
  if (keys?.source === undefined) return null;
  return (keys.source === source ? keys.earlier : keys.publish) ?? null;
}

/** Perspectives whose results were made of other rows than those of the artifact `data`. */
export async function perspectivesBehind(folder: string, data: string): Promise<string[]> {
  const behind: string[] = [];
  for (const name of await publishedPerspectives(folder)) {
    if ((await publishedKeys(folder, name))?.data !== data) behind.push(name);
  }
  return behind;
}

/** Keys of the artifacts that a perspective's folder was made from. */
const keysSchema = z.object({
  publish: z.string(),
  data: z.string(),
  /** SHA-256 of the table; what 0.1.0 wrote lacks it, and the next. */
  source: z.string().optional(),
  /** Of the answer before the table changed. */
  earlier: z.string().nullable().optional(),
});

type PublishedKeys = z.infer<typeof keysSchema>;

async function publishedKeys(folder: string, perspective: string): Promise<PublishedKeys | undefined> {
  try {
    return keysSchema.parse(decodeJson(await readFile(pointer(folder, perspective))));
  } catch {
    return undefined;
  }
}

async function publishedPerspectives(folder: string): Promise<string[]> {
  const files = await readdir(join(folder, '.store', 'published')).catch(() => []);
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));
  const valid = names.filter((name) => perspectiveName.safeParse(name).success).sort();
  return valid.includes('main') ? ['main', ...valid.filter((name) => name !== 'main')] : valid;
}

/** The file that says which artifacts a perspective shows: it changes with them. */
export function pointer(folder: string, perspective: string): string {
  return join(folder, '.store', 'published', `${perspective}.json`);
}
