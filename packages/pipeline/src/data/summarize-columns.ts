import type { Columns, ColumnSummary } from '@parallax-map/core';
import type { TableProfile } from './profile.js';
import { readRoles } from './roles.js';

/** What the Data view shows of each column of the source, with the role it plays in the recipe. */
export function summarizeColumns(profile: TableProfile, columns: Columns): ColumnSummary[] {
  const names = profile.columns.map(({ name }) => name);
  const { text, image } = readRoles(columns, null, names, profile.name);
  const roleOf = (name: string): string | null => {
    if (text.columns.includes(name)) return 'text';
    if (columns.facets.includes(name)) return 'facet';
    if (image?.columns[0] === name) return 'image';
    return SINGLE.find((role) => columns[role] === name) ?? null;
  };
  return profile.columns.map(({ name, kind, filled, distinct, examples }) => ({
    name,
    type: kind,
    role: roleOf(name),
    filled,
    distinct,
    examples,
  }));
}

const SINGLE = ['title', 'id', 'time', 'weight'] as const;
