import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeSchema, type RunEvent } from '@parallax-map/core';
import { describe, expect, it } from 'vitest';
import { encodeStep, resolveEncoder, type EncodingInfo } from '../../dist/encode/index.js';
import { tinyModel, TINY_POSITIONS, type TinyOptions } from '../../../../test/support/tiny-model.js';
import { emptyFolder, lengthOf, never, rowOf, stepContext, tableOf } from './helpers.js';

const WORDS = ['red', 'blue', 'fish', 'ship', 'query', 'moon', 'sun', 'sea'];

/** A model of one's own in a folder beside the recipe. */
function place(options: TinyOptions = {}, files: Record<string, unknown> = {}): string {
  const folder = emptyFolder();
  const { graph, tokenizer } = tinyModel({ words: WORDS, ...options });
  write(join(folder, 'my-model', 'model.onnx'), graph);
  write(join(folder, 'my-model', 'tokenizer.json'), tokenizer);
  for (const [name, content] of Object.entries(files)) {
    write(join(folder, 'my-model', name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

async function encode(folder: string, texts: string[], decisions: Record<string, unknown> = {}) {
  const events: RunEvent[] = [];
  const section = encodeSchema.parse({ encoder: 'model', model: './my-model', ...decisions });
  const resolved = await resolveEncoder(section, {
    folder,
    tables: ['films.csv'],
    cells: async () => undefined,
    signal: never,
    emit: (event) => events.push(event),
  });
  const context = await stepContext(emptyFolder());
  const table = tableOf(texts);
  const made = await encodeStep.make(resolved.section, { table, resources: resolved.resources }, context);
  return { ...made, resolved, events: [...events, ...context.events] };
}

function unit(vector: number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function near(got: Float32Array, want: number[]): void {
  expect(got.length).toBe(want.length);
  want.forEach((value, j) => expect(got[j]).toBeCloseTo(value, 5));
}

const tiny = tinyModel({ words: WORDS });
const columns = (rows: number[][]): number[][] => rows[0]!.map((_, j) => rows.map((row) => row[j]!));
const states = (text: string): number[][] => tiny.ids(text).map((id) => tiny.embedding(id));
const POOLED: Record<string, (rows: number[][]) => number[]> = {
  mean: (rows) => columns(rows).map((column) => column.reduce((a, b) => a + b, 0) / column.length),
  max: (rows) => columns(rows).map((column) => Math.max(...column)),
  cls: (rows) => rows[0]!,
  last: (rows) => rows.at(-1)!,
};

describe('a model of your own', () => {
  it.each(Object.keys(POOLED))(
    'makes token states into a vector by %s, as computed by hand',
    async (pooling) => {
      const text = 'red fish sun';
      const byDecision = await encode(place(), [text], { pooling });
      near(rowOf(byDecision.vectors, 0), unit(POOLED[pooling]!(states(text))));
      const flag = { mean: 'mean_tokens', max: 'max_tokens', cls: 'cls_token', last: 'lasttoken' }[pooling];
      const config = { word_embedding_dimension: 16, [`pooling_mode_${flag}`]: true };
      const byModel = await encode(place({}, { '1_Pooling/config.json': config }), [text]);
      expect(byModel.vectors).toEqual(byDecision.vectors);
      expect(byModel.resolved.decided['encode.pooling']).toMatchObject({ value: pooling });
    },
  );

  it('has the dimension of its graph, whatever that is, and unit length', async () => {
    for (const dimensions of [3, 16, 40]) {
      const { vectors, info } = await encode(place({ dimensions }), ['red fish', 'blue ship']);
      expect(vectors.cols).toBe(dimensions);
      expect(info).toMatchObject({ name: './my-model', dimensions } satisfies Partial<EncodingInfo>);
      expect(lengthOf(rowOf(vectors, 1))).toBeCloseTo(1, 6);
    }
  });

  it.each([
    ['without token types', { typeIds: false }],
    ['with positions asked for', { extraInput: 'position_ids' }],
    ['with its states under another name', { output: 'output_0' }],
    ['that pools by itself', { pooled: true }],
  ] as [string, TinyOptions][])('may be a graph %s', async (_, options) => {
    const usual = await encode(place(), ['red fish sun']);
    const other = await encode(place(options), ['red fish sun']);
    near(rowOf(other.vectors, 0), [...rowOf(usual.vectors, 0)]);
  });

  it.each([
    ['asks for what is not known', { extraInput: 'pixel_values' }, {}, /takes .*pixel_values/],
    ['is no ONNX', {}, { 'model.onnx': 'not a graph' }, /graph cannot be read/],
    [
      'has a tokenizer that is none',
      {},
      { 'tokenizer.json': '{"model":{"type":"none"}}' },
      /tokenizer.json cannot/,
    ],
    ['has a tokenizer that is no JSON', {}, { 'tokenizer.json': 'hello' }, /tokenizer.json cannot/],
    ['has an empty tokenizer', {}, { 'tokenizer.json': '' }, /is empty/],
    [
      'has a further layer',
      {},
      { 'modules.json': [{ type: 'sentence_transformers.models.Dense' }] },
      /Dense/,
    ],
    [
      'joins two poolings',
      {},
      { '1_Pooling/config.json': { pooling_mode_cls_token: true, pooling_mode_max_tokens: true } },
      /cls and max/,
    ],
    [
      'pools by position',
      {},
      { '1_Pooling/config.json': { pooling_mode_weightedmean_tokens: true } },
      /weightedmean/,
    ],
    [
      'has settings that are none',
      {},
      { 'sentence_bert_config.json': { max_seq_length: 'long' } },
      /max_seq_length/,
    ],
  ] as [string, TinyOptions, Record<string, unknown>, RegExp][])(
    'is refused in words when it %s',
    async (_, options, files, words) => {
      const failed = encode(place(options, files), ['red fish']);
      await expect(failed).rejects.toMatchObject({ code: 'MODEL_INVALID' });
      await expect(failed).rejects.toThrow(words);
    },
  );

  it('is refused when the folder holds none, or its name is neither a folder nor of the hub', async () => {
    const folder = place();
    await expect(encode(folder, ['a'], { model: './other' })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
    });
    for (const model of [null, 'my-model', 'a/b/c', '../', 'a/..', 'http://a/b', 'a/b@../c', '-a/b']) {
      const failed = encode(folder, ['a'], { model });
      await expect(failed, String(model)).rejects.toMatchObject({
        code: model === '../' ? 'MODEL_INVALID' : 'RECIPE_INVALID',
      });
    }
  });

  it('is another model to the store when any byte of its files is another', async () => {
    const folder = place();
    const one = (await encode(folder, ['red fish'])).resolved.section;
    expect((await encode(place(), ['red fish'])).resolved.section).toEqual(one);
    const other = (await encode(place({ shape: 'bert' }), ['red fish'])).resolved.section;
    expect(other).not.toEqual(one);
    write(join(folder, 'my-model', 'weights.bin'), 'weights');
    expect((await encode(folder, ['red fish'])).resolved.section).not.toEqual(one);
  });

  it('puts before every text what its files ask for in clustering, or what the recipe says', async () => {
    const prompts = { prompts: { query: 'sun ', clustering: 'query: ' }, default_prompt_name: null };
    const folder = place({}, { 'config_sentence_transformers.json': prompts });
    const asked = await encode(folder, ['red fish']);
    expect(asked.resolved.section).toMatchObject({ prefix: 'query: ' });
    const none = await encode(folder, ['red fish', 'query: red fish'], { prefix: '' });
    expect(rowOf(asked.vectors, 0)).toEqual(rowOf(none.vectors, 1));
    expect(rowOf(asked.vectors, 0)).not.toEqual(rowOf(none.vectors, 0));
    const preset = { ...prompts, prompts: { query: 'sun ' }, default_prompt_name: 'query' };
    const other = await encode(place({}, { 'config_sentence_transformers.json': preset }), ['red fish']);
    expect(other.resolved.section).toMatchObject({ prefix: 'sun ' });
  });

  it('reads as many tokens as its files say, fewer if the recipe says so, never more than it has positions', async () => {
    const folder = place(
      {},
      { 'sentence_bert_config.json': { max_seq_length: 12 }, 'config.json': { max_position_embeddings: 20 } },
    );
    const limit = async (maxTokens: number | null) =>
      (await encode(folder, ['red'], { maxTokens })).resolved.section as { maxTokens: number };
    expect(await limit(null)).toMatchObject({ maxTokens: 12 });
    expect(await limit(9)).toMatchObject({ maxTokens: 9 });
    expect(await limit(16)).toMatchObject({ maxTokens: 16 });
    expect(await limit(500)).toMatchObject({ maxTokens: 20 });
  });
});

describe('a text that is too long', () => {
  const long = Array.from({ length: 40 }, (_, i) => WORDS[(i * i) % WORDS.length]!).join(' ');

  it('is cut, its end unread, and counted', async () => {
    const { vectors, info, events } = await encode(place(), [long, `${long} moon`, 'red'], { maxTokens: 10 });
    expect(rowOf(vectors, 0)).toEqual(rowOf(vectors, 1));
    expect(info.cut).toBe(2);
    expect(JSON.stringify(events)).toContain('2 of 3 texts (66.7 %) are longer than 10 tokens');
  });

  it('is read in passages, averaged by their tokens, as computed by hand', async () => {
    const { vectors, info } = await encode(place(), [long, 'red fish'], { maxTokens: 10, long: 'passages' });
    // 8 tokens a window between the special ones, of which the next repeats 1; the last is moved to be full.
    const words = long.split(' ');
    const starts = [0, 7, 14, 21, 28, 32];
    const sum = starts
      .map((start) => unit(POOLED.mean!(states(words.slice(start, start + 8).join(' ')))))
      .reduce((a, b) => a.map((value, j) => value + b[j]!));
    near(rowOf(vectors, 0), unit(sum));
    expect(info.cut).toBe(1);
    const short = await encode(place(), ['red fish'], { maxTokens: 10 });
    expect(rowOf(vectors, 1)).toEqual(rowOf(short.vectors, 0));
  });

  it('has the prefix before every passage', async () => {
    const prefixed = await encode(place(), [long], { maxTokens: 10, long: 'passages', prefix: 'sun ' });
    const words = long.split(' ');
    const starts = [0, 7, 14, 21, 28, 33];
    const sum = starts
      .map((start) => unit(POOLED.mean!(states(['sun', ...words.slice(start, start + 7)].join(' ')))))
      .reduce((a, b) => a.map((value, j) => value + b[j]!));
    expect(starts.length).toBe(6);
    near(rowOf(prefixed.vectors, 0), unit(sum));
  });

  it('has the same bits alone, in company, in any order, with any number of threads', async () => {
    const texts = Array.from(
      { length: 30 },
      (_, i) => `${long} `.repeat(1 + (i % 5)) + WORDS[i % 8] + ` ${i}`,
    );
    const options = { maxTokens: 16, long: 'passages' };
    const folder = place({ shape: 'bert' });
    const together = await encode(folder, texts, options);
    const backwards = await encode(folder, [...texts].reverse(), options);
    for (const i of [0, 7, 29]) {
      const alone = await encode(folder, [texts[i]!], options);
      expect(rowOf(alone.vectors, 0)).toEqual(rowOf(together.vectors, i));
      expect(rowOf(backwards.vectors, 29 - i)).toEqual(rowOf(together.vectors, i));
    }
  });

  it('that asks for more positions than the graph has is an error in words', async () => {
    const texts = ['red '.repeat(TINY_POSITIONS + 10)];
    const failed = encode(place({ shape: 'bert' }), texts, { maxTokens: 500 });
    await expect(failed).rejects.toMatchObject({ code: 'MODEL_INVALID' });
    await expect(failed).rejects.toThrow(/fails on 7\d tokens/);
  });
});
