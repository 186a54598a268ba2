/**
 * Nearest neighbours beside pynndescent, on the tables of the scale races and on others: see README.md.
 *
 *   node benchmarks/neighbors.mjs [--python <python>] [--tables blobs:100000,texture:100000]
 *                                 [--vectors <name>=<file.f32> ...] [--threads 2] [--repeat 2] [--out <file.json>]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { printTable, resultsFile, round, writeResults } from './lib/report.mjs';
import { COLUMNS, writeSynthetic } from './lib/synthetic.mjs';

const NEIGHBORS = 15;
const here = (path) => new URL(path, import.meta.url).pathname;

const { python, tables, vectors, threads, repeat, out } = parseArgs({
  options: {
    python: { type: 'string' },
    tables: { type: 'string', default: 'blobs:100000,texture:100000' },
    vectors: { type: 'string', multiple: true, default: [] },
    threads: { type: 'string', default: '2' },
    repeat: { type: 'string', default: '2' },
    out: { type: 'string', default: resultsFile('neighbors') },
  },
}).values;

const scratch = await mkdtemp(join(tmpdir(), 'parallax-neighbors-'));
try {
  const results = [];
  for (const name of tables.split(',').filter((table) => table !== '')) {
    const [kind, rows] = name.split(':');
    const path = join(scratch, 'rows.f32');
    await writeSynthetic(kind, Number(rows), path);
    results.push(await race(name, path));
  }
  for (const given of vectors) {
    const [name, path] = given.split('=');
    results.push(await race(name, path));
  }
  print(results);
  await writeResults(out, { k: NEIGHBORS, threads: Number(threads), tables: results });
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** All in turn on the same rows, within the same minutes. */
async function race(name, path) {
  console.error(name);
  const shared = [path, String(COLUMNS), String(NEIGHBORS)];
  const ours = await lineOf(process.execPath, [here('lib/neighbors-once.mjs'), ...shared, threads, repeat]);
  if (python === undefined) return { name, ours };
  const theirs = {};
  for (const settings of ['default', 'umap']) {
    const options = ['--columns', String(COLUMNS), '--k', String(NEIGHBORS), '--settings', settings];
    theirs[settings] = await lineOf(python, [
      here('python/neighbors.py'),
      path,
      ...options,
      '--repeat',
      repeat,
    ]);
  }
  return { name, ours, pynndescent: theirs };
}

async function lineOf(program, args) {
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function print(results) {
  const cells = (name, who, { cold, warm, cpu, recall, peakMiB }) => [
    `${name}, ${who}`,
    ...[cold, warm, cpu, round(recall, 4), peakMiB],
  ];
  printTable([
    ['', 'cold s', 'warm s', 'CPU s', 'recall', 'peak MiB'],
    ...results.flatMap(({ name, ours, pynndescent = {} }) => [
      cells(name, 'Parallax', ours),
      ...Object.entries(pynndescent).map(([settings, line]) =>
        cells(name, `pynndescent (${settings})`, line),
      ),
    ]),
  ]);
}
