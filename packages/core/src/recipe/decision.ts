import { z } from 'zod';

/**
 * What a decision says of itself beside its type. The command's flags, the JSON Schema and the reference
 * page are all read from here.
 */
export interface DecisionMeta {
  /** Flag of the command, without dashes; none where the decision is only made in the file. */
  flag?: string;
  /** How the value is called in help, e.g. `rows`. */
  placeholder?: string;
  /** Whether an empty text is a value of its own, and not a slip. */
  mayBeEmpty?: boolean;
}

/** Adds the description (with units, ends and the reason for the default) and the flag to a schema. */
export function decision<S extends z.ZodType>(schema: S, about: string, meta: DecisionMeta = {}): S {
  return schema.meta({ description: about, ...meta }) as S;
}
