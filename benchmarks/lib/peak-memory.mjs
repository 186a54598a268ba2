/**
 * Loaded before a program with `node --import`: writes the largest resident memory of the process, in MiB, to
 * the file named by BENCH_PEAK_FILE when it ends.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.BENCH_PEAK_FILE;
// Worker threads inherit --import; they share the process, which reports once.
if (isMainThread && file !== undefined) {
  process.on('exit', () => writeFileSync(file, String(Math.round(process.resourceUsage().maxRSS / 1024))));
}
