import { pictureWords, type Listener, type Report, type StudioData, type Topics } from '@parallax-map/core';
import { encodeLinkage } from '@parallax-map/kernels';
import { createHash } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJson, encodeAnswer, encodeJson, keptRows, writeFilesAtomic } from '../store/index.js';
import type { Artifact } from '../store/index.js';
import type { Step } from '../step.js';
import { rejectsCsv } from '../source/index.js';
import { offlinePage } from './offline-page.js';
import type { PictureInput } from './png.js';
import type { Results } from './results.js';
import { studioTables, type StudioTable } from './studio-table.js';
import { withFields, type ShownColumn } from './table-columns.js';

/** What the perspective's folder should hold, and what the local server serves. */
export interface Published {
  studio: Uint8Array;
  table: Uint8Array;
  /** The answer in the form a later one is compared with, by file name. */
  answer: Record<string, Uint8Array>;
  /** File name → SHA-256 of what was written last. */
  files: Record<string, string>;
}

/**
 * Writes the perspective's folder. Its artifact holds the studio's data and the hashes of the files, so that a
 * run that changes nothing only has to look whether they are still there.
 *
 * @param folder `…/perspectives/main`
 * @param shell the studio's offline shell; without one there is no map.html
 */
export function publishStep(folder: string, shell: string | undefined): Step<unknown, Results, Published> {
  return {
    name: 'publish',
    version: 10,
    about: 'writing rows, topics, report and map',
    async make(_section, results, { signal, emit }) {
      // The database and the canvas are native libraries that a run with nothing to write should not load.
      const { renderPng, scriptsWithoutFont } = await import('./png.js');
      const { rowsParquet } = await import('./rows-parquet.js');
      const { live, offline, shown } = studioTables(results);
      const data = studioData(results, shown, { naming: await results.naming?.() });
      const still = picture(results);
      const files: Record<string, Uint8Array> = {
        'rows.parquet': await rowsParquet(results.table, results),
        'topics.json': encodeJson(results.topics),
        'report.json': encodeJson(results.report),
        'audit.json': encodeJson(results.audit),
        'rejects.csv': new TextEncoder().encode(rejectsCsv(results.audit.reading.rejects)),
        'map.png': await renderPng(still),
      };
      if (shell !== undefined) {
        const small = offline();
        files['map.html'] = offlinePage(
          shell,
          data(small),
          small.bytes,
          results.linkage && encodeLinkage(results.linkage),
        );
      }
      signal.throwIfAborted();
      await mkdir(folder, { recursive: true });
      await writeFilesAtomic(folder, files);
      await startEdits(folder);
      const hashes = Object.fromEntries(
        Object.entries(files).map(([name, content]) => [name, sha256(content)]),
      );
      const answer = encodeAnswer(results.table, results.levels, results.topics);
      const published = { studio: encodeJson(data(live)), table: live.bytes, answer, files: hashes };
      // After everything is bytes: what fonts a machine has must not change a result but the picture.
      warnOfFonts(scriptsWithoutFont(still), emit);
      return published;
    },
    save: ({ studio, table, answer, files }) => ({
      ...answer,
      'studio.json': studio,
      'map.arrow': table,
      'files.json': encodeJson(files),
    }),
    load: loadPublished,
    stands: (published) => isStanding(folder, published),
  };
}

/** The studio's two inputs. */
export interface StudioFiles {
  data: StudioData;
  table: Uint8Array;
}

/** @param stage how far the run has come; absent when all of it is there */
export function studioFiles(results: Results, known: StudioKnown = {}): StudioFiles {
  const { live, shown } = studioTables(results);
  return { data: studioData(results, shown, known)(live), table: live.bytes };
}

/** What only a finished answer has, or only one on its way. */
type StudioKnown = { [K in 'naming' | 'stage']?: StudioData[K] | undefined };

export function loadPublished({ files }: Artifact): Published {
  const { 'studio.json': studio, 'map.arrow': table, 'files.json': hashes, ...answer } = files;
  if (!studio || !table || !hashes)
    throw new Error('the artifact must hold studio.json, map.arrow and files.json');
  return { studio, table, answer, files: decodeJson(hashes) as Record<string, string> };
}

function warnOfFonts(scripts: readonly string[], emit: Listener): void {
  if (scripts.length === 0) return;
  const message =
    `map.png shows boxes for some letters (${scripts.join(', ')}): no font on this machine has them. ` +
    'Install one, delete map.png and run again; map.html draws them wherever the browser can.';
  emit({ type: 'warning', step: 'publish', code: 'FONT_MISSING', message });
}

/** Whether the folder still holds what was published. */
async function isStanding(folder: string, published: Published): Promise<boolean> {
  for (const [name, hash] of Object.entries(published.files)) {
    const content = await readFile(join(folder, name)).catch(() => undefined);
    if (content === undefined || sha256(content) !== hash) return false;
  }
  return true;
}

/** What people decide is theirs: the file is made once and never written over. */
async function startEdits(folder: string): Promise<void> {
  const file = await open(join(folder, 'edits.jsonl'), 'a');
  await file.close();
}

function picture({ name, table, map, clustering, topics, report }: Results): PictureInput {
  const axis = (offset: number): Float32Array =>
    Float32Array.from({ length: map.rows }, (_, point) => map.data[2 * point + offset]!);
  const places = { x: axis(0), y: axis(1), topic: clustering.labels, topics };
  const rows = keptRows(table);
  const weight = (point: number): number => table.weight[rows[point]!]!;
  return { ...places, weight, ...pictureWords({ name, topics, report }) };
}

/** What stands beside one of the tables. */
function studioData(
  results: Results,
  shown: readonly ShownColumn[],
  known: StudioKnown,
): (table: StudioTable) => StudioData {
  const { name, report, topics, columns, audit, table, picture } = results;
  return ({ textCut }) => ({
    version: 1,
    name,
    perspective: report.perspective,
    facets: table.columns.filter(({ facet }) => facet).map((column) => column.name),
    topics: topics satisfies Topics,
    report: report satisfies Report,
    columns: withFields(columns, shown),
    picture,
    audit,
    textCut,
    ...(known.naming && { naming: known.naming }),
    ...(known.stage && { stage: known.stage }),
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
