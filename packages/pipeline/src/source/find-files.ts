import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { didYouMean, ParallaxError } from '@parallax-map/core';
import { glob } from 'tinyglobby';

/**
 * The files that a source names: itself where it is a file, even with *, ? or [ in its name; else those that match
 * it as a pattern, ascending by the bytes of their paths. A file that is named again is not read again.
 *
 * @param sources paths or patterns, in the order their rows come
 * @param base folder that they are relative to
 * @returns absolute paths
 * @throws ParallaxError DATA_MISSING where one names nothing, with the nearest names there are
 */
export async function findFiles(sources: readonly string[], base: string): Promise<string[]> {
  const found: string[] = [];
  for (const source of sources) found.push(...(await filesOf(source, base)));
  return [...new Set(found)];
}

/** Whether a source, if no file is called so, is a pattern. */
export function isPattern(source: string): boolean {
  return /[*?[{]/.test(source);
}

async function filesOf(source: string, base: string): Promise<string[]> {
  const path = resolve(base, source);
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => error.code);
  if (typeof there === 'object') {
    if (there.isFile() || there.isDirectory()) return [path];
    // A table is read more than once, which a pipe cannot be, and a device may never end.
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${source} must be a file; it is ${there.isFIFO() ? 'a pipe' : 'a device or socket'}. \`-\` reads the standard input: parallax run - < ${basename(source)}`,
    );
  }
  if (there === 'EACCES') {
    throw new ParallaxError('DATA_MISSING', `${source} may not be read; a table is needed`);
  }
  const { folder, rest } = await literalFolder(source, base);
  if (!isPattern(rest)) {
    throw new ParallaxError(
      'DATA_MISSING',
      `${source} is not there, or may not be read.${didYouMean(basename(source), await namesIn(folder))}`,
    );
  }
  const matches = await glob(rest, { cwd: folder, onlyFiles: true, expandDirectories: false });
  if (matches.length === 0) {
    throw new ParallaxError(
      'DATA_MISSING',
      `no file matches the pattern ${source}.${nearestNames(basename(rest), await namesIn(folder))}`,
    );
  }
  return matches.sort(byBytes).map((match) => resolve(folder, match));
}

/** Folders that are there by the name they have are no patterns, whatever their names hold. */
async function literalFolder(source: string, base: string): Promise<{ folder: string; rest: string }> {
  const parts = source.split(/[\\/]/);
  let folder = /^[\\/]/.test(source) ? resolve('/') : base;
  while (parts.length > 1) {
    const next = resolve(folder, parts[0]!);
    const isFolder = (await stat(next).catch(() => undefined))?.isDirectory() === true;
    if (!isFolder) break;
    folder = next;
    parts.shift();
  }
  return { folder, rest: parts.join('/') };
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const files: string[] = [];
  for (const name of names.sort(byBytes)) {
    if ((await lstat(resolve(folder, name)).catch(() => undefined))?.isDirectory() === false)
      files.push(name);
  }
  return files;
}

/** Names that begin as the pattern does, or else end so. */
function nearestNames(pattern: string, names: readonly string[]): string {
  const head = pattern.split(/[*?[{]/)[0]!.toLowerCase();
  const shared = (name: string): number => {
    let length = 0;
    while (length < head.length && name[length]?.toLowerCase() === head[length]) length++;
    return length;
  };
  const alike = names.filter((name) => shared(name) > 0).sort((a, b) => shared(b) - shared(a));
  const ending = names.filter((name) => extname(name) !== '' && extname(name) === extname(pattern));
  const nearest = (alike.length > 0 ? alike : ending).slice(0, MOST_NAMES);
  return nearest.length === 0 ? '' : ` The nearest names there are ${nearest.join(', ')}.`;
}

const MOST_NAMES = 3;

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
