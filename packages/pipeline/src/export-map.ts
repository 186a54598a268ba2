import { didYouMean, ParallaxError, pictureWords, type StudioData, type ThemeName } from '@parallax-map/core';
import { tableFromIPC } from 'apache-arrow';
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { openFolder, type ResultsFolder } from './folder.js';
import { offlinePage } from './publish/index.js';
import type { PictureInput } from './publish/png.js';
import { writeFileAtomic } from './store/index.js';

export const EXPORTS = ['png', 'svg', 'html'] as const;
export type ExportKind = (typeof EXPORTS)[number];

export interface ExportOptions extends Pick<PictureInput, 'width' | 'height' | 'level'> {
  what: ExportKind;
  /** Default `main`. */
  perspective?: string | undefined;
  /** Where the file goes; default the working folder, called as the folder of results. */
  out?: string | undefined;
  /** Default `day`. */
  theme?: ThemeName | undefined;
  /** Whether a file that stands there is written over; default no. */
  force?: boolean | undefined;
  /** The studio's offline shell, for `html`. */
  shell?: string | undefined;
}

/** The file that was written. */
export interface Exported {
  path: string;
  bytes: number;
}

/**
 * Writes the map of a folder of results as a picture or as one page, whole or not at all. Same results, same options,
 * same bytes.
 *
 * @throws ParallaxError FOLDER_INVALID for what is no folder of results, USAGE for a perspective it lacks, a size that
 *   cannot be drawn or a file that stands there already, OUT_UNWRITABLE where the file or its folder cannot be
 */
export async function exportMap(path: string, options: ExportOptions): Promise<Exported> {
  const folder = await openFolder(path);
  const perspective = options.perspective ?? 'main';
  await checkPerspective(folder, perspective, path);
  const out = resolve(options.out ?? defaultName(folder.name, perspective, options.what));
  await checkPlace(out, options.force === true);
  const { studio, table } = await folder.studio(perspective);
  const bytes = await rendered(
    JSON.parse(studio) as StudioData,
    table,
    await folder.linkage(perspective),
    options,
  );
  try {
    await writeFileAtomic(out, bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ParallaxError('OUT_UNWRITABLE', `${out} cannot be written: ${reason}`, { cause });
  }
  return { path: out, bytes: bytes.length };
}

async function rendered(
  data: StudioData,
  table: Uint8Array,
  linkage: Uint8Array | undefined,
  options: ExportOptions,
): Promise<Uint8Array> {
  const { what, width, height, level, theme, shell } = options;
  if (what === 'html') {
    if (shell === undefined) throw new Error('a page needs the shell of the studio');
    return offlinePage(shell, data, table, linkage);
  }
  const rows = tableFromIPC(table);
  const column = <A>(name: string): A => rows.getChild(name)!.toArray() as A;
  const weights = rows.getChild('weight')!;
  const input: PictureInput = {
    ...{ x: column<Float32Array>('x'), y: column<Float32Array>('y') },
    topic: column<Int32Array>(`level_${data.topics.levels.length}`),
    topics: data.topics,
    weight: (row) => weights.get(row) as number | null,
    ...pictureWords(data),
    ...{ width, height, level, theme },
  };
  // The canvas is a native library that a page needs nothing of.
  if (what === 'svg') return (await import('./publish/svg.js')).renderSvg(input);
  return (await import('./publish/png.js')).renderPng(input);
}

async function checkPerspective(folder: ResultsFolder, wanted: string, path: string): Promise<void> {
  const known = await folder.perspectives();
  if (known.includes(wanted)) return;
  throw new ParallaxError(
    'USAGE',
    `${path} has no results of a perspective "${wanted}".${didYouMean(wanted, known)} It has ${known.join(', ')}.`,
  );
}

/** films.png; films-leaves.png for another perspective than the main one. */
function defaultName(name: string, perspective: string, what: ExportKind): string {
  return `${name}${perspective === 'main' ? '' : `-${perspective}`}.${what}`;
}

async function checkPlace(out: string, force: boolean): Promise<void> {
  const folder = await stat(dirname(out)).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw new ParallaxError('OUT_UNWRITABLE', `${out} cannot be written: there is no folder ${dirname(out)}`);
  }
  const there = await stat(out).catch(() => undefined);
  if (there === undefined) return;
  if (there.isDirectory()) {
    throw new ParallaxError('USAGE', `--out needs a file; ${out} is a folder. Name a file in it.`);
  }
  if (force) return;
  throw new ParallaxError(
    'USAGE',
    `${out} is there already, and is left as it is. --force writes over it, --out names another file than ${basename(out)}.`,
  );
}
