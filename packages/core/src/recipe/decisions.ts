import type { z } from 'zod';
import type { DecisionMeta } from './decision.js';
import { dataSchema } from './data-section.js';
import { perspectiveSchema } from './recipe.js';
import { WHAT_IT_SHOWS } from './what-it-shows.js';

/** One decision of the recipe as the command, the reference page and the studio see it. */
export interface Decision {
  /** Where it stands: `data.columns.text`, or `cluster.minClusterSize` within a perspective. */
  path: string;
  /** Part of the pipeline it belongs to: `data`, `encode`, … `perspective` for purpose and seed. */
  section: string;
  about: string;
  /** What it hides or shows, in one sentence. */
  shows: string;
  kind: 'text' | 'number' | 'switch' | 'choice' | 'list';
  choices: string[];
  /** Ends of a number, both of its values; null where it has none. */
  min: number | null;
  max: number | null;
  /** Whether a number must be whole. */
  whole: boolean;
  /** undefined where the recipe must say. */
  default: unknown;
  /** Whether null ("decide from the data") may stand. */
  nullable: boolean;
  flag: string | undefined;
  placeholder: string;
  /** Whether an empty text is a value of its own. */
  mayBeEmpty: boolean;
}

/** Every decision, in the order of the recipe. */
export function decisions(): Decision[] {
  return [...walk(dataSchema, 'data', 'data'), ...walk(perspectiveSchema, '', 'perspective')];
}

/** The schema of one decision; undefined where the recipe has none of that name. */
export function schemaOf(path: string): z.ZodType | undefined {
  const keys = path.split('.');
  let schema: z.ZodType | undefined = keys[0] === 'data' ? dataSchema : perspectiveSchema;
  for (const key of keys[0] === 'data' ? keys.slice(1) : keys) {
    const { core } = unwrap(schema);
    const shape = (core.def as unknown as Def).type === 'object' ? (core as z.ZodObject).shape : {};
    schema = Object.hasOwn(shape, key) ? (shape[key] as z.ZodType) : undefined;
    if (schema === undefined) return undefined;
  }
  return schema;
}

interface Def {
  type: string;
  innerType?: z.ZodType;
  defaultValue?: unknown;
  entries?: Record<string, string>;
}

function* walk(schema: z.ZodType, path: string, section: string): Generator<Decision> {
  const { core } = unwrap(schema);
  const def = core.def as unknown as Def;
  if (def.type === 'object') {
    for (const [key, child] of Object.entries((core as z.ZodObject).shape)) {
      const inner = path === '' ? key : `${path}.${key}`;
      const isSection = path === '' && unwrap(child as z.ZodType).core.def.type === 'object';
      yield* walk(child as z.ZodType, inner, isSection ? key : section);
    }
    return;
  }
  const meta = schema.meta() as (DecisionMeta & { description?: string }) | undefined;
  const { core: bare, nullable, fallback } = unwrap(schema);
  yield {
    path,
    section,
    about: meta?.description ?? '',
    shows: WHAT_IT_SHOWS[path] ?? '',
    ...kindOf(bare),
    default: fallback,
    nullable,
    flag: meta?.flag,
    placeholder: meta?.placeholder ?? 'value',
    mayBeEmpty: meta?.mayBeEmpty ?? false,
  };
}

function unwrap(schema: z.ZodType): { core: z.ZodType; nullable: boolean; fallback: unknown } {
  let core = schema;
  let nullable = false;
  let fallback: unknown;
  for (;;) {
    const def = core.def as unknown as Def;
    if (def.innerType === undefined) return { core, nullable, fallback };
    if (def.type === 'nullable') nullable = true;
    if (def.type === 'default' && fallback === undefined) fallback = def.defaultValue;
    core = def.innerType;
  }
}

function kindOf(schema: z.ZodType): Pick<Decision, 'kind' | 'choices' | 'min' | 'max' | 'whole'> {
  const def = schema.def as unknown as Def;
  const plain = { choices: [], min: null, max: null, whole: false };
  if (def.type === 'enum') return { ...plain, kind: 'choice', choices: Object.values(def.entries ?? {}) };
  if (def.type === 'boolean') return { ...plain, kind: 'switch' };
  if (def.type === 'number') return { ...plain, kind: 'number', ...endsOf(schema as z.ZodNumber) };
  if (def.type === 'array' || def.type === 'union') return { ...plain, kind: 'list' };
  return { ...plain, kind: 'text' };
}

function endsOf(schema: z.ZodNumber): Pick<Decision, 'min' | 'max' | 'whole'> {
  const end = (value: number | null): number | null =>
    value === null || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value;
  const whole = schema.format === 'safeint';
  const min = end(schema.minValue);
  // `positive` leaves its own end out.
  const isOut = whole && min !== null && !schema.safeParse(min).success;
  return { min: isOut ? min + 1 : min, max: end(schema.maxValue), whole };
}
