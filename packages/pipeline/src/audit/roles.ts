import type { Columns, FindingCode, Severity } from '@parallax-map/core';
import { FINDINGS } from '@parallax-map/core';
import { readRoles, type Template } from '../data/index.js';

/** The columns section of the recipe, in which the text may still be open. */
export type AuditColumns = Omit<Columns, 'text'> & { text: string | null };

export type Role =
  'text' | 'title' | 'id' | 'time' | 'weight' | 'image' | 'facet' | 'link' | 'rank' | 'place';

/** What the audit needs to know of the recipe's columns. */
export interface AuditRoles {
  columns: AuditColumns;
  /** How a text is put together; no columns where no text is chosen. */
  text: Template;
  /** The roles of each column of the table, by its name. */
  of: ReadonlyMap<string, ReadonlySet<Role>>;
}

/**
 * @param names columns of the table
 * @param by the column that `top` ranks by
 * @throws ParallaxError COLUMN_MISSING, RECIPE_INVALID
 */
export function auditRoles(
  columns: AuditColumns,
  by: string | null,
  names: string[],
  table: string,
  places?: { x: string; y: string },
): AuditRoles {
  const { text, link, linkFallback, image } = readRoles(columns, by, names, table);
  const of = new Map<string, Set<Role>>();
  const give = (role: Role, ...given: (string | null)[]): void => {
    for (const name of given) if (name !== null) of.set(name, (of.get(name) ?? new Set()).add(role));
  };
  give('text', ...text.columns);
  give('title', columns.title);
  give('id', columns.id);
  give('time', columns.time);
  give('weight', columns.weight);
  give('image', ...(image?.columns ?? []));
  give('facet', ...columns.facets);
  give('link', ...(link?.columns ?? []), ...(linkFallback?.columns ?? []));
  give('rank', by);
  give('place', places?.x ?? null, places?.y ?? null);
  return { columns, text, of };
}

export function plays(roles: AuditRoles, column: string, role: Role): boolean {
  return roles.of.get(column)?.has(role) === true;
}

/** A warning about a column that plays no role is a note. */
export function severityIn(roles: AuditRoles, column: string, code: FindingCode): Severity {
  const { severity }: { severity: Severity } = FINDINGS[code];
  return severity === 'note' || roles.of.has(column) ? severity : 'note';
}
