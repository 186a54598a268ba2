import { formatRecipe, ParallaxError, parseRecipe, parseRecipeText, type Recipe } from '@parallax-map/core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from './store/index.js';

export const RECIPE_FILE = 'parallax.json';
const SCHEMA = 'https://parallax-map.dev/schema/recipe-1.json';

/** The recipe of a folder; undefined where there is none yet. */
export async function readRecipe(folder: string): Promise<Recipe | undefined> {
  const path = join(folder, RECIPE_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ParallaxError('RECIPE_INVALID', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
  return parseRecipeText(text, path);
}

/** Writes the recipe unless the file says the same already. */
export async function writeRecipe(folder: string, recipe: Recipe): Promise<void> {
  const path = join(folder, RECIPE_FILE);
  const text = formatRecipe(recipe);
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before !== text) await writeFileAtomic(path, Buffer.from(text));
}

/**
 * A recipe with decisions put in their places: `data.…` for the rows, everything else in one perspective.
 *
 * @param base the recipe so far, or the inferred data section for a new one
 */
export function decide(
  base: Recipe | { data: unknown },
  perspective: string,
  made: Record<string, unknown>,
  file: string,
): Recipe {
  const draft = structuredClone({
    version: 1,
    perspectives: {},
    ...base,
    $schema: SCHEMA,
  }) as unknown as Draft;
  draft.perspectives[perspective] ??= {};
  for (const [path, value] of Object.entries(made)) {
    const keys = path.startsWith('data.')
      ? path.split('.')
      : ['perspectives', perspective, ...path.split('.')];
    let place: Record<string, unknown> = draft as unknown as Record<string, unknown>;
    for (const key of keys.slice(0, -1)) place = (place[key] ??= {}) as Record<string, unknown>;
    place[keys.at(-1)!] = value;
  }
  return parseRecipe(draft, file);
}

interface Draft {
  perspectives: Record<string, Record<string, unknown>>;
}
