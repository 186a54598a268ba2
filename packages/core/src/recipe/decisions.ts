import type { z } from 'zod';
import type { DecisionMeta } from './decision.js';
import { dataSchema } from './data-section.js';
import { perspectiveSchema } from './recipe.js';

/** One decision of the recipe as the command, the reference page and the studio see it. */
export interface Decision {
  /** Where it stands: `data.columns.text`, or `cluster.minClusterSize` within a perspective. */
  path: string;
  /** Part of the pipeline it belongs to: `data`, `encode`, … `perspective` for purpose and seed. */
  section: string;
  about: string;
  kind: 'text' | 'number' | 'switch' | 'choice' | 'list';
  choices: string[];
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

function kindOf(schema: z.ZodType): { kind: Decision['kind']; choices: string[] } {
  const def = schema.def as unknown as Def;
  if (def.type === 'enum') return { kind: 'choice', choices: Object.values(def.entries ?? {}) };
  if (def.type === 'boolean') return { kind: 'switch', choices: [] };
  if (def.type === 'number' || def.type === 'int') return { kind: 'number', choices: [] };
  if (def.type === 'array' || def.type === 'union') return { kind: 'list', choices: [] };
  return { kind: 'text', choices: [] };
}
