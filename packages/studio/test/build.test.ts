import { liveFolder, offlineShell } from '@parallax-map/studio';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const BUILD = fileURLToPath(new URL('../build.mjs', import.meta.url));

it('builds to the same bytes, wherever and whenever it is built', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-build-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await promisify(execFile)(process.execPath, [BUILD, folder], { cwd: folder });
  const advice = 'If the sources changed, run "npm run build" first.';
  expect(sha256(await readFile(join(folder, 'offline.html'))), advice).toBe(sha256(await offlineShell()));
  expect(await sums(join(folder, 'live')), advice).toEqual(await sums(liveFolder));
}, 120_000);

/** SHA-256 of each file in a folder, by its path there. */
async function sums(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.sort().map(async (file) => [file.slice(folder.length), sha256(await readFile(file))]);
  return Object.fromEntries(await Promise.all(pairs)) as Record<string, string>;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
