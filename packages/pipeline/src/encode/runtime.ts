import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Name and version of a package as it is installed, e.g. `onnxruntime-node 1.30.0`. */
export function installed(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  for (;;) {
    const manifest = readManifest(join(folder, 'package.json'));
    if (manifest?.name === name) return `${name} ${manifest.version}`;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${name} is installed without its package.json`);
    folder = parent;
  }
}

function readManifest(path: string): { name?: string; version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
  } catch {
    return undefined;
  }
}
