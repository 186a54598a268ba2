import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PARALLAX = fileURLToPath(new URL('../../packages/cli/bin/parallax.js', import.meta.url));

/**
 * Runs the real command and kills it with SIGKILL as soon as that share of the texts is encoded.
 *
 * @param {string} table
 * @param {string[]} flags what follows the table
 * @param {number} share 0 to 1; above 1 the run is left alone
 * @returns {Promise<{ encoded: number | null }>} texts that were done when it was killed; null where it ended
 */
export async function killWhileEncoding(table, flags, share) {
  const child = spawn(process.execPath, [PARALLAX, 'run', table, ...flags, '--no-open', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let encoded = null;
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    // A line that the kill cut off is no event.
    const event = line.endsWith('}') ? JSON.parse(line) : {};
    if (encoded !== null || event.type !== 'progress' || event.step !== 'encode') continue;
    if (event.done >= share * event.total) {
      encoded = event.done;
      child.kill('SIGKILL');
    }
  }
  const status = await ended;
  if (encoded === null && status !== 0) throw new Error(`parallax run must end with status 0; got ${status}`);
  return { encoded };
}

/** SHA-256 of the vectors that a folder of results stands on, in hex. */
export async function hashOfVectors(folder) {
  const step = join(folder, '.store', 'encode');
  const keys = await readdir(step);
  if (keys.length !== 1) throw new Error(`${step} must hold one artifact; it holds ${keys.length}`);
  return createHash('sha256')
    .update(await readFile(join(step, keys[0], 'vectors.arrow')))
    .digest('hex');
}
