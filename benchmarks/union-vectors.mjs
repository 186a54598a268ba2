/**
 * Vectors of a corpus that is no films: passages of the State of the Union addresses by all-MiniLM-L6-v2, for
 * `layouts.mjs --vectors`. See README.md.
 *
 *   node benchmarks/union-vectors.mjs <out.f32> [--rows 5000] [--threads 2]
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findModel, MINILM_L6_V2 } from '../packages/pipeline/dist/encode/index.js';
import { fetchUnion, readUnion } from '../scripts/union.mjs';
import { encodeAfresh } from './lib/encoding.mjs';

const never = new globalThis.AbortController().signal;

const { values, positionals } = parseArgs({
  options: { rows: { type: 'string', default: '5000' }, threads: { type: 'string', default: '2' } },
  allowPositionals: true,
});
const [out] = positionals;
if (out === undefined) throw new Error('the file to write must be named: union-vectors.mjs <out.f32>');

const scratch = await mkdtemp(join(tmpdir(), 'parallax-union-'));
try {
  const all = (await readUnion(await fetchUnion(scratch))).map((row) => row.text);
  const wanted = Math.min(all.length, Number(values.rows));
  const texts = Array.from({ length: wanted }, (_, i) => all[Math.floor((i * all.length) / wanted)]);
  const model = await findModel(MINILM_L6_V2, { signal: never, note: console.error });
  const { data } = await encodeAfresh(model, texts, Number(values.threads), scratch);
  await writeFile(out, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  console.log(`${wanted} of ${all.length} passages: ${out}`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
