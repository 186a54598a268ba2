import { spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, SAMPLE, tempFolder } from './support/parallax.js';

const PACKAGES = ['kernels', 'core', 'pipeline', 'studio', 'cli'];

function npm(args: string[], cwd: string): string {
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip' };
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${stdout}\n${stderr}`);
  return stdout;
}

describe('the published packages, packed and installed into an empty folder', () => {
  test('give the command, and `import { run }` from TypeScript', { timeout: 300_000 }, async () => {
    const folder = await tempFolder();
    const tarballs = join(folder, 'tarballs');
    await mkdir(tarballs);
    for (const name of PACKAGES) npm(['pack', '--pack-destination', tarballs], join(ROOT, 'packages', name));

    const project = join(folder, 'project');
    await mkdir(project);
    const files = (await readdir(tarballs)).map((file) => join(tarballs, file));
    expect(files).toHaveLength(PACKAGES.length);
    await writeFile(
      join(project, 'package.json'),
      JSON.stringify({ name: 'project', type: 'module', private: true }),
    );
    npm(['install', '--no-audit', '--no-fund', '--prefer-offline', ...files], project);

    const out = join(project, 'films.parallax');
    const command = join(project, 'node_modules', '.bin', 'parallax');
    const ran = spawnSync(command, ['run', SAMPLE, '--out', out, '--encoder', 'tfidf', '--no-open'], {
      encoding: 'utf8',
    });
    expect(ran.stderr).toBe('');
    expect(ran.status).toBe(0);
    expect((await readdir(join(out, 'perspectives', 'main'))).sort()).toContain('map.html');

    await writeFile(
      join(project, 'use.ts'),
      `import { run } from '@parallax-map/pipeline';
import { offlineShell } from '@parallax-map/studio';
import { ParallaxError, type RunSummary } from '@parallax-map/core';
import { adjustedRandIndex } from '@parallax-map/kernels';

const summary: RunSummary = await run(${JSON.stringify(SAMPLE)}, {
  out: 'from-typescript.parallax',
  decisions: { 'encode.encoder': 'tfidf', 'cluster.method': 'kmeans', 'cluster.topics': 5 },
  shell: await offlineShell(),
});
const same: number = adjustedRandIndex(Int32Array.of(0, 0, 1), Int32Array.of(1, 1, 0));
const error: string = await run('missing.csv').then(() => '', (caught: unknown) => caught instanceof ParallaxError ? caught.code : 'other');
console.log(JSON.stringify({ topics: summary.topics.length, same, error }));
`,
    );
    const options = {
      target: 'ES2022',
      module: 'NodeNext',
      strict: true,
      outDir: 'built',
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules', '@types')],
    };
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['use.ts'] }),
    );
    const compiled = spawnSync(
      process.execPath,
      [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.'],
      { cwd: project, encoding: 'utf8' },
    );
    expect(compiled.stdout).toBe('');
    const used = spawnSync(process.execPath, ['built/use.js'], { cwd: project, encoding: 'utf8' });
    expect(used.stderr).toBe('');
    expect(JSON.parse(used.stdout)).toEqual({ topics: 5, same: 1, error: 'DATA_MISSING' });
  });
});
