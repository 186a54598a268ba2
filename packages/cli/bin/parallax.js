#!/usr/bin/env node
import { statSync } from 'node:fs';
import module from 'node:module';

// Where Node can, it keeps what it compiled for the next start.
module.enableCompileCache?.();

const built = ['kernels', 'core', 'pipeline', 'cli'].map((name) => `../../${name}/dist/.tsbuildinfo`);
// In a clone, what was compiled since is newer than what was folded into one.
const folded = age('../dist/bundle/main.js');
const main = folded > 0 && built.every((file) => age(file) <= folded) ? 'bundle/main.js' : 'main.js';
if (age(`../dist/${main}`) > 0) {
  await import(new URL(`../dist/${main}`, import.meta.url).href);
} else {
  console.error('parallax is not built yet: run `npm ci && npm run build` in the clone first.');
  process.exitCode = 70;
}

/** When a file was written, 0 where there is none. */
function age(path) {
  return statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
