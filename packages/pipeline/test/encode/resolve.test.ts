import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodeSchema, type RunEvent } from '@parallax-map/core';
import { encodeStep, MINILM_L6_V2, resolveEncoder, type ModelLock } from '../../dist/encode/index.js';
import { artifactKey } from '../../dist/step.js';
import { emptyFolder, never, stepContext, tableOf } from './helpers.js';

afterEach(() => vi.unstubAllEnvs());

const nowhere: ModelLock = {
  name: 'minilm-l6-v2',
  licence: 'Apache-2.0',
  settings: MINILM_L6_V2.settings,
  variants: [],
};

function resolve(section: Record<string, unknown>, folder = emptyFolder(), lock?: ModelLock) {
  const events: RunEvent[] = [];
  const resolved = resolveEncoder(encodeSchema.parse(section), {
    folder,
    tables: ['films.csv'],
    cells: async () => undefined,
    signal: never,
    emit: (event) => events.push(event),
    ...(lock ? { models: { lock, cache: folder } } : {}),
  });
  return { events, resolved };
}

const keyOf = (section: unknown): string => artifactKey(encodeStep, section, []);

describe('what will encode', () => {
  it('is the model by its hash and the versions of what runs it, and nothing it does not depend on', async () => {
    const { section } = await resolve({}).resolved;
    expect(section).toMatchObject({ encoder: 'minilm-l6-v2', maxTokens: 256 });
    expect(JSON.stringify(section)).toMatch(/onnxruntime-node \d+\.\d+/);
    expect((await resolve({ dimensions: 7 }).resolved).section).toEqual(section);
    expect((await resolve({ maxTokens: 128 }).resolved).section).not.toEqual(section);
  });

  it('is words counted, with a loud warning, when no source has the model', async () => {
    const { resolved, events } = resolve({ dimensions: 4 }, emptyFolder(), nowhere);
    const { section, resources } = await resolved;
    expect(section).toMatchObject({ encoder: 'tfidf', dimensions: 4, insteadOf: 'minilm-l6-v2' });
    expect(resources.fellBackBecause).toContain('minilm-l6-v2');
    expect(events).toMatchObject([{ type: 'warning', step: 'encode', code: 'MODEL_UNAVAILABLE' }]);
    const table = tableOf(['a red fish', 'a blue fish', 'a red ship', 'a blue ship', 'nothing'], [4]);
    const made = await encodeStep.make(section, { table, resources }, await stepContext(emptyFolder()));
    expect(made.vectors).toMatchObject({ rows: 4, cols: 4 });
    expect(made.info).toMatchObject({
      name: 'tfidf',
      model: null,
      fellBackBecause: resources.fellBackBecause,
    });
  });

  it('is kept apart: neither the model nor tfidf by choice takes what a fallback made', async () => {
    const fallback = await resolve({}, emptyFolder(), nowhere).resolved;
    const again = await resolve({}, emptyFolder(), nowhere).resolved;
    const model = await resolve({}).resolved;
    const chosen = await resolve({ encoder: 'tfidf' }).resolved;
    const keys = [fallback, model, chosen].map(({ section }) => keyOf(section));
    expect(new Set(keys).size).toBe(3);
    expect(keyOf(again.section)).toBe(keys[0]);
  });

  it('is a file of your own by its content, beside the recipe', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'v.npy'), 'one');
    const first = (await resolve({ encoder: 'vectors', vectors: 'v.npy' }, folder).resolved).section;
    writeFileSync(join(folder, 'v.npy'), 'two');
    const second = (await resolve({ encoder: 'vectors', vectors: 'v.npy' }, folder).resolved).section;
    expect(first).toMatchObject({ encoder: 'vectors', name: 'v.npy' });
    expect(second).not.toEqual(first);
    expect(JSON.stringify(first)).not.toContain(folder);
  });

  it('is a column of the table where no file has that name', async () => {
    const { section, resources } = await resolve({ encoder: 'vectors', vectors: 'embedding' }).resolved;
    expect(section).toEqual({ encoder: 'vectors', name: 'embedding', file: null });
    expect(resources.vectors).toMatchObject({ from: 'column', column: 'embedding' });
  });

  it('cannot be vectors that are not named or not there', async () => {
    await expect(resolve({ encoder: 'vectors' }).resolved).rejects.toMatchObject({ code: 'RECIPE_INVALID' });
    const gone = resolve({ encoder: 'vectors', vectors: 'gone.npy' }).resolved;
    await expect(gone).rejects.toMatchObject({ code: 'VECTORS_INVALID' });
  });

  it('is a server by its base address and model, with what the name of the model tells', async () => {
    vi.stubEnv('PARALLAX_API_KEY', 'sk-secret');
    const asking = { encoder: 'server', server: 'ollama', model: 'nomic-embed-text', requests: { batch: 7 } };
    const { section, resources, decided } = await resolve(asking).resolved;
    expect(section).toEqual({
      encoder: 'server',
      server: 'http://localhost:11434/v1',
      model: 'nomic-embed-text',
      dimensions: null,
      prefix: 'clustering: ',
      maxTokens: null,
      long: 'cut',
    });
    expect(decided['encode.prefix']!.reason).toContain('nomic-embed-text');
    expect(resources.server).toMatchObject({
      requests: { batch: 7 },
      isLocal: true,
      key: { value: 'sk-secret' },
    });
    expect((await resolve({ ...asking, requests: { batch: 8 } }).resolved).section).toEqual(section);
  });

  it.each([
    [{ server: 'ollama' }, /encode\.model is null/],
    [{ model: 'm' }, /encode\.server is null/],
    [{ server: 'olama', model: 'm' }, /Did you mean "ollama"/],
    [{ server: 'ollama', model: 'm', long: 'passages' }, /encode\.maxTokens.*--max-tokens/],
    [
      { server: 'ollama', model: 'm', maxTokens: 8, prefix: 'x'.repeat(17) },
      /half of encode\.maxTokens \(8\)/,
    ],
  ])('cannot be a server as %j', async (section, words) => {
    const refused = resolve({ encoder: 'server', ...section }).resolved;
    await expect(refused).rejects.toMatchObject({
      code: 'RECIPE_INVALID',
      message: expect.stringMatching(words),
    });
  });

  it('is not decided by falling back when a model file has a wrong hash', async () => {
    const folder = emptyFolder();
    const { resolved } = resolve({}, folder, wrongIn(folder));
    await expect(resolved).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
  });
});

/** A lock whose files stand in the cache with other bytes, and which has no source. */
function wrongIn(folder: string): ModelLock {
  const place = join(folder, 'models', nowhere.name, 'fp32');
  mkdirSync(place, { recursive: true });
  for (const name of ['model.onnx', 'tokenizer.json']) writeFileSync(join(place, name), 'other bytes');
  const file = { bytes: 11, sha256: '0'.repeat(64) };
  const files = { 'model.onnx': file, 'tokenizer.json': file };
  const variant = { name: 'fp32', revision: '1', graph: 'model.onnx', files, sources: [] };
  return { ...nowhere, variants: [variant] };
}
