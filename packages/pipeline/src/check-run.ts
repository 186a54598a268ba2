import { decisions, ParallaxError, parseRecipe, perspectiveName, type RunRequest } from '@parallax-map/core';
import type { z } from 'zod';
import { beginFrom, decide, fillColumns, readDraft } from './recipe-file.js';

/** A decision that a run would refuse; the message says what was required and what was got. */
export class BadDecision extends ParallaxError {
  /** Its place in the recipe; undefined where it is the perspective that is wrong. */
  readonly path: string | undefined;

  constructor(code: 'USAGE' | 'RECIPE_INVALID', message: string, path?: string, options?: ErrorOptions) {
    super(code, message, options);
    this.path = path;
  }
}

/**
 * Looks at what a run is asked for before it begins: whether the recipe allows it, not yet whether the table does.
 *
 * @param folder of results; one without a recipe yet is checked against the defaults
 * @throws BadDecision
 */
export async function checkRun(folder: string, request: RunRequest): Promise<void> {
  const { perspective, decisions: made, from } = request;
  const name = perspectiveName.safeParse(perspective);
  if (!name.success) {
    const wanted = name.error.issues[0]!.message;
    throw new BadDecision(
      'USAGE',
      `the name of a perspective needs ${wanted}; got "${perspective.slice(0, 80)}"`,
    );
  }
  const known = new Set(decisions().map(({ path }) => path));
  // Where the table is read from is not for a page to say.
  known.delete('data.source');
  for (const path of Object.keys(made)) {
    if (!known.has(path))
      throw new BadDecision('RECIPE_INVALID', `"${path}" is no decision that can be made here`, path);
  }
  const draft = (await readDraft(folder)) ?? { data: { source: 'unread' }, perspectives: {} };
  const stored = parseRecipe(
    { perspectives: {}, ...(fillColumns(draft, { text: 'auto' }).draft as object) },
    FILE,
  );
  try {
    decide(beginFrom(stored, perspective, from), perspective, made, FILE);
  } catch (error) {
    throw error instanceof ParallaxError ? within(perspective, error) : error;
  }
}

const FILE = 'the recipe';

/** The same error with places as they are within the perspective. */
function within(perspective: string, error: ParallaxError): BadDecision {
  const [issue] = (error.cause as z.ZodError | undefined)?.issues ?? [];
  const place = issue?.path.map(String) ?? [];
  const path = (place[0] === 'perspectives' ? place.slice(2) : place).join('.');
  const message = error.message.replace(`${FILE}: `, '').replaceAll(`"perspectives.${perspective}.`, '"');
  const code = error.code === 'USAGE' ? 'USAGE' : 'RECIPE_INVALID';
  return new BadDecision(code, message, path || undefined, { cause: error });
}
