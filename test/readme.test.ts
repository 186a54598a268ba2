import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from './support/parallax.js';

const PAGES = [
  'README.md',
  ...['kernels', 'core', 'pipeline', 'studio'].map((name) => join('packages', name, 'README.md')),
];

test('every TypeScript example of the READMEs compiles against the packages as built', async () => {
  // Inside node_modules, so that the examples find the packages by name as a reader's project would.
  const folder = join(ROOT, 'node_modules', `.readme-${process.pid}`);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(folder);
  const files: string[] = [];
  for (const page of PAGES) {
    const text = await readFile(join(ROOT, page), 'utf8');
    const examples = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
    expect([page, examples.length > 0]).toEqual([page, true]);
    for (const code of examples) {
      const file = `example-${files.length}.mts`;
      files.push(file);
      await writeFile(join(folder, file), code);
    }
  }
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    lib: ['ES2023', 'DOM'],
    types: ['node'],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
