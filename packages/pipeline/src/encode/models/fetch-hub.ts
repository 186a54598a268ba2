import { join } from 'node:path';
import { inspect } from './cache.js';
import { download } from './download.js';
import { hubAddress, type ModelSource, type ModelVariant } from './model-lock.js';

/**
 * Downloads the files of a variant that its folder does not have yet.
 *
 * @throws WrongBytes; Error saying why the source cannot be had; AbortError when stopped
 */
export async function fetchHub(
  source: ModelSource & { kind: 'hub' },
  variant: ModelVariant,
  folder: string,
  options: { signal: AbortSignal; progress?(bytes: number, total: number): void },
): Promise<void> {
  const { missing, wrong } = await inspect(folder, variant);
  const places = new Set(wrong.map(({ place }) => place));
  const needed = Object.entries(variant.files)
    .filter(([path]) => missing.includes(path) || places.has(join(folder, path)))
    // The small ones first: a source that is no good is then known before 90 MB have come.
    .sort(([, a], [, b]) => a.bytes - b.bytes);
  const total = needed.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  let before = 0;
  for (const [path, { bytes, sha256 }] of needed) {
    const done = before;
    await download(
      hubFile(source.repository, source.revision, path),
      join(folder, path),
      { bytes, hash: { kind: 'sha256', hex: sha256 } },
      { signal: options.signal, progress: (size) => options.progress?.(done + size, total) },
    );
    before += bytes;
  }
}

/** Address of a file of a repository. */
export function hubFile(repository: string, revision: string, path: string): string {
  return `${hubAddress()}/${repository}/resolve/${revision}/${path}`;
}
