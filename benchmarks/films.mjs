/**
 * Quality of the whole job on a table of films, seed by seed: see README.md.
 *
 *   node benchmarks/films.mjs <films.csv> [--reference <folder>] [--seeds 0,1,2,3,4] [--top 5000]
 *                             [--out <file.json>]
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readIntRows } from './lib/npy.mjs';
import { judge } from './lib/quality.mjs';
import { median, printTable, resultsFile, round, writeResults } from './lib/report.mjs';
import { readFilms, readMatrices, readResults } from './lib/results.mjs';
import { runParallax } from './lib/run-parallax.mjs';

/** What a median has to be, ends included. */
const TARGETS = [
  { name: 'topics', least: 42, most: 51, digits: 0 },
  { name: 'noise', least: 0.46, most: 0.55, digits: 3 },
  { name: 'purityRatio', least: 1.65, most: 1.85, digits: 3 },
  { name: 'meanAri', least: 0.52, most: 1, digits: 3 },
  { name: 'trustworthiness2d', least: 0.8, most: 1, digits: 4 },
  { name: 'trustworthiness5d', least: 0.895, most: 1, digits: 4 },
];

const { table, reference, seeds, top, out: resultsPath } = readArguments();
const films = await readFilms(table);
const references = reference === undefined ? [] : await readIntRows(join(reference, 'hdb_labels5seeds.npy'));
const folder = await mkdtemp(join(tmpdir(), 'parallax-films-'));
try {
  const judged = [];
  for (const seed of seeds) judged.push({ seed, ...rounded(await judgeSeed(seed)) });
  const verdicts = TARGETS.filter(({ name }) => judged[0][name] !== null).map((target) =>
    verdict(target, judged),
  );
  show(judged, verdicts);
  await writeResults(resultsPath, { top, minClusterSize: 20, seeds: judged, medians: verdicts });
} finally {
  await rm(folder, { recursive: true, force: true });
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      reference: { type: 'string' },
      seeds: { type: 'string', default: '0,1,2,3,4' },
      top: { type: 'string', default: '5000' },
      out: { type: 'string', default: resultsFile('films') },
    },
  });
  const seeds = values.seeds.split(',').map(Number);
  const top = Number(values.top);
  const whole = (value) => Number.isInteger(value) && value >= 0;
  if (positionals.length !== 1 || !seeds.every(whole) || !whole(top)) {
    throw new Error('usage: films.mjs <films.csv> [--reference <folder>] [--seeds 0,1,2,3,4] [--top 5000]');
  }
  return { table: positionals[0], reference: values.reference, seeds, top, out: values.out };
}

/** One perspective per seed in one folder: the vectors are made once and serve them all. */
async function judgeSeed(seed) {
  console.error(`seed ${seed}`);
  const before = await storedLayouts();
  const perspective = `s${seed}`;
  await runParallax(table, [
    ...['--top', String(top), '--by', 'vote_count', '--text', '{overview}'],
    ...['--min-cluster-size', '20', '--seed', String(seed)],
    // The refit is a layout of another seed: here it would only be mistaken for one of the layouts to judge.
    ...['--no-refit', '--out', folder, '--perspective', perspective],
  ]);
  const results = await readResults(folder, perspective);
  checkRows(results);
  const quality = await judge({
    ...results,
    genre: Array.from(results.row, (row) => films[row].genres.split(',')[0].trim()),
    references,
    vectors: only('encode', [...(await readMatrices(folder, 'encode')).values()]),
    layout: only(
      'layout',
      [...(await readMatrices(folder, 'layout'))]
        .filter(([key, { cols }]) => !before.has(key) && cols === 5)
        .map(([, matrix]) => matrix),
    ),
    seed,
  });
  const meanAri =
    quality.ari.length === 0 ? null : quality.ari.reduce((sum, ari) => sum + ari, 0) / quality.ari.length;
  return { kept: results.row.length, ...quality, meanAri };
}

/** Six digits: more would be noise. */
function rounded(quality) {
  const short = (value) => (typeof value === 'number' ? round(value, 6) : value);
  return Object.fromEntries(
    Object.entries(quality).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(short) : short(value),
    ]),
  );
}

async function storedLayouts() {
  return new Set(await readdir(join(folder, '.store', 'layout')).catch(() => []));
}

function only(step, matrices) {
  if (matrices.length !== 1)
    throw new Error(`one matrix of the step ${step} was expected in the store; found ${matrices.length}`);
  return matrices[0];
}

/** Rows are told by their place: both readings of the table must agree on it. */
function checkRows({ total, row, id }) {
  const shifted = Array.from(row).find((place, i) => films[place]?.id !== id[i]);
  if (total !== films.length || shifted !== undefined) {
    throw new Error(
      `rows.parquet must follow the table row by row; ${total} and ${films.length} rows, first difference at row ${shifted}`,
    );
  }
}

function verdict({ name, least, most, digits }, judged) {
  const value = round(median(judged.map((one) => one[name])), digits);
  return { name, median: value, least, most, met: value >= least && value <= most };
}

function show(judged, verdicts) {
  const columns = verdicts.map(({ name }) => TARGETS.find((target) => target.name === name));
  const cells = (one) => columns.map(({ name, digits }) => one[name].toFixed(digits));
  console.log();
  printTable([
    ['', ...columns.map(({ name }) => name)],
    ...judged.map((one) => [`seed ${one.seed}`, ...cells(one)]),
    ['median', ...verdicts.map((one, i) => one.median.toFixed(columns[i].digits))],
    ['target', ...verdicts.map(({ least, most }) => (most === 1 ? `≥ ${least}` : `${least}–${most}`))],
    ['', ...verdicts.map(({ met }) => (met ? 'met' : 'missed'))],
  ]);
}
