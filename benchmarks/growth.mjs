/**
 * How time and memory grow with the rows, by stage: see README.md.
 *
 *   npm run bench:growth -- [--rows 5000,20000,100000,500000,1000000] [--threads 2] [--out <file.json>]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { mean, printTable, resultsFile, round, writeResults } from './lib/report.mjs';
import { COLUMNS, writeSynthetic } from './lib/synthetic.mjs';

/** Rows from which on neighbours are approximate, and growth is that of the method which goes on. */
const LARGE = 100_000;
const ONCE = new URL('lib/growth-ours.mjs', import.meta.url).pathname;

const { rows, threads, out } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000,20000,100000,500000,1000000' },
    threads: { type: 'string', default: '2' },
    out: { type: 'string', default: resultsFile('growth') },
  },
}).values;

const sizes = rows.split(',').map(Number);
const scratch = await mkdtemp(join(tmpdir(), 'parallax-growth-'));
try {
  // The first rows of a large table are those of a small one.
  const path = join(scratch, 'rows.f32');
  await writeSynthetic('texture', Math.max(...sizes), path);
  const lines = [];
  for (const size of sizes) {
    console.error(`${size} rows`);
    lines.push(await measure(path, size));
  }
  const result = { threads: Number(threads), sizes: lines, exponents: exponents(lines) };
  print(result);
  await writeResults(out, result);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function measure(path, size) {
  const args = [ONCE, path, String(size), String(COLUMNS), threads];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 });
  const { stages, ...line } = JSON.parse(stdout);
  const wall = stages.reduce((sum, stage) => sum + stage.wall, 0);
  return {
    ...line,
    wall: round(wall, 2),
    cpu: round(
      stages.reduce((sum, stage) => sum + stage.cpu, 0),
      2,
    ),
    stages: stages.map((stage) => ({
      stage: stage.stage,
      wall: round(stage.wall, 2),
      cpu: round(stage.cpu, 2),
      share: round(stage.wall / wall, 2),
    })),
  };
}

/** Slopes of the logarithms on that of the rows, by least squares. */
function exponents(lines) {
  const large = lines.filter((line) => line.rows >= LARGE);
  const slopes = (some) =>
    some.length < 2
      ? {}
      : {
          seconds: slope(some, ({ wall }) => wall),
          processorSeconds: slope(some, ({ cpu }) => cpu),
          memory: slope(some, ({ peakMiB }) => peakMiB),
        };
  return { all: slopes(lines), large: { from: LARGE, ...slopes(large) } };
}

function slope(lines, valueOf) {
  const x = lines.map((line) => Math.log(line.rows));
  const y = lines.map((line) => Math.log(valueOf(line)));
  const [mx, my] = [mean(x), mean(y)];
  const across = x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  return round(across / x.reduce((sum, value) => sum + (value - mx) ** 2, 0), 2);
}

function print({ sizes: lines, exponents: found }) {
  printTable([
    ['rows', 'seconds', 'CPU s', 'peak MiB', 'recall', ...lines[0].stages.map(({ stage }) => stage)],
    ...lines.map(({ rows: size, wall, cpu, peakMiB, recall, stages }) => [
      size.toLocaleString('en'),
      ...[wall, cpu, peakMiB, round(recall, 4)],
      ...stages.map((stage) => `${stage.wall} s`),
    ]),
  ]);
  console.log(`exponents: ${JSON.stringify(found)}`);
}
