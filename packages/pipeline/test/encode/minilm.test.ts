import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeTexts, encodeStep, type ModelFiles, resolveEncoder } from '../../dist/encode/index.js';
import { encodeSchema } from '@parallax-map/core';
import { tokeniser } from '../../src/encode/transformer/tokenise.js';
import { cosine, goldenTexts, largestDifference } from './golden.js';
import { emptyFolder, lengthOf, never, realModel, rowOf, stepContext, tableOf } from './helpers.js';

const golden = goldenTexts();
const texts = golden.map(({ text }) => text);
const READING = { maxTokens: 256, long: 'cut', pooling: 'mean', prefix: '' } as const;
let model: ModelFiles;

beforeAll(async () => {
  model = await realModel();
  process.stderr.write(`all-MiniLM-L6-v2: ${model.variant}, from ${model.from}\n`);
});

/** Encodes, and tells what the first report of progress was: how many texts were there already. */
async function encode(
  list: string[],
  options: { folder?: string; threads?: number; maxTokens?: number; signal?: AbortSignal } = {},
) {
  let reused: number | undefined;
  const { folder = emptyFolder(), threads = 2, maxTokens = 256, signal = never } = options;
  const progress = (done: number): void => {
    reused ??= done;
  };
  const encoded = await encodeTexts(list, model, {
    ...READING,
    folder,
    threads,
    maxTokens,
    signal,
    progress,
    tally: () => {},
  });
  return { ...encoded, reused };
}

/** What the tests on stopped runs must come to: 45 texts in three chunks, made in one go. */
let wholeRun: ReturnType<typeof encode> | undefined;
const wholeFolder = emptyFolder();
const whole = () => (wholeRun ??= encode(longTexts(45), { folder: wholeFolder }));

/** Texts of some 130 tokens, no two alike: 20 make a chunk. */
function longTexts(count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    `Voyage ${i}: the ship meets another storm at sea. `.repeat(12),
  );
}

describe('the MiniLM encoder', () => {
  it('reads every script into the tokens of the reference', async () => {
    const tokenise = tokeniser(readFileSync(model.paths.tokenizer, 'utf8'), READING);
    for (const { text, ids } of golden) expect(tokenise(text).passages, text.slice(0, 60)).toEqual([ids]);
  });

  it('lower-cases a capital sigma at the end of a word as the reference does', () => {
    const tokenise = tokeniser(readFileSync(model.paths.tokenizer, 'utf8'), READING);
    expect(tokenise('ΟΔΥΣΣΕΥΣ')).toEqual(tokenise('οδυσσευσ'));
  });

  it('gives the vectors of the reference', async () => {
    const { vectors } = await encode(texts);
    golden.forEach(({ text, vector }, i) => {
      const own = rowOf(vectors, i);
      expect(largestDifference(own, vector), text.slice(0, 60)).toBeLessThan(1e-5);
      expect(cosine(own, vector)).toBeGreaterThan(0.99999);
      expect(lengthOf(own)).toBeCloseTo(1, 6);
    });
  });

  it('is held to a measure that sees one wrong number', () => {
    const wrong = golden[0]!.vector.slice();
    wrong[100]! += 2e-5;
    expect(largestDifference(wrong, golden[0]!.vector)).toBeGreaterThan(1e-5);
    expect(largestDifference(wrong.subarray(1), golden[0]!.vector)).toBe(Infinity);
  });

  it('gives a text the same bits in any company, order, chunk and number of threads', async () => {
    const alone = await encode(texts, { threads: 1 });
    const company = [...longTexts(21), ...texts, ...texts.slice(3, 9)].reverse();
    const together = await encode(company, { threads: 2 });
    company.forEach((text, i) => {
      const before = texts.indexOf(text);
      if (before >= 0) expect(rowOf(together.vectors, i)).toEqual(rowOf(alone.vectors, before));
    });
  });

  it('cuts texts after maxTokens, counts them, and reads nothing behind the cut', async () => {
    const words = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
    const { vectors, cut } = await encode(['short', `${words} left`, `${words} right`], { maxTokens: 16 });
    expect(cut).toBe(2);
    expect(rowOf(vectors, 1)).toEqual(rowOf(vectors, 2));
    expect(rowOf(vectors, 0)).not.toEqual(rowOf(vectors, 1));
  });

  it('takes an empty text and a text of a million letters', async () => {
    const { vectors } = await encode(['', 'x'.repeat(1_000_000)]);
    expect(lengthOf(rowOf(vectors, 0))).toBeCloseTo(1, 6);
    expect(lengthOf(rowOf(vectors, 1))).toBeCloseTo(1, 6);
  });

  it('encodes only what is new when a table has grown, and counts cut texts it knows', async () => {
    const folder = emptyFolder();
    await encode(texts.slice(0, 30), { folder });
    const grown = await encode(texts, { folder });
    const fresh = await encode(texts);
    expect(grown.reused).toBe(new Set(texts.slice(0, 30)).size);
    expect(grown.vectors).toEqual(fresh.vectors);
    expect(grown.cut).toBe(fresh.cut);
    expect((await encode(texts, { folder })).reused).toBe(new Set(texts).size);
  });

  it('takes a chunk that is cut short, altered or foreign for missing, and makes it anew', async () => {
    const folder = emptyFolder();
    const list = longTexts(45);
    const { vectors } = await whole();
    cpSync(wholeFolder, folder, { recursive: true });
    const [a, b, c] = readdirSync(folder).filter((name) => name.endsWith('.vectors.arrow'));
    truncateSync(join(folder, a!), 1000);
    const altered = readFileSync(join(folder, b!));
    altered[altered.length >> 1]! ^= 1;
    writeFileSync(join(folder, b!), altered);
    writeFileSync(join(folder, 'foreign.texts.arrow'), 'not ours');
    writeFileSync(join(folder, 'notes.txt'), 'not ours either');
    const second = await encode(list, { folder });
    expect(c).toBeDefined();
    expect(second.reused).toBeGreaterThan(0);
    expect(second.reused).toBeLessThan(list.length);
    expect(second.vectors).toEqual(vectors);
    expect((await encode(list, { folder })).reused).toBe(list.length);
  });

  it('goes on after kill -9 with what was finished, to the same bits', async () => {
    const folder = emptyFolder();
    const list = longTexts(45);
    const code = `
      const { encodeTexts } = await import(${JSON.stringify(new URL('../../dist/encode/index.js', import.meta.url).href)});
      await encodeTexts(${JSON.stringify(list)}, ${JSON.stringify(model)}, {
        ...${JSON.stringify(READING)}, folder: ${JSON.stringify(folder)}, threads: 1, signal: new AbortController().signal,
        progress: (done) => { if (done > 0) process.stdout.write('a chunk is done'); }, tally: () => {},
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    await Promise.race([once(child.stdout, 'data'), ended]);
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    const resumed = await encode(list, { folder });
    expect(resumed.reused).toBeGreaterThan(0);
    expect(resumed.reused).toBeLessThan(list.length);
    expect(resumed.vectors).toEqual((await whole()).vectors);
  });

  it('stops when asked, keeps what was finished, and can be started again', async () => {
    const folder = emptyFolder();
    const list = longTexts(45);
    const stop = new AbortController();
    const progress = (done: number): void => {
      if (done > 0) stop.abort();
    };
    const stopped = encodeTexts(list, model, {
      ...READING,
      folder,
      threads: 2,
      signal: stop.signal,
      progress,
      tally: () => {},
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect((await encode(list, { folder })).reused).toBeGreaterThan(0);
  });

  it('says what went wrong in a thread, and ends', async () => {
    const broken = { ...model, paths: { ...model.paths, graph: model.paths.tokenizer } };
    const options = {
      ...READING,
      folder: emptyFolder(),
      threads: 2,
      signal: never,
      progress: () => {},
      tally: () => {},
    };
    await expect(encodeTexts(['a text'], broken, options)).rejects.toThrow();
  });
});

describe('the encode step', () => {
  it('encodes the kept rows of a table, and reads back what it saved', async () => {
    const context = await stepContext(emptyFolder());
    const table = tableOf(texts.slice(0, 6), [1, 4]);
    const { section, resources } = await resolveEncoder(encodeSchema.parse({}), {
      folder: emptyFolder(),
      tables: ['films.csv'],
      cells: async () => undefined,
      signal: never,
      emit: context.emit,
    });
    const made = await encodeStep.make(section, { table, resources }, context);
    expect(made.vectors.rows).toBe(4);
    expect(largestDifference(rowOf(made.vectors, 1), golden[2]!.vector)).toBeLessThan(1e-5);
    expect(made.info).toMatchObject({ name: 'minilm-l6-v2', dimensions: 384, fellBackBecause: null });
    expect(made.info.model).toMatch(/^[0-9a-f]{64}$/);
    const files = encodeStep.save(made);
    expect(encodeStep.load({ step: 'encode', key: 'k', files })).toEqual(made);
    expect(() =>
      encodeStep.load({ step: 'encode', key: 'k', files: { ...files, 'info.json': new Uint8Array() } }),
    ).toThrow();
  });
});
