import type { Finding, FindingCode } from '@parallax-map/core';
import type { SourceProfile } from '../data/index.js';
import { finding } from './finding.js';
import { listed, plural, quoted } from './words.js';

/** Columns that hold nothing, and columns that the header does not name. */
export function bareColumns({ columns }: SourceProfile): Finding[] {
  const empty = columns.filter(({ filled }) => filled === 0).map(({ name }) => name);
  const unnamed = columns
    .filter(({ name, filled }, i) => filled > 0 && name === `column_${i + 1}`)
    .map(({ name }) => name);
  return [
    ...ofColumns('COLUMN_EMPTY', empty, columns.length, {
      message: `${plural(empty.length, 'column')} of ${columns.length} ${empty.length === 1 ? 'holds' : 'hold'} nothing in any row: ${names(empty)}.`,
      action: 'Left alone; no role is given to a column without values.',
    }),
    ...ofColumns('COLUMN_UNNAMED', unnamed, columns.length, {
      message: `${plural(unnamed.length, 'column')} with values ${unnamed.length === 1 ? 'has' : 'have'} no name in the header.`,
      action: `Called by place: ${names(unnamed)}. A name in the header would stay when columns move.`,
    }),
  ];
}

/** One finding for all columns that a code concerns; none where there are none. */
function ofColumns(
  code: FindingCode,
  concerned: readonly string[],
  all: number,
  words: { message: string; action: string },
): Finding[] {
  if (concerned.length === 0) return [];
  const examples = concerned.map((name) => ({ row: null, line: null, file: null, value: name }));
  const column = concerned.length === 1 ? concerned[0]! : null;
  return [finding({ code, column, ...words, count: concerned.length, all, of: 'columns', examples })];
}

function names(columns: readonly string[]): string {
  return listed(columns.map((name) => quoted(name, 40)));
}
