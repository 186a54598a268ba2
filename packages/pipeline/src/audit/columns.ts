import type { AuditThresholds, Finding } from '@parallax-map/core';
import type { ColumnProfile } from '../data/index.js';
import type { ColumnBlock } from '../source/index.js';
import type { AuditTable } from './audit-table.js';
import { CHARACTERS_SQL, characterFindings, type CharacterCounts } from './characters.js';
import { mostFrequent, type Most } from './column-shapes.js';
import { dateFindings } from './dates.js';
import { numberFindings } from './numbers.js';
import { placeholderFindings, placeholdersOf, type Placeholder } from './placeholders.js';
import { plays, type AuditRoles } from './roles.js';

/**
 * What is wrong with the cells of each column, column by column, and the value that most of them hold where that may
 * be nearly all.
 */
export async function* columnFindings(
  table: AuditTable,
  columns: readonly ColumnProfile[],
  roles: AuditRoles,
  { alike, kindShare }: Pick<AuditThresholds, 'alike' | 'kindShare'>,
): AsyncGenerator<{ findings: Finding[]; most: Most | undefined }> {
  for await (const block of table.blocks()) {
    const most = await mostFrequent(table, block, columns, alike);
    const odd = await oddCells(table, block, columns, roles);
    for (const place of block.places) {
      const column = columns[place]!;
      const findings =
        column.filled === 0
          ? []
          : [
              ...(await cellFaults(table, roles, place, column, odd)),
              ...(await dateFindings(table, roles, place, column, kindShare)),
              ...(await numberFindings(table, roles, place, column, kindShare)),
            ];
      yield { findings, most: most.get(place) };
    }
  }
}

/** Cells of a block that may be told, by the place of their column. */
interface OddCells {
  characters: Map<number, CharacterCounts>;
  placeholders: Map<number, Placeholder[]>;
}

async function oddCells(
  table: AuditTable,
  block: ColumnBlock,
  columns: readonly ColumnProfile[],
  roles: AuditRoles,
): Promise<OddCells> {
  // What can be read as a number or a date throughout has no such faults.
  const looked = block.places.filter((place) => {
    const { filled, numeric, date } = columns[place]!;
    return filled > 0 && numeric < 1 && date < 1;
  });
  const isText = (place: number): boolean => plays(roles, columns[place]!.name, 'text');
  // Of texts it is told by row.
  const others = looked.filter((place) => !isText(place));
  const counted =
    looked.length === 0
      ? []
      : await table.ask<{ place: number; counts: CharacterCounts }>(
          block.perColumn(
            `${CHARACTERS_SQL} AS counts`,
            `cell IS NOT NULL AND place IN (${looked.join(', ')})`,
          ),
        );
  return {
    characters: new Map(counted.map(({ place, counts }) => [place, counts])),
    placeholders: others.length === 0 ? new Map() : await placeholdersOf(table, block, others),
  };
}

/** What is wrong with single cells of a column. */
async function cellFaults(
  table: AuditTable,
  roles: AuditRoles,
  place: number,
  { filled, meanLength }: ColumnProfile,
  { characters, placeholders }: OddCells,
): Promise<Finding[]> {
  const counts = characters.get(place);
  const found = placeholders.get(place);
  return [
    ...(counts === undefined ? [] : await characterFindings(table, roles, place, { counts, filled })),
    ...(found === undefined
      ? []
      : await placeholderFindings(table, roles, place, { found, filled, meanLength })),
  ];
}
