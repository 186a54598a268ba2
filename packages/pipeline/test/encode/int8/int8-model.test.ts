import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeTexts, type ModelFiles } from '../../../dist/encode/index.js';
import { int8Model } from '../../../dist/encode/int8/index.js';
import { tinyTokenizer } from '../../../../../test/support/tiny-tokenizer.js';
import { calibrationTexts } from '../../../src/encode/int8/calibration/index.js';
import { cosine, goldenTexts } from '../golden.js';
import { emptyFolder, never, realModel, rowOf } from '../helpers.js';
import { tinyBert } from './tiny-bert.js';

/** A model of one's own in a folder: the graph, and a tokenizer that spells words. */
function tinyModel(graph = tinyBert()): ModelFiles {
  const folder = emptyFolder();
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
  const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', ...letters, ...letters.map((letter) => `##${letter}`)];
  const tokenizer = tinyTokenizer(new Map(words.map((word, id) => [word, id])));
  const paths = { graph: join(folder, 'model.onnx'), tokenizer: join(folder, 'tokenizer.json') };
  writeFileSync(paths.graph, graph);
  writeFileSync(paths.tokenizer, tokenizer);
  return {
    name: './tiny',
    variant: 'folder',
    revision: null,
    from: 'a folder',
    paths,
    sha256: { graph: sha256(graph), tokenizer: sha256(tokenizer) },
    settings: { pooling: 'mean', maxTokens: 64, positions: 128, prefix: '' },
  };
}

async function derive(model: ModelFiles, cache: string) {
  const notes: string[] = [];
  const int8 = await int8Model(model, { signal: never, note: (message) => notes.push(message), cache });
  return { int8, notes };
}

async function encode(model: ModelFiles, texts: string[], threads = 1) {
  const { pooling, prefix, maxTokens } = model.settings;
  const reading = { pooling, prefix, maxTokens, long: 'cut' as const };
  const { vectors } = await encodeTexts(texts, model, {
    ...reading,
    folder: emptyFolder(),
    threads,
    signal: never,
    progress: () => {},
    tally: () => {},
  });
  return texts.map((_, i) => rowOf(vectors, i));
}

function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

const model = tinyModel();

describe('an encoder in 8 bits', () => {
  it('is made once, is kept under its own hash, and encodes nearly as float32 does', async () => {
    const cache = emptyFolder();
    const first = await derive(model, cache);
    expect(first.notes).toEqual([expect.stringMatching(/^Making the 8-bit graph/)]);
    expect(first.int8).toMatchObject({ variant: 'folder-int8', settings: model.settings });
    expect(first.int8.paths.graph.startsWith(cache)).toBe(true);
    expect(sha256(readFileSync(first.int8.paths.graph))).toBe(first.int8.sha256.graph);
    expect(await derive(model, cache)).toEqual({ int8: first.int8, notes: [] });

    const texts = ['a ship in a storm', 'two brothers', '', 'z'];
    const [own, float] = [await encode(first.int8, texts), await encode(model, texts)];
    own.forEach((vector, i) => expect(cosine(vector, float[i]!)).toBeGreaterThan(0.999));
    expect((await encode(first.int8, texts.toReversed(), 2)).toReversed()).toEqual(own);
  });

  it('is the same to the byte when it is made again, from the same model', async () => {
    const [a, b] = [await derive(model, emptyFolder()), await derive(model, emptyFolder())];
    expect(a.int8.sha256).toEqual(b.int8.sha256);
    const other = tinyModel(tinyBert({ storing: 'shared' }));
    expect((await derive(other, emptyFolder())).int8.sha256.graph).not.toBe(a.int8.sha256.graph);
  });

  it('is made again where its file was altered or is gone, or its record is no record', async () => {
    const cache = emptyFolder();
    const { int8 } = await derive(model, cache);
    const whole = readFileSync(int8.paths.graph);
    const record = readdirSync(dirname(int8.paths.graph)).find((name) => name.endsWith('.json'))!;

    writeFileSync(int8.paths.graph, whole.subarray(0, 1000));
    const altered = await derive(model, cache);
    expect(altered.notes[0]).toMatch(/was altered; making it again/);
    expect(readFileSync(int8.paths.graph)).toEqual(whole);

    rmSync(int8.paths.graph);
    expect((await derive(model, cache)).notes[0]).toMatch(/is gone; making it again/);
    writeFileSync(join(dirname(int8.paths.graph), record), '{"version":1,"sha256":"../../elsewhere"}');
    expect(await derive(model, cache)).toEqual({ int8, notes: [expect.stringMatching(/^Making/)] });
  });

  it('can be asked for twice at once', async () => {
    const cache = emptyFolder();
    const [a, b] = await Promise.all([derive(model, cache), derive(model, cache)]);
    expect(a.int8).toEqual(b.int8);
    expect(sha256(readFileSync(a.int8.paths.graph))).toBe(a.int8.sha256.graph);
    expect(readdirSync(dirname(a.int8.paths.graph))).toHaveLength(2);
  });

  it('stops when asked, and leaves nothing behind', async () => {
    const cache = emptyFolder();
    const stop = new AbortController();
    const stopped = int8Model(model, { signal: stop.signal, note: () => stop.abort(), cache });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(join(cache, 'int8'))).toBe(false);
  });

  it('is refused where the graph is none, or has nothing to quantise', async () => {
    for (const graph of [new TextEncoder().encode('<!doctype html>'), new Uint8Array()]) {
      await expect(derive(tinyModel(graph), emptyFolder())).rejects.toMatchObject({
        code: 'MODEL_INVALID',
        message: expect.stringMatching(/No 8-bit graph can be made of .*model\.onnx: the model must/),
      });
    }
  });
});

describe('the texts that channels are measured on', () => {
  it('are two hundred, no two alike, of all lengths and in many scripts', () => {
    expect(new Set(calibrationTexts).size).toBe(200);
    expect(calibrationTexts.length).toBe(200);
    const lengths = calibrationTexts.map((text) => text.length);
    expect(Math.min(...lengths)).toBeLessThan(4);
    expect(Math.max(...lengths)).toBeGreaterThan(400);
    const scripts = [
      'Latin',
      'Cyrillic',
      'Greek',
      'Arabic',
      'Hebrew',
      'Devanagari',
      'Han',
      'Hiragana',
      'Hangul',
      'Thai',
    ];
    for (const script of scripts) {
      expect(
        calibrationTexts.some((text) => new RegExp(`\\p{Script=${script}}`, 'u').test(text)),
        script,
      ).toBe(true);
    }
  });
});

describe('MiniLM in 8 bits', () => {
  it('is near the reference in every script, whatever the company', async () => {
    const { int8 } = await derive(await realModel(), emptyFolder());
    const golden = goldenTexts();
    const own = await encode(
      int8,
      golden.map(({ text }) => text),
      2,
    );
    const cosines = own.map((vector, i) => cosine(vector, golden[i]!.vector));
    expect(cosines.reduce((sum, value) => sum + value, 0) / cosines.length).toBeGreaterThan(0.997);
    expect(Math.min(...cosines)).toBeGreaterThan(0.99);
    const some = golden.slice(5, 9).map(({ text }) => text);
    expect(await encode(int8, some.toReversed())).toEqual(own.slice(5, 9).toReversed());
  });
});
