import { dirname } from 'node:path';
import { ParallaxError, type Listener } from '@parallax-map/core';
import { LEAST, type DataOutput } from './data/index.js';
import { gatherPictures, keptPictures, type EncoderDecision, type Picture } from './encode/index.js';
import type { Made, StepRunner } from './run-step.js';
import { fileNames, type SourceRequest } from './source/index.js';
import { artifactKey } from './step.js';
import { keptRows, type Table } from './store/index.js';

export interface KeepReadableOptions {
  decision: Extract<EncoderDecision, { settings: unknown }>;
  request: SourceRequest;
  listener: Listener;
}

/**
 * Drops the rows whose picture cannot be read, each with its reason, and says how many and which. What is left is named
 * by the bytes of its pictures too, so that another picture under the same name is encoded anew.
 *
 * @throws ParallaxError DATA_EMPTY, DATA_TOO_SMALL or DATA_IDENTICAL saying what is wrong with the first few
 */
export async function keepReadable(
  runner: StepRunner,
  read: Made<DataOutput>,
  { decision, request, listener }: KeepReadableOptions,
): Promise<{ data: Made<DataOutput>; pictures: Picture[] }> {
  const { table } = read.output;
  const rows = keptRows(table);
  const folderOf = folders(request);
  const context = runner.aside('pictures', 'looking at the pictures');
  const gathered = await gatherPictures(
    Array.from(rows, (row) => ({ cell: table.image[row]!, folder: folderOf(table.file[row]!) })),
    (hashes) => keptPictures(decision, hashes, context.store.folder),
    context,
  );
  const kept = table.kept.slice();
  const droppedBecause = [...table.droppedBecause];
  const pictures: Picture[] = [];
  const refused: Refused[] = [];
  gathered.forEach((one, i) => {
    const row = rows[i]!;
    if ('sha256' in one) return void pictures.push(one);
    kept[row] = 0;
    droppedBecause[row] = one.because;
    refused.push({ row, because: one.because });
  });
  check(pictures, refused, table, request.name);
  if (refused.length > 0) {
    const message = `${say(refused.length)} of ${say(rows.length)} rows are dropped, since their picture cannot be read: ${firstOf(refused, table)}`;
    listener({ type: 'warning', step: 'data', code: 'PICTURES_DROPPED', message });
  }
  const told = gathered.map((one) => ('sha256' in one ? one.sha256 : one.because));
  const key = artifactKey({ name: 'pictures', version: 1 }, told, [read.key]);
  const output = { ...read.output, table: { ...table, kept, droppedBecause } };
  return { data: { key, output, reused: read.reused }, pictures };
}

interface Refused {
  row: number;
  because: string;
}

/** The folder that the pictures of a row stand in, by the file of the row: that of the table. */
export function folders({ paths }: Pick<SourceRequest, 'paths'>): (file: string) => string {
  const byName = new Map(fileNames(paths).map((name, i) => [name, dirname(paths[i]!)]));
  return (file) => byName.get(file) ?? dirname(paths[0]!);
}

function check(pictures: readonly Picture[], refused: readonly Refused[], table: Table, name: string): void {
  const why = refused.length === 0 ? '' : ` ${firstOf(refused, table)}`;
  if (pictures.length === 0) {
    throw new ParallaxError(
      'DATA_EMPTY',
      `${name} has no row whose picture can be read; at least ${LEAST} are needed.${why}`,
    );
  }
  const distinct = new Set(pictures.map(({ sha256 }) => sha256)).size;
  if (distinct === 1 && pictures.length > 1) {
    throw new ParallaxError(
      'DATA_IDENTICAL',
      `${name} has the same picture in all ${pictures.length} rows whose picture can be read; at least ${LEAST} different ones are needed.${why}`,
    );
  }
  if (distinct < LEAST) {
    throw new ParallaxError(
      'DATA_TOO_SMALL',
      `${name} must have at least ${LEAST} rows with different pictures that can be read; got ${distinct}.${why}`,
    );
  }
}

/** Rows are named as the table's are, and what stands in them is shown. */
const SHOWN = 3;

function firstOf(refused: readonly Refused[], { image }: Table): string {
  const first = refused.slice(0, SHOWN).map(({ row, because }) => {
    return `row ${row + 1} (${JSON.stringify(image[row]!.slice(0, 120))}): ${because}`;
  });
  const more = refused.length - first.length;
  return `${first.join('; ')}${more > 0 ? `; and ${say(more)} more` : ''}.`;
}

function say(value: number): string {
  return value.toLocaleString('en-US');
}
