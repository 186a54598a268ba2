import type { Matrix, NeighborGraph } from '@parallax-map/kernels';
import type { Begun } from './begin-run.js';
import { pictureOf } from './data/index.js';
import { folderName } from './folder.js';
import type { Prepared } from './prepare.js';
import type { Results } from './publish/index.js';

/** What there is to see of a run once its map is laid out, whatever its topics come to be. */
export function shownOf(
  { recipe, folder }: Prepared,
  { audit, data }: Begun,
  map: Matrix,
  neighbors: NeighborGraph,
): Omit<Results, 'clustering' | 'levels' | 'topics' | 'report'> {
  const { table, columns } = data.output;
  return {
    ...{ name: folderName(folder), table, columns, audit: audit.output, map, neighbors },
    picture: pictureOf(
      recipe.data.columns.image,
      columns.map(({ name }) => name),
    ),
  };
}
