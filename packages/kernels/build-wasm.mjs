/**
 * Compiles assembly/ to WebAssembly and writes the bytes as base64 into src/wasm/*.generated.ts, so that the
 * package carries its kernels inside its JavaScript: no file to find, nothing for a bundler to be told.
 *
 * Each kernel is compiled twice from the same source: for memory that threads share, and for plain memory, which
 * is all that a page without the isolation headers may have.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));
const generated = join(here, 'src/wasm');

/** Name of the kernel, its source, and the integer constants it is compiled for. */
const KERNELS = [
  { name: 'neighbors-exact', source: 'neighbors-exact.ts', constants: {} },
  { name: 'neighbors-integers', source: 'neighbors-integers.ts', constants: {} },
  { name: 'neighbors-bits', source: 'neighbors-bits.ts', constants: {} },
  { name: 'neighbors-cells', source: 'neighbors-cells.ts', constants: {} },
  { name: 'faithfulness', source: 'faithfulness.ts', constants: {} },
  { name: 'layout2', source: 'layout.ts', constants: { DIM: 2 } },
  { name: 'layout3', source: 'layout.ts', constants: { DIM: 3 } },
  { name: 'layout5', source: 'layout.ts', constants: { DIM: 5 } },
  { name: 'layout-any', source: 'layout-any.ts', constants: {} },
  { name: 'hdbscan', source: 'hdbscan.ts', constants: { ANY_METRIC: 0 } },
  { name: 'hdbscan-any', source: 'hdbscan.ts', constants: { ANY_METRIC: 1 } },
  { name: 'kmeans', source: 'kmeans.ts', constants: {} },
  { name: 'logistic', source: 'logistic.ts', constants: {} },
  { name: 'svd', source: 'svd.ts', constants: {} },
  { name: 'fuzzy-set', source: 'fuzzy-set.ts', constants: {} },
  { name: 'spectral', source: 'spectral.ts', constants: {} },
];

const work = await mkdtemp(join(tmpdir(), 'kernels-wasm-'));
try {
  await mkdir(generated, { recursive: true });
  for (const kernel of KERNELS) {
    const shared = await compile(kernel, ['--sharedMemory', '--maximumMemory', '65536']);
    const plain = await compile(kernel, []);
    await writeFile(
      join(generated, `${kernel.name}.generated.ts`),
      `// Made by build-wasm.mjs from assembly/${kernel.source}; not kept in git.\n` +
        `export const wasm = {\n  shared: '${shared.toString('base64')}',\n  plain: '${plain.toString('base64')}',\n};\n`,
    );
    console.log(`${kernel.name}: ${plain.length} bytes`);
  }
} finally {
  await rm(work, { recursive: true, force: true });
}

async function compile(kernel, memoryOptions) {
  const out = join(work, 'kernel.wasm');
  const constants = Object.entries(kernel.constants).flatMap(([name, value]) => [
    '--use',
    `${name}=${value}`,
  ]);
  const { error, stderr } = await asc.main([
    join(here, 'assembly', kernel.source),
    ...constants,
    ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd,threads'],
    ...['--importMemory', '--initialMemory', '1', ...memoryOptions],
    ...['--outFile', out, '--baseDir', '/'],
  ]);
  if (error)
    throw new Error(`assembly/${kernel.source} does not compile:\n${stderr.toString()}`, { cause: error });
  return readFile(out);
}
