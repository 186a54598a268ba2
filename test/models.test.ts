import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PretendedHub, sha256, type Repository } from './support/hub.js';
import { COMMAND, eventsOf, parallax, readReport, runJson, SAMPLE, tempFolder } from './support/parallax.js';
import { tinyModel } from './support/tiny-model.js';

const FIRST = '1'.repeat(40);
const SECOND = '2'.repeat(40);
const NAME = 'tiny/multilingual-e5-small';
const hub = new PretendedHub();
let cache: string;
let env: Record<string, string>;

beforeAll(() => hub.open());
afterAll(() => hub.close());
beforeEach(async () => {
  cache = await tempFolder();
  env = { HF_ENDPOINT: hub.address, PARALLAX_CACHE: cache, PATH: cache };
  hub.repositories[NAME] = repository(FIRST);
});
afterEach(() => {
  hub.mischief = () => false;
  hub.asked.length = 0;
});

function repository(commit: string, seed: 'bert' | 'lookup' = 'bert'): Repository {
  const { graph, tokenizer } = tinyModel({ shape: seed });
  const json = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
  return {
    commit,
    licence: 'mit',
    files: {
      'onnx/model.onnx': graph,
      'tokenizer.json': Buffer.from(tokenizer),
      'config.json': json({ model_type: 'bert', max_position_embeddings: 64 }),
      '1_Pooling/config.json': json({ pooling_mode_mean_tokens: true }),
      'sentence_bert_config.json': json({ max_seq_length: 48 }),
      'pytorch_model.bin': Buffer.from('what nobody needs'),
      'README.md': Buffer.from('# words'),
    },
  };
}

const models = (...args: string[]) => parallax(['models', ...args], { env });

async function list(name: string): Promise<Record<string, unknown>[]> {
  return JSON.parse((await models('list', name, '--json')).out) as Record<string, unknown>[];
}

describe('parallax models', () => {
  test('pull fetches what an encoder needs; list says licence, revision, size; verify and remove do', async () => {
    const pulled = await models('pull', NAME);
    expect(pulled).toMatchObject({ status: 0, err: '' });
    expect(pulled.out).toMatch(
      /Fetching tiny\/multilingual-e5-small at 111111111111 \(0\.0 MB, licence mit\)/,
    );
    expect(hub.timesAsked('pytorch_model.bin') + hub.timesAsked('README.md')).toBe(0);

    const [listed] = await list(NAME);
    expect(listed).toMatchObject({ name: NAME, licence: 'mit', revision: FIRST, state: 'whole', wrong: [] });
    expect(JSON.stringify(listed!.sources)).toContain('127.0.0.1');
    const words = await models('list');
    expect(words.out).toContain('minilm-l6-v2  not in the cache');
    expect(words.out).toContain('licence   Apache-2.0');

    expect((await models('verify')).status).toBe(0);
    const graph = join(listed!.folder as string, 'onnx', 'model.onnx');
    await appendFile(graph, '!');
    const wrong = await models('verify', NAME);
    expect(wrong.status).toBe(65);
    expect(wrong.out).toContain(graph);
    expect(wrong.err).toContain('MODEL_CORRUPT');
    expect((await models('pull', NAME)).status).toBe(0);
    expect((await models('verify', NAME, '--json')).status).toBe(0);
    expect([hub.timesAsked('model.onnx'), hub.timesAsked('tokenizer.json')]).toEqual([2, 1]);

    const removed = await models('remove', NAME, '--json');
    expect(JSON.parse(removed.out)).toMatchObject({ name: NAME });
    expect(await readdir(join(cache, 'models'))).toEqual([]);
    expect((await models('verify', NAME)).status).toBe(69);
    expect((await models('remove', NAME)).status).toBe(69);
  });

  test('pull that is killed goes on where it was, in megabytes', async () => {
    const weights = Buffer.alloc(3_000_000, 'weights ');
    hub.repositories[NAME]!.files['onnx/model.onnx_data'] = weights;
    hub.mischief = (request, response, bytes) => {
      if (!request.url!.endsWith('_data') || request.headers.range) return false;
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 2_000_000));
      return true;
    };
    const child = spawn(process.execPath, [COMMAND, 'models', 'pull', NAME, '--json'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const part = join(cache, 'models', NAME.replace('/', '--'), FIRST, 'onnx', 'model.onnx_data.part');
    while ((await stat(part).catch(() => undefined))?.size !== 2_000_000)
      await new Promise((r) => setTimeout(r, 20));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await list(NAME)).toMatchObject([{ name: NAME, state: 'part', licence: null }]);

    const again = await models('pull', NAME, '--json');
    expect(again.status).toBe(0);
    expect(hub.asked.at(-1)).toMatch(/_data bytes=2000000-$/);
    const events = again.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const progress = events.filter(({ type }) => type === 'progress');
    expect(progress.at(-1)).toMatchObject({ done: 3, total: 3, unit: 'MB' });
    expect(events.at(-1)).toMatchObject({ type: 'model', name: NAME });
    expect(await list(NAME)).toMatchObject([{ state: 'whole' }]);
  });

  test.each([
    ['other bytes of the right length', { sha256: '0'.repeat(64) }, 65, /not what the hub says it is/],
    ['another length', { size: 17 }, 69, /required are 17/],
  ])('pull refuses a file with %s, and keeps none of it', async (_, change, status, words) => {
    const graph = hub.repositories[NAME]!.files['onnx/model.onnx']!;
    const lfs = { sha256: sha256(graph), size: graph.length, ...change };
    hub.repositories[NAME]!.listed = { 'onnx/model.onnx': { lfs } };
    const refused = await models('pull', NAME);
    expect(refused.status).toBe(status);
    expect(refused.err).toMatch(words);
    expect(await list(NAME)).toMatchObject([{ state: 'part' }]);
    const small = hub.repositories[NAME]!;
    small.listed = { 'tokenizer.json': { blobId: '0'.repeat(40) } };
    expect((await models('pull', NAME)).status).toBe(65);
  });

  test.each([
    [
      'has no graph',
      (r: Repository) => delete r.files['onnx/model.onnx'],
      65,
      /onnx\/model\.onnx or model\.onnx/,
    ],
    ['has no tokenizer', (r: Repository) => delete r.files['tokenizer.json'], 65, /tokenizer\.json/],
    [
      'has no proper commit',
      (r: Repository) => (r.commit = '../../etc'),
      69,
      /does not answer as a model hub/,
    ],
    ['answers with a page', () => (hub.mischief = page), 69, /does not answer as a model hub/],
  ])('pull says so when a repository %s', async (_, change, status, words) => {
    change(hub.repositories[NAME]!);
    const refused = await models('pull', NAME);
    expect(refused.status).toBe(status);
    expect(refused.err).toMatch(words);
  });

  test('a listing cannot make it write outside the cache', async () => {
    const repository = hub.repositories[NAME]!;
    repository.files['onnx/model.onnx_data/../../../../../evil'] = Buffer.from('evil');
    repository.files['onnx/model.onnx_data\\..\\evil'] = Buffer.from('evil');
    expect((await models('pull', NAME)).status).toBe(0);
    expect(hub.asked.join(' ')).not.toContain('evil');
  });

  test.each([
    [['pull', 'nobody/nothing'], 69, /404: no public model nobody\/nothing/],
    [['pull', NAME, '--offline'], 69, /PARALLAX_OFFLINE is 1/],
    [['pull', '../x'], 64, /is a folder already/],
    [['pull', 'a/../../b'], 65, /owner\/name/],
    [['remove', '../..'], 64, /parallax models list/],
    [['remove'], 64, /missing required argument/],
    [['list', 'nobody/nothing'], 69, /There is no model/],
  ])('%s is refused with status %i', async (args, status, words) => {
    const refused = await models(...args);
    expect(refused.status).toBe(status);
    expect(refused.err).toMatch(words);
  });

  test('goes through the proxy of the environment, and around it where NO_PROXY says so', async () => {
    const through: string[] = [];
    const proxy = createServer((request, response) => {
      through.push(request.url!);
      // Where the name leads is for the proxy to know.
      const path = new URL(request.url!).pathname + new URL(request.url!).search;
      const { host, ...headers } = request.headers;
      expect(host).toBe('hub.invalid');
      const onward = ask(hub.address + path, { headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      onward.end();
    });
    // A proxy is asked to open a tunnel, or to fetch; both are ways of going through it.
    proxy.on('connect', (request, socket) => {
      through.push(request.url!);
      const { port } = new URL(hub.address);
      void import('node:net').then(({ connect }) => {
        const onward = connect(Number(port), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          onward.pipe(socket).pipe(onward);
        });
        onward.on('error', () => socket.destroy());
        socket.on('error', () => onward.destroy());
      });
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    env = { ...env, HF_ENDPOINT: 'http://hub.invalid', HTTP_PROXY: address, http_proxy: address };
    expect(await models('pull', NAME)).toMatchObject({ status: 0 });
    expect(through.length).toBeGreaterThan(0);
    expect(through.every((line) => line.includes('hub.invalid'))).toBe(true);

    through.length = 0;
    await rm(join(cache, 'models'), { recursive: true });
    env = { ...env, HF_ENDPOINT: hub.address, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
    expect(await models('pull', NAME)).toMatchObject({ status: 0 });
    expect(through).toEqual([]);
    proxy.closeAllConnections();
    proxy.close();
  });
});

describe('parallax run with a model by name', () => {
  const run = (out: string, ...more: string[]) =>
    runJson([SAMPLE, '--out', out, '--no-open', ...more], { env });

  test('pins commit and hashes beside the recipe, and holds to them', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    const first = await run(out, '--model', NAME);
    expect(first.status).toBe(0);
    const decided = Object.fromEntries(
      eventsOf(first.events, 'decision').map(({ path, value }) => [path, value]),
    );
    expect(decided).toMatchObject({
      'encode.maxTokens': 48,
      'encode.pooling': 'mean',
      'encode.prefix': 'query: ',
    });
    const report = await readReport(join(out, 'perspectives', 'main'));
    expect(report.encoder).toMatchObject({ name: NAME, dimensions: 16, fellBackBecause: null });
    expect(report.encoder.cutShare).toBeGreaterThan(0);
    expect(report.decisions.find(({ path }) => path === 'encode.prefix')).toMatchObject({ origin: 'data' });
    expect(JSON.parse(await readFile(join(out, 'parallax.json'), 'utf8'))).toMatchObject({
      perspectives: { main: { encode: { encoder: 'model', model: NAME } } },
    });
    const pins = await readFile(join(out, 'models.lock.json'), 'utf8');
    const graph = hub.repositories[NAME]!.files['onnx/model.onnx']!;
    expect(JSON.parse(pins)).toMatchObject({
      models: {
        [NAME]: { revision: FIRST, licence: 'mit', files: { 'onnx/model.onnx': { sha256: sha256(graph) } } },
      },
    });

    // The hub moves on, the cache is emptied: the same commit is fetched again.
    const old = repository(FIRST);
    hub.repositories[NAME] = repository(SECOND, 'lookup');
    await rm(join(cache, 'models'), { recursive: true });
    const gone = await parallax(['run', out, '--no-open'], { env });
    expect([gone.status, gone.err]).toEqual([69, expect.stringContaining('MODEL_UNAVAILABLE')]);
    hub.repositories[NAME] = old;
    const again = await parallax(['run', out, '--no-open'], { env });
    expect([again.status, again.out]).toEqual([0, expect.stringContaining('Nothing changed')]);
    expect(await readFile(join(out, 'models.lock.json'), 'utf8')).toBe(pins);

    // Offline, another project takes what is in the cache.
    env = { ...env, PARALLAX_OFFLINE: '1' };
    const other = join(await tempFolder(), 'other.parallax');
    expect((await run(other, '--model', NAME)).status).toBe(0);
    expect(await readFile(join(other, 'models.lock.json'), 'utf8')).toBe(pins);
  });

  test('refuses another model in the place of the pinned one, and does not count words instead', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    expect((await run(out, '--model', NAME)).status).toBe(0);
    hub.repositories[NAME] = repository(FIRST, 'lookup');
    await rm(join(cache, 'models'), { recursive: true });
    const refused = await parallax(['run', out, '--no-open'], { env });
    expect([65, 69]).toContain(refused.status);
    expect(refused.err).toMatch(/MODEL_CORRUPT|MODEL_UNAVAILABLE/);
    await writeFile(join(out, 'models.lock.json'), '{"version":1,"models":{"a/b":{"files":{"../x":{}}}}}');
    const broken = await parallax(['run', out, '--no-open'], { env });
    expect([broken.status, broken.err]).toEqual([65, expect.stringContaining('models.lock.json')]);
  });

  test('takes a folder of models without any network, and a folder of your own relative to the recipe', async () => {
    const folder = await tempFolder();
    const place = join(folder, 'shared', NAME);
    for (const [path, bytes] of Object.entries(hub.repositories[NAME]!.files)) {
      await mkdir(join(place, path, '..'), { recursive: true });
      await writeFile(join(place, path), bytes);
    }
    const online = env;
    env = { ...env, PARALLAX_OFFLINE: '1', PARALLAX_MODELS: join(folder, 'shared') };
    const shared = await run(join(folder, 'a.parallax'), '--model', NAME);
    expect(shared.status).toBe(0);
    expect(JSON.parse(await readFile(join(folder, 'a.parallax', 'models.lock.json'), 'utf8'))).toMatchObject({
      models: { [NAME]: { revision: null } },
    });

    env = { ...online, PARALLAX_OFFLINE: '1' };
    const own = await run(join(folder, 'b.parallax'), '--model', place, '--precision', 'int8');
    expect(own.status).toBe(0);
    const recipe = await readFile(join(folder, 'b.parallax', 'parallax.json'), 'utf8');
    expect(recipe).toContain(`"model": "../shared/${NAME}"`);
    expect((await readdir(cache)).filter((name) => name !== '.store')).toEqual(['int8']);
    expect(hub.asked).toEqual([]);

    // The model is in no cache; what was made from it is, and is seen, checked and removed all the same.
    const json = JSON.parse((await models('list', '--json')).out) as {
      name: string;
      int8: { path: string }[];
    }[];
    const { name, int8 } = json.at(-1)!;
    const { path } = int8[0]!;
    const words = await models('verify', name);
    expect([words.status, words.err]).toEqual([0, '']);
    expect(words.out).toMatch(/in 8 bits .* MB, made from it, with the SHA-256 it must have: .*\.onnx/);
    await appendFile(path, '!');
    const altered = await models('verify');
    expect([altered.status, altered.err]).toEqual([65, expect.stringContaining('MODEL_CORRUPT')]);
    expect(altered.out).toMatch(/\.onnx: required [0-9a-f]{64}, got [0-9a-f]{64}; the next run/);
    expect((await models('remove', name)).out).toContain('is removed');
    expect(await readdir(cache)).not.toContain('int8');
  });
});

const page: PretendedHub['mischief'] = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Please log in</h1>');
  return true;
};
