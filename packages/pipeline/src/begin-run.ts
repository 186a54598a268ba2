import {
  checkFailOn,
  countFindings,
  ParallaxError,
  type Audit,
  type Estimate,
  type FailOn,
  type Listener,
} from '@parallax-map/core';
import { auditSection, auditStep, encoderReach } from './audit/index.js';
import { dataStep, type DataOutput } from './data/index.js';
import {
  encodeStep,
  itemsOf,
  looksAtPictures,
  resolveEncoder,
  type Picture,
  type ResolvedEncoder,
  type ResolveEncoderOptions,
} from './encode/index.js';
import { checkDisk, estimateRun, isLarge } from './estimate/index.js';
import { keepReadable } from './pictures.js';
import { ownSection } from './own-places.js';
import type { Prepared } from './prepare.js';
import { VERSION } from './report.js';
import type { Made, StepRunner } from './run-step.js';
import { refitSeeds, settle } from './settle.js';
import { readTable } from './source/index.js';
import { artifactKey } from './step.js';
import { keptRows } from './store/index.js';

/** Most rows whose neighbours can be looked for in the 4 GiB that WebAssembly addresses. */
export const MOST_ROWS = 2_000_000;

export interface BeginOptions {
  /** What the run stops on before anything is encoded. */
  failOn: readonly FailOn[];
  listener: Listener;
  signal: AbortSignal;
}

/** What is known once the rows are read: before anything is encoded, and before anything is written. */
export interface Begun {
  audit: Made<Audit>;
  data: Made<DataOutput>;
  /** Names the rows as they were read, whatever encodes them. */
  rowsKey: string;
  /** Of the kept rows, where the encoder looks at them. */
  pictures: readonly Picture[] | null;
  /** Input rows that are kept, ascending. */
  kept: Uint32Array;
  /** Where models and vectors are looked for. */
  places: ResolveEncoderOptions;
  /** Null where nothing encodes. */
  encoder: ResolvedEncoder | null;
}

/** Decides which rows are kept, looks the table over, and finds the encoder. */
export async function beginRun(
  runner: StepRunner,
  prepared: Prepared,
  { failOn, listener, signal }: BeginOptions,
): Promise<Begun> {
  const { recipe, folder, name, profile, request } = prepared;
  const perspective = recipe.perspectives[name]!;
  const { columns, top, by, duplicates } = recipe.data;
  // What cannot be laid out is refused before anything is looked for in it, which can take a minute.
  const sees = looksAtPictures(perspective.encode);
  if (sees && columns.image === null) throw noColumn(perspective.encode.encoder);
  const rows = { columns, top, by, duplicates, reading: prepared.reading };
  const own = ownSection(perspective, columns);
  const section = { ...rows, ...own, ...(sees && { pictures: true as const }) };
  const read = await runner.run(dataStep, section, profile, [prepared.sha256]);
  checkSize(keptRows(read.output.table).length);
  const audit = await runner.run(
    auditStep,
    auditSection(recipe.data, encoderReach(perspective.encode), VERSION, own),
    profile,
    [prepared.profileKey],
  );
  const { findings } = audit.output;
  const told = { source: profile.name, counts: countFindings(audit.output), findings };
  listener({ type: 'audit', ...told, reused: audit.reused });
  checkFailOn(findings, failOn, profile.name);
  const places: ResolveEncoderOptions = {
    folder,
    tables: request.paths,
    cells: async (column) => (await readTable(request, [column])).cells.get(column),
    signal,
    emit: listener,
  };
  const encoder =
    perspective.encode.encoder === 'none' ? null : await resolveEncoder(perspective.encode, places);
  const { data, pictures } =
    encoder !== null && looksAtPictures(encoder.section)
      ? await keepReadable(runner, read, { decision: encoder.section, request, listener })
      : { data: read, pictures: null };
  const rowsKey = artifactKey(dataStep, rows, [prepared.sha256]);
  return { audit, data, rowsKey, pictures, kept: keptRows(data.output.table), places, encoder };
}

/** Says what the rest of a run will cost. */
export async function estimateRest(
  runner: StepRunner,
  { recipe, name }: Prepared,
  { data, kept, pictures, encoder }: Begun,
): Promise<Estimate> {
  const perspective = recipe.perspectives[name]!;
  const { epochs } = settle(perspective, kept.length);
  const refits = refitSeeds(perspective).length;
  return estimateRun(
    { items: itemsOf(data.output.table, kept, pictures), perspective, encoder, epochs, refits },
    runner.aside('estimate', 'seeing how long it will take'),
  );
}

/** The same where a run is large and begins from nothing; undefined where it is soon done. */
export async function estimateLarge(
  runner: StepRunner,
  prepared: Prepared,
  begun: Begun,
  listener: Listener,
): Promise<Estimate | undefined> {
  const { kept, encoder, data } = begun;
  if (
    encoder === null ||
    !isLarge(kept.length) ||
    (await runner.has(encodeStep, encoder.section, [data.key]))
  )
    return undefined;
  const estimate = await estimateRest(runner, prepared, begun);
  listener({ type: 'estimate', estimate });
  checkDisk(estimate, prepared.folder);
  return estimate;
}

function noColumn(encoder: string): ParallaxError {
  return new ParallaxError(
    'RECIPE_INVALID',
    `The encoder "${encoder}" needs data.columns.image, the column with a picture for each row; got null. Name it with --image.`,
  );
}

/** @throws ParallaxError DATA_TOO_LARGE for more than `MOST_ROWS` */
export function checkSize(rows: number): void {
  if (rows <= MOST_ROWS) return;
  const say = (count: number): string => count.toLocaleString('en-US');
  throw new ParallaxError(
    'DATA_TOO_LARGE',
    `${say(rows)} rows are kept; neighbours are found in memory, which holds up to ${say(MOST_ROWS)}. ` +
      `Keep fewer with --top ${MOST_ROWS} --by COLUMN.`,
  );
}
