import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the clone; ends this process with its status when it fails. */
export function must(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (error) console.error(`${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs the dependencies where they are missing or older than the lock file. */
export function installMissing() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  )
    return;
  console.log('Installing dependencies …');
  // onnxruntime-node brings its CPU build along; the install script would only fetch GPU libraries.
  must('npm', ['ci', '--no-audit', '--no-fund'], { ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip' });
}

/** Builds the packages where something they are made of is newer than what was built. */
export function buildMissing() {
  const built = [
    'packages/kernels/dist/index.js',
    'packages/core/dist/index.js',
    'packages/pipeline/dist/index.js',
    'packages/cli/dist/main.js',
    'packages/cli/dist/bundle/main.js',
    'packages/studio/dist/offline.html',
  ].map((file) => join(root, file));
  const oldest = Math.min(...built.map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0)));
  const sources = ['kernels', 'core', 'pipeline', 'studio', 'cli'].flatMap((name) => [
    join(root, 'packages', name, 'src'),
    join(root, 'packages', name, 'assembly'),
    join(root, 'packages', name, 'package.json'),
  ]);
  if (Math.max(...sources.map(newest)) < oldest) return;
  console.log('Building …');
  must('npm', ['run', 'build', '--silent']);
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  // What a build generates beside the sources says nothing about their age.
  if (!stats.isDirectory()) return path.endsWith('.generated.ts') ? 0 : stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
