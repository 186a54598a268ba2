/**
 * The kernels beside figures that reference libraries gave on vectors of film overviews: see README.md.
 *
 *   node benchmarks/golden.mjs <folder> [--out <file.json>]
 *
 * Exits with 1 where a figure is outside its tolerance.
 */
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPool } from '@parallax-map/kernels';
import { CHECKS } from './lib/golden-checks.mjs';
import { printTable, resultsFile, writeResults } from './lib/report.mjs';
import { readVectors } from './lib/vectors.mjs';

const VECTORS = 'films5k-overview-minilm.f32';
const COLUMNS = 384;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: resultsFile('golden') } },
});
const [folder] = positionals;
if (positionals.length !== 1) {
  console.error('usage: node benchmarks/golden.mjs <folder of reference outputs> [--out <file.json>]');
  process.exit(2);
}
if (!(await there(VECTORS))) {
  console.error(`${folder} must hold ${VECTORS}, rows of ${COLUMNS} float32`);
  process.exit(2);
}
const vectors = await readVectors(join(folder, VECTORS), COLUMNS);
const pool = await createPool(2);
const files = [];
try {
  for (const { file, needs = [], check } of CHECKS) {
    if (!(await there(file))) {
      console.error(`${file} is not in the folder: left out`);
      continue;
    }
    const [golden, ...others] = await Promise.all([file, ...needs].map(readJson));
    files.push({ file, about: golden.about, figures: await check({ vectors, pool }, golden, ...others) });
  }
} finally {
  pool.close();
}
if (files.length === 0) {
  console.error(`${folder} must hold some of ${CHECKS.map(({ file }) => file).join(', ')}; it holds none`);
  process.exit(2);
}
const figures = files.flatMap(({ file, figures: own }) => own.map((figure) => ({ file, ...figure })));
printTable([
  ['figure', 'ours', 'theirs', 'tolerance', ''],
  ...figures.map(({ file, figure, ours, theirs, tolerance, met }) => [
    `${file.replace('.json', '')}: ${figure}`,
    ...[ours, theirs, tolerance].map(String),
    met ? 'met' : 'MISSED',
  ]),
]);
const missed = figures.filter(({ met }) => !met).length;
console.log(`\n${figures.length - missed} of ${figures.length} figures within their tolerances`);
await writeResults(values.out, { missed, files });
process.exitCode = missed > 0 ? 1 : 0;

function there(file) {
  return access(join(folder, file)).then(
    () => true,
    () => false,
  );
}

async function readJson(file) {
  return JSON.parse(await readFile(join(folder, file), 'utf8'));
}
