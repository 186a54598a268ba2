/**
 * Shows that the overviews of the sample are not those of TMDB: no run of eight words stands in both. See README.md.
 *
 *   node benchmarks/sample-overlap.mjs <films-tmdb.csv> [--sample samples/films/films.csv] [--words 8]
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';

const SAMPLE = fileURLToPath(new URL('../samples/films/films.csv', import.meta.url));

const { values, positionals } = parseArgs({
  options: { sample: { type: 'string', default: SAMPLE }, words: { type: 'string', default: '8' } },
  allowPositionals: true,
});
const [table] = positionals;
const length = Number(values.words);
if (table === undefined)
  throw new Error('the table to compare with must be named: sample-overlap.mjs <films-tmdb.csv>');
if (!Number.isInteger(length) || length < 1)
  throw new Error(`--words must be 1 or more, got ${values.words}`);

const [ours, theirs] = await Promise.all([overviews(values.sample), overviews(table)]);
const known = new Set(theirs.flatMap(({ overview }) => runs(overview)));
const shared = ours.flatMap(({ title, overview }) =>
  runs(overview)
    .filter((run) => known.has(run))
    .map((run) => ({ title, run })),
);
for (const { title, run } of shared) console.log(`${title}: ${run}`);
console.log(
  `${shared.length} runs of ${length} words are shared by ${ours.length} overviews here and ${theirs.length} there`,
);
process.exitCode = shared.length === 0 ? 0 : 1;

async function overviews(file) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(
    "SELECT title, overview FROM read_csv($1, header = true, all_varchar = true, ignore_errors = true) WHERE overview <> ''",
    [file],
  );
  return reader.getRowObjects();
}

/** Runs of words, without case and punctuation. */
function runs(text) {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu) ?? [];
  return words.slice(length - 1).map((_, i) => words.slice(i, i + length).join(' '));
}
