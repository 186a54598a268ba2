import { ParallaxError, type Columns, type Perspective } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import type { Made } from './run-step.js';
import { artifactKey } from './step.js';
import { keptRows, type Table } from './store/index.js';

/** What a perspective reads of the table beside the columns' roles: the part of the data step's section. */
export interface OwnSection {
  places?: { x: string; y: string };
  topics?: string;
  textless?: true;
}

/**
 * Places and topics of one's own, as a recipe has them.
 *
 * @throws ParallaxError RECIPE_INVALID for decisions that do not go together, COLUMNS_UNCLEAR where a text is needed
 */
export function ownSection({ encode, reduce, cluster }: Perspective, columns: Columns): OwnSection {
  const { mapX, mapY } = reduce;
  const { encoder } = encode;
  if ((mapX === null) !== (mapY === null)) {
    const [set, open] = mapX === null ? ['mapY', 'mapX'] : ['mapX', 'mapY'];
    throw invalid(
      `reduce.mapX and reduce.mapY go together; got ${set} "${mapX ?? mapY}" and no ${open}. Name the other column with --${open === 'mapX' ? 'x' : 'y'}.`,
    );
  }
  if (encoder === 'none' && mapX === null) {
    throw invalid(
      'encode.encoder "none" needs places of the rows\' own: name their columns with --x and --y, or choose an encoder with --encoder.',
    );
  }
  if (encoder === 'none' && cluster.method === 'evoc') {
    throw invalid(
      'cluster.method "evoc" looks at vectors, and encode.encoder is "none": choose --cluster density or hdbscan, or an encoder.',
    );
  }
  if (cluster.method === 'column' && cluster.topicColumn === null) {
    throw invalid('cluster.method "column" needs a column: name it with --topic-column.');
  }
  const textless = mapX !== null && !READS_TEXT.includes(encoder);
  if (columns.text === null && !textless) {
    throw new ParallaxError(
      'COLUMNS_UNCLEAR',
      `The encoder "${encoder}" needs a text, and data.columns.text is null: say which with --text. Only rows with places of their own (--x, --y) can do without.`,
    );
  }
  return {
    ...(mapX !== null && mapY !== null && { places: { x: mapX, y: mapY } }),
    ...(cluster.method === 'column' && { topics: cluster.topicColumn! }),
    ...(textless && { textless }),
  };
}

const READS_TEXT = ['minilm-l6-v2', 'model', 'server', 'tfidf'];

/** The kept rows on a map of their own; undefined where the map is to be laid out. */
export function ownMap(data: Made<{ table: Table }>): Made<Matrix> | undefined {
  const { table } = data.output;
  const { places } = table;
  if (places === undefined) return undefined;
  const rows = keptRows(table);
  const at = new Float32Array(2 * rows.length);
  rows.forEach((row, point) => {
    at[2 * point] = places.x[row]!;
    at[2 * point + 1] = places.y[row]!;
  });
  const key = artifactKey({ name: 'own-map', version: 1 }, null, [data.key]);
  return { key, output: { data: at, rows: rows.length, cols: 2 }, reused: data.reused };
}

function invalid(message: string): ParallaxError {
  return new ParallaxError('RECIPE_INVALID', message);
}
