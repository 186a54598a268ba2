import { ParallaxError, perspectiveName } from '@parallax-map/core';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { encodeLinkage } from '@parallax-map/kernels';
import { evocStep, linkageStep } from './cluster/index.js';
import { loadPublished } from './publish/index.js';
import { decodeJson, encodeJson, openStore, writeFileAtomic, type Artifact } from './store/index.js';
import { readRecipe, RECIPE_FILE } from './recipe-file.js';

/** A folder of results as the studio's server reads it. */
export interface ResultsFolder {
  path: string;
  /** `films` for films.parallax. */
  name: string;
  /** Whether a run has come as far as to write its recipe. */
  hasRecipe(): Promise<boolean>;
  /** Perspectives with results, `main` first. */
  perspectives(): Promise<string[]>;
  /** What the answer of a perspective is made from; undefined where it has none. */
  keys(perspective: string): Promise<PublishedKeys | undefined>;
  /** JSON of {@link StudioData} and the Arrow table beside it. */
  studio(perspective: string): Promise<{ studio: string; table: Uint8Array }>;
  /** The linkage tree that was cut, as the kernels' `decodeLinkage` reads it; undefined where the method has none. */
  linkage(perspective: string): Promise<Uint8Array | undefined>;
}

/**
 * Opens a folder that a run made.
 *
 * @throws ParallaxError FOLDER_INVALID where it is not one, or has no results yet
 */
export async function openFolder(path: string): Promise<ResultsFolder> {
  const folder = resolve(path);
  const opened = watchFolder(path);
  if (!(await opened.hasRecipe())) {
    throw new ParallaxError(
      'FOLDER_INVALID',
      `${path} is no folder of results: it holds no ${RECIPE_FILE}. \`parallax run\` makes one.`,
    );
  }
  await readRecipe(folder);
  if ((await opened.perspectives()).length === 0) {
    throw new ParallaxError(
      'FOLDER_INVALID',
      `${path} has no results yet: \`parallax run ${path}\` makes them.`,
    );
  }
  return opened;
}

/** A folder that a run is about to make, or has made: what is in it is looked for whenever it is asked for. */
export function watchFolder(path: string): ResultsFolder {
  const folder = resolve(path);
  const keys = (perspective: string): Promise<PublishedKeys | undefined> =>
    publishedKeys(folder, perspective);
  // Opening a store makes its folder, which is the run's to make.
  const read = async (step: string, key: string): Promise<Artifact | undefined> =>
    (await openStore(folder)).read(step, key);
  const damaged = (perspective: string): ParallaxError =>
    new ParallaxError(
      'FOLDER_INVALID',
      `The results of "${perspective}" are damaged: \`parallax run ${path}\` makes them again.`,
    );
  return {
    path: folder,
    name: folderName(folder),
    async hasRecipe() {
      const found = await stat(join(folder, RECIPE_FILE)).catch(() => undefined);
      return found?.isFile() === true;
    },
    perspectives: () => publishedPerspectives(folder),
    keys,
    async studio(perspective) {
      const key = (await keys(perspective))?.publish;
      const artifact = key && (await read('publish', key));
      if (!artifact) throw damaged(perspective);
      const { studio, table } = loadPublished(artifact);
      return { studio: Buffer.from(studio).toString('utf8'), table };
    },
    async linkage(perspective) {
      const key = (await keys(perspective))?.linkage;
      if (!key) return undefined;
      // EVoC links by a step of its own, which saves as the other does.
      const artifact = (await read(linkageStep.name, key)) ?? (await read(evocStep.name, key));
      if (!artifact) throw damaged(perspective);
      return encodeLinkage(linkageStep.load(artifact));
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
  keys: Required<PublishedKeys>,
): Promise<void> {
  const path = pointer(folder, perspective);
  const before = await readFile(path).catch(() => undefined);
  const after = encodeJson(keys);
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
  /** Of older folders not known: the vectors of the rows, and the linkage tree that was cut, where one was. */
  vectors: z.string().nullable().optional(),
  linkage: z.string().nullable().optional(),
});

export type PublishedKeys = z.infer<typeof keysSchema>;

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
