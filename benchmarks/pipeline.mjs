/**
 * The whole job beside the Python stack, in one run: see README.md.
 *
 *   node benchmarks/pipeline.mjs <films.csv> --python <python> --baseline <pipeline.py> --model <folder>
 *                                [--top 5000] [--repeat 1] [--out <file.json>]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { printTable, resultsFile, round, writeResults } from './lib/report.mjs';
import { runParallax } from './lib/run-parallax.mjs';

const SAMPLE = fileURLToPath(new URL('../samples/films/films.csv', import.meta.url));

/** The same work under the names each side gives it. */
const PARTS = [
  { part: 'start, table, end' },
  { part: 'encode', parallax: ['encode'], python: ['encode'] },
  {
    part: 'neighbours, two layouts',
    parallax: ['neighbors', 'map', 'layout'],
    python: ['umap 5-D', 'umap 2-D'],
  },
  { part: 'clusters', parallax: ['linkage', 'cluster'], python: ['hdbscan'] },
  { part: 'levels, words', parallax: ['levels', 'label'], python: ['c-TF-IDF'] },
  { part: 'files, maps', parallax: ['publish'], python: ['static map', 'interactive map'] },
  { part: 'refit', parallax: ['refit'], python: [] },
];

const given = readArguments();
console.error('reading both programs into the disk cache');
await warmUp();
const parallax = [];
const int8 = [];
const python = [];
for (let turn = 1; turn <= given.repeat; turn++) {
  console.error(`parallax, turn ${turn}`);
  parallax.push(await timeParallax('fp32'));
  console.error(`parallax in 8 bits, turn ${turn}`);
  int8.push(await timeParallax('int8'));
  console.error(`python, turn ${turn}`);
  python.push(await timePython());
}
const ours = fastest(parallax);
const inEightBits = fastest(int8);
const theirs = fastest(python);
const ratios = ratiosOf(ours);
const ratiosInt8 = ratiosOf(inEightBits);
const parts = PARTS.map(({ part, parallax: names, python: stages }) => ({
  part,
  parallax: seconds(ours, names),
  int8: seconds(inEightBits, names),
  python: seconds(theirs, stages),
}));
show();
const results = {
  top: given.top,
  ratios,
  ratiosInt8,
  parts,
  parallax: ours,
  int8: inEightBits,
  python: theirs,
  turns: { parallax, int8, python },
};
await writeResults(given.out, results);

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      python: { type: 'string' },
      baseline: { type: 'string' },
      model: { type: 'string' },
      top: { type: 'string', default: '5000' },
      repeat: { type: 'string', default: '1' },
      out: { type: 'string', default: resultsFile('pipeline') },
    },
  });
  const { python, baseline, model } = values;
  const [top, repeat] = [Number(values.top), Number(values.repeat)];
  const counts = [top, repeat].every((count) => Number.isInteger(count) && count > 0);
  if (positionals.length !== 1 || !python || !baseline || !model || !counts) {
    throw new Error(
      'usage: pipeline.mjs <films.csv> --python <python> --baseline <pipeline.py> --model <folder> [--top 5000] [--repeat 1]',
    );
  }
  return {
    table: resolve(positionals[0]),
    // A bare name is looked up in PATH; the script runs in a folder of its own, so paths must not be relative.
    python: basename(python) === python ? python : resolve(python),
    baseline: resolve(baseline),
    model: resolve(model),
    top,
    repeat,
    out: values.out,
  };
}

/** Neither is charged for a download or a cold disk: the model is fetched, and every library read once. */
async function warmUp() {
  // The graph in 8 bits is made here, as the model is fetched here.
  for (const precision of ['fp32', 'int8']) {
    await inTemporaryFolder((out) =>
      runParallax(SAMPLE, ['--text', '{overview}', '--precision', precision, '--out', out]),
    );
  }
  await runPython(['-c', 'import sentence_transformers, umap, hdbscan, bertopic, datamapplot']);
}

/** Cold: a fresh folder, so that the store has nothing to offer. */
async function timeParallax(precision) {
  return inTemporaryFolder(async (out) => {
    const { seconds, peakMiB, summary } = await runParallax(given.table, [
      ...['--top', String(given.top), '--by', 'vote_count', '--text', '{overview}'],
      ...['--min-cluster-size', '20', '--precision', precision, '--out', out],
    ]);
    const timing = JSON.parse(await readFile(join(out, 'perspectives', 'main', 'timing.json'), 'utf8'));
    const { topics, noiseShare } = summary.report.counts;
    return { seconds: round(seconds, 1), peakMiB, topics, noise: round(noiseShare, 4), steps: timing.steps };
  });
}

/** Runs the script where it may leave its map; it prints one JSON line last: seconds by stage, peak memory. */
async function timePython() {
  return inTemporaryFolder(async (cwd) => {
    const started = performance.now();
    const { stdout } = await runPython(
      [given.baseline, given.table, given.model, '--top', String(given.top)],
      cwd,
    );
    const seconds = (performance.now() - started) / 1000;
    const said = JSON.parse(stdout.trim().split('\n').at(-1));
    const steps = Object.entries(said.stages).map(([step, stepSeconds]) => ({ step, seconds: stepSeconds }));
    return {
      seconds: round(seconds, 1),
      peakMiB: said.peak_mb,
      topics: said.clusters,
      noise: said.noise,
      steps,
    };
  });
}

async function runPython(words, cwd) {
  return promisify(execFile)(given.python, words, { cwd, maxBuffer: 2 ** 26 });
}

async function inTemporaryFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-pipeline-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ratiosOf(run) {
  return {
    seconds: round(theirs.seconds / run.seconds, 2),
    peakMiB: round(theirs.peakMiB / run.peakMiB, 2),
  };
}

function fastest(runs) {
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best));
}

/** Seconds of each part of the job; what no step accounts for is starting, reading the table and ending. */
function seconds(run, names) {
  const of = (steps) => steps.reduce((sum, step) => sum + step.seconds, 0);
  if (names !== undefined) return round(of(run.steps.filter(({ step }) => names.includes(step))), 2);
  const side = run === theirs ? 'python' : 'parallax';
  const known = PARTS.flatMap((part) => part[side] ?? []);
  return round(run.seconds - of(run.steps.filter(({ step }) => known.includes(step))), 2);
}

function show() {
  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  console.log();
  printTable([
    ['seconds', 'Parallax', 'in 8 bits', 'Python'],
    ...parts.map(({ part, parallax, int8: eight, python }) => [
      part,
      ...[parallax, eight, python].map((value) => value.toFixed(2)),
    ]),
    ['whole process', ...[ours, inEightBits, theirs].map((run) => run.seconds.toFixed(1))],
    ['peak memory, MiB', ours.peakMiB, inEightBits.peakMiB, theirs.peakMiB],
    ['topics', ours.topics, inEightBits.topics, theirs.topics],
    ['noise', ...[ours, inEightBits, theirs].map((run) => percent(run.noise))],
  ]);
  console.log(
    `\nPython / Parallax: ${ratios.seconds} in wall time, ${ratios.peakMiB} in peak memory; ` +
      `in 8 bits ${ratiosInt8.seconds} and ${ratiosInt8.peakMiB}`,
  );
}
