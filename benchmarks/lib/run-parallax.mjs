import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PARALLAX = fileURLToPath(new URL('../../packages/cli/bin/parallax.js', import.meta.url));
const PEAK_MEMORY = new URL('./peak-memory.mjs', import.meta.url).href;

/**
 * Runs the real command, as built, and waits for it.
 *
 * @param {string} table
 * @param {string[]} flags what follows the table; `--no-open --json` are added
 * @returns {Promise<{ seconds: number, peakMiB: number, summary: import('@parallax-map/core').RunSummary }>}
 *   wall time of the whole process, its peak resident memory, and what the run says of itself
 */
export async function runParallax(table, flags) {
  const peakFile = join(tmpdir(), `parallax-peak-${process.pid}.txt`);
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', PEAK_MEMORY, PARALLAX, 'run', table, ...flags, '--no-open', '--json'],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, BENCH_PEAK_FILE: peakFile } },
  );
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let summary;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.type === 'summary') summary = event.summary;
    if (event.type === 'warning') console.error(`  ! ${event.message} [${event.code}]`);
    if (event.type === 'step-done' && !event.reused) {
      console.error(`  ${event.step.padEnd(16)} ${event.seconds.toFixed(1)} s`);
    }
  }
  const status = await ended;
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0 || summary === undefined) {
    throw new Error(`parallax run must end with status 0 and a summary; got status ${status}`);
  }
  const { fellBackBecause } = summary.report.encoder;
  if (fellBackBecause !== null) throw new Error(`the sentence encoder must be there: ${fellBackBecause}`);
  const peakMiB = Number(await readFile(peakFile, 'utf8'));
  await rm(peakFile);
  return { seconds, peakMiB, summary };
}
