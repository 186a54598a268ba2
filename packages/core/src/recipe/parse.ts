import { z } from 'zod';
import { ParallaxError } from '../errors.js';
import { schemaOf } from './decisions.js';
import { didYouMean } from '../nearest.js';
import { recipeSchema, type Recipe } from './recipe.js';

/**
 * Checks a recipe that came from a file, flags or a caller, and fills in the defaults.
 *
 * @param file how the recipe is called in messages
 * @throws ParallaxError RECIPE_INVALID naming each wrong key (with the nearest known one) and each wrong value
 */
export function parseRecipe(value: unknown, file: string): Recipe {
  const result = recipeSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => describe(issue, value));
  throw new ParallaxError('RECIPE_INVALID', `${file}: ${problems.join(' ')}`, { cause: result.error });
}

/** What is wrong with the value of one decision, in words: what it needs and what it got; null where nothing is. */
export function faultOf(path: string, value: unknown): string | null {
  const schema = schemaOf(path);
  if (schema === undefined) return `"${path}" is no decision Parallax knows.`;
  const result = schema.safeParse(value);
  const issue = result.error?.issues[0];
  return issue === undefined ? null : `Needs ${required(issue)}; got ${JSON.stringify(value) ?? 'nothing'}.`;
}

/** Reads the text of a recipe file. */
export function parseRecipeText(text: string, file: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new ParallaxError('RECIPE_INVALID', `${file} must be JSON: ${(cause as Error).message}`, { cause });
  }
  return parseRecipe(value, file);
}

/** The recipe as it is written: stable key order, two spaces, a newline at the end. */
export function formatRecipe(recipe: Recipe): string {
  return JSON.stringify(recipe, null, 2) + '\n';
}

/** JSON Schema (draft 2020-12) of recipe files, for editors. */
export function recipeJsonSchema(): Record<string, unknown> {
  // What only the command needs is left out; the description stays.
  const override = ({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void => {
    for (const key of ['flag', 'placeholder', 'mayBeEmpty']) delete jsonSchema[key];
  };
  return z.toJSONSchema(recipeSchema, { io: 'input', override }) as Record<string, unknown>;
}

function describe(issue: z.core.$ZodIssue, value: unknown): string[] {
  const place = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(issue.path.map(String));
    return issue.keys.map((key) => {
      const full = place === '' ? key : `${place}.${key}`;
      return `"${full}" is no decision Parallax knows.${didYouMean(key, known)}`;
    });
  }
  if (issue.code === 'invalid_key') {
    return [
      `"${place}" cannot be the name of a perspective: ${issue.issues.map((inner) => inner.message).join(', ')}.`,
    ];
  }
  const got = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const shown = got === undefined ? 'nothing' : JSON.stringify(got);
  return [`"${place || 'the recipe'}" needs ${required(issue)}; got ${shown}.`];
}

function required(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return article(issue.expected);
    case 'invalid_value':
      return `one of ${issue.values.map((choice) => JSON.stringify(choice)).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string'
        ? 'some text'
        : `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_union':
      return '"auto" or a list of languages such as ["en", "fr"]';
    default:
      return issue.message;
  }
}

function article(type: string): string {
  const names: Record<string, string> = {
    int: 'a whole number',
    number: 'a number',
    string: 'a text',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
  };
  return names[type] ?? type;
}

/** Keys that may stand at a place of the recipe, read from its JSON Schema. */
function knownKeys(path: string[]): string[] {
  interface Node {
    properties?: Record<string, Node>;
    additionalProperties?: Node;
  }
  let node: Node | undefined = recipeJsonSchema() as Node;
  for (const key of path) node = node?.properties?.[key] ?? node?.additionalProperties;
  return Object.keys(node?.properties ?? {});
}
