import {
  formatRecipe,
  ParallaxError,
  parseRecipe,
  parseRecipeText,
  recipeJsonSchema,
  type Columns,
  type Recipe,
} from '@parallax-map/core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from './store/index.js';

export const RECIPE_FILE = 'parallax.json';
/** Beside the recipe, so that editors complete and check it without a network. */
const SCHEMA_FILE = '.store/recipe.schema.json';

/** The recipe of a folder; undefined where there is none yet. */
export async function readRecipe(folder: string): Promise<Recipe | undefined> {
  const draft = await readDraft(folder);
  return draft === undefined ? undefined : parseRecipe(draft, join(folder, RECIPE_FILE));
}

/**
 * What the recipe file of a folder says, before anything is filled in; undefined where there is none yet.
 *
 * @throws ParallaxError RECIPE_INVALID where it cannot be read or is no JSON
 */
export async function readDraft(folder: string): Promise<unknown> {
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
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch {
    // The same fault again, in the words of the recipe.
    return parseRecipeText(text, path);
  }
}

/** Roles of columns that a draft leaves open, filled in from what the columns seem to be. */
export function fillColumns(draft: unknown, inferred: Partial<Columns>): { draft: unknown; open: string[] } {
  const { data } = Object(draft) as { data?: unknown };
  const { columns } = Object(data) as { columns?: unknown };
  if (!isObject(draft) || !isObject(data) || !(columns === undefined || isObject(columns))) {
    return { draft, open: [] };
  }
  const open = Object.keys(inferred).filter((role) => columns?.[role] === undefined);
  return { draft: { ...draft, data: { ...data, columns: { ...inferred, ...columns } } }, open };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Writes the recipe, and the schema it names. */
export async function writeRecipe(folder: string, recipe: Recipe): Promise<void> {
  await writeChanged(join(folder, SCHEMA_FILE), JSON.stringify(recipeJsonSchema(), null, 2) + '\n');
  await writeChanged(join(folder, RECIPE_FILE), formatRecipe(recipe));
}

/** Leaves a file alone that says the same already. */
async function writeChanged(path: string, text: string): Promise<void> {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before !== text) await writeFileAtomic(path, text);
}

/**
 * A recipe with decisions put in their places: `data.…` for the rows, everything else in one perspective. Who asks for a
 * number of refits wants them: it turns `doubt.refit` on, unless that is decided in the same breath.
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
    $schema: SCHEMA_FILE,
  }) as unknown as Draft;
  draft.perspectives[perspective] ??= {};
  for (const [path, value] of Object.entries(withRefit(made))) {
    const keys = path.startsWith('data.')
      ? path.split('.')
      : ['perspectives', perspective, ...path.split('.')];
    let place: Record<string, unknown> = draft as unknown as Record<string, unknown>;
    for (const key of keys.slice(0, -1)) place = (place[key] ??= {}) as Record<string, unknown>;
    place[keys.at(-1)!] = value;
  }
  return parseRecipe(draft, file);
}

function withRefit(made: Record<string, unknown>): Record<string, unknown> {
  return made['doubt.refits'] === undefined ? made : { 'doubt.refit': true, ...made };
}

/**
 * A recipe in which a new perspective has the decisions of another; one that is there already stays as it is.
 *
 * @throws ParallaxError USAGE where the other is not there
 */
export function beginFrom(recipe: Recipe, perspective: string, from: string | undefined): Recipe {
  if (from === undefined || Object.hasOwn(recipe.perspectives, perspective)) return recipe;
  if (!Object.hasOwn(recipe.perspectives, from)) {
    const known = Object.keys(recipe.perspectives).join(', ') || 'none';
    throw new ParallaxError(
      'USAGE',
      `a new perspective can begin with the decisions of one that is there (${known}); got "${from}"`,
    );
  }
  const perspectives = { ...recipe.perspectives, [perspective]: structuredClone(recipe.perspectives[from]!) };
  return { ...recipe, perspectives };
}

interface Draft {
  perspectives: Record<string, Record<string, unknown>>;
}
