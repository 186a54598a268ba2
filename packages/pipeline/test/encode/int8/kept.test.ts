import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findNamedModel, listModels, pullModel, removeModel } from '../../../dist/encode/index.js';
import { int8Model } from '../../../dist/encode/int8/index.js';
import { PretendedHub, sha256 } from '../../../../../test/support/hub.js';
import { tinyModel, TINY_POSITIONS } from '../../../../../test/support/tiny-model.js';
import { emptyFolder, never } from '../helpers.js';

const hub = new PretendedHub();
const ONE = 'tiny/one';
const TWO = 'tiny/two';
const listening = { signal: never, note: () => {} };
let cache: string;

beforeAll(async () => {
  await hub.open();
  vi.stubEnv('HF_ENDPOINT', hub.address);
  const { graph, tokenizer } = tinyModel({ shape: 'bert' });
  const config = Buffer.from(JSON.stringify({ max_position_embeddings: TINY_POSITIONS }));
  const files = {
    'onnx/model.onnx': graph,
    'tokenizer.json': Buffer.from(tokenizer),
    'config.json': config,
  };
  hub.repositories[ONE] = { commit: '1'.repeat(40), files };
  hub.repositories[TWO] = { commit: '2'.repeat(40), files };
});
afterAll(() => hub.close());
beforeEach(() => {
  cache = emptyFolder();
});

/** Has a model in the cache, and the same in 8 bits; returns the path of the latter. */
async function derive(name = ONE): Promise<string> {
  await pullModel(name, { ...listening, cache });
  const model = await findNamedModel(name, emptyFolder(), { ...listening, cache });
  return (await int8Model(model, { ...listening, cache })).paths.graph;
}

const shelved = async (name: string) => (await listModels({ cache, name, signal: never }))[0]!;
const remove = (name: string) => removeModel(name, { ...listening, cache });

/** What a folder of version 1 would hold, for the graph of a path of today. */
function leaveOldVersion(path: string): string {
  const folder = join(cache, 'int8', 'v1', dirname(path).split(/[/\\]/).at(-1)!);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'old.onnx'), 'old graph');
  writeFileSync(join(folder, 'old.json'), '{"version":1}');
  return folder;
}

describe('graphs in 8 bits on the shelf', () => {
  it('stand beside the model they were made from, with bytes and hash', async () => {
    const path = await derive();
    const bytes = readFileSync(path);
    const { int8, state } = await shelved(ONE);
    expect(state).toBe('whole');
    const hash = sha256(bytes);
    expect(int8).toMatchObject([{ path, bytes: bytes.length, sha256: hash, got: hash, state: 'whole' }]);
  });

  it('are checked against their record', async () => {
    const path = await derive();
    const record = readFileSync((await shelved(ONE)).int8[0]!.record!);
    writeFileSync(path, '');
    expect((await shelved(ONE)).int8).toMatchObject([{ state: 'wrong', bytes: 0, got: sha256(Buffer.of()) }]);
    rmSync(path);
    expect((await shelved(ONE)).int8).toMatchObject([{ state: 'missing', bytes: 0, got: null }]);

    const again = await derive();
    expect(again).toBe(path);
    const { record: place } = (await shelved(ONE)).int8[0]!;
    expect(readFileSync(place!)).toEqual(record);
    writeFileSync(place!, record.subarray(0, 40));
    const states = (await shelved(ONE)).int8.map(({ state, sha256 }) => [state, sha256]);
    expect(states).toEqual([
      ['unused', null],
      ['unused', null],
    ]);
  });

  it('go with their model, older versions and what a run that was cut off left too', async () => {
    const path = await derive();
    const old = leaveOldVersion(path);
    writeFileSync(join(dirname(path), 'half.onnx'), 'half a graph');
    const { bytesHere, int8 } = await shelved(ONE);
    expect(int8.map(({ state }) => state).sort()).toEqual(['unused', 'unused', 'unused', 'whole']);
    const freed = await remove(ONE);
    expect(freed).toBeGreaterThan(bytesHere + int8.reduce((sum, { bytes }) => sum + bytes, 0));
    expect([existsSync(path), existsSync(old)]).toEqual([false, false]);
    expect(readdirSync(cache)).toEqual(['models']);
    await expect(remove(ONE)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });

  it('stay as long as another model of the same files is in the cache', async () => {
    const path = await derive(ONE);
    expect(await derive(TWO)).toBe(path);
    expect((await shelved(TWO)).int8).toEqual((await shelved(ONE)).int8);
    await remove(ONE);
    expect((await shelved(TWO)).int8).toMatchObject([{ path, state: 'whole' }]);
    await remove(TWO);
    expect(existsSync(join(cache, 'int8'))).toBe(false);
  });

  it('made from a model that is not in the cache are listed and removed by the hash of its graph', async () => {
    const path = await derive();
    rmSync(join(cache, 'models'), { recursive: true });
    leaveOldVersion(path);
    const all = await listModels({ cache, signal: never });
    const { name, int8, bytesHere } = all.find(({ state }) => state === 'elsewhere')!;
    expect(name).toBe(`int8-${int8[0]!.madeFrom.graph.slice(0, 12)}`);
    expect([int8.length, bytesHere]).toEqual([3, 0]);
    expect(await shelved(name)).toMatchObject({ name, int8 });
    await expect(remove('int8-000000000000')).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect(await remove(name)).toBeGreaterThan(0);
    expect(existsSync(join(cache, 'int8'))).toBe(false);
  });
});
