import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeSchema, type ParallaxError } from '@parallax-map/core';
import {
  goodAnswer,
  PretendedEmbeddings,
  reply,
  vectorOf,
  type Asked,
} from '../../../../test/support/embedding-server.js';
import {
  encodeByServer,
  pendingTexts,
  type EncodeByServerOptions,
  type ServerDecision,
} from '../../dist/encode/index.js';
import { apiKey, serverAddress } from '../../dist/encode/server/address.js';
import { tellable, wordsOf } from '../../dist/encode/server/fault.js';
import { estimateTokens, intoPieces } from '../../dist/encode/server/pieces.js';
import { emptyFolder, lengthOf, rowOf } from './helpers.js';

const server = new PretendedEmbeddings();
beforeAll(() => server.open());
afterAll(() => server.close());
afterEach(() => {
  server.forget();
  vi.unstubAllEnvs();
});

const KEY = 'sk-a-very-secret-key';
const { requests: usual } = encodeSchema.parse({});
const films = Array.from({ length: 10 }, (_, i) => `film ${i} of a ${['ship', 'king', 'train'][i % 3]}`);

function decisionOf(change: Partial<ServerDecision> = {}): ServerDecision {
  return {
    encoder: 'server',
    server: server.address,
    model: 'tiny-embed',
    dimensions: null,
    prefix: '',
    maxTokens: null,
    long: 'cut',
    ...change,
  };
}

interface Change extends Partial<EncodeByServerOptions> {
  decision?: Partial<ServerDecision>;
  asking?: Partial<typeof usual>;
}

async function encode(texts: readonly string[], { decision, asking, ...change }: Change = {}) {
  const notes: string[] = [];
  const done: [number, number][] = [];
  const tallies: [fromBefore: number, made: number][] = [];
  const result = await encodeByServer(texts, decisionOf(decision), {
    requests: { ...usual, batch: 4, ...asking },
    isLocal: true,
    key: { value: KEY, name: 'PARALLAX_API_KEY' },
    patience: { tries: 4, first: 4, most: 20, longest: 2000 },
    storeFolder: emptyFolder(),
    signal: new AbortController().signal,
    rowOf: (text) => 100 + text,
    progress: (now, all) => done.push([now, all]),
    tally: (fromBefore, made) => tallies.push([fromBefore, made]),
    note: (message) => notes.push(message),
    ...change,
  });
  return { ...result, notes, done, tallies };
}

/** The error that a run ends with; it never holds the key. */
async function refusal(texts: readonly string[], change: Change = {}): Promise<ParallaxError> {
  const error = await encode(texts, change).then(
    () => expect.unreachable('it must fail'),
    (error: unknown) => error as ParallaxError,
  );
  expect(error).toMatchObject({ name: 'ParallaxError' });
  expect(`${error.message} ${error.stack}`).not.toContain(KEY);
  expect(error.message).toContain(decisionOf(change.decision).server);
  expect(error.message).toContain(decisionOf(change.decision).model);
  return error;
}

function unit(vector: number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / length);
}

function expectNear(got: Float32Array, wanted: Float32Array): void {
  expect(got.length).toBe(wanted.length);
  got.forEach((value, j) => expect(value).toBeCloseTo(wanted[j]!, 6));
}

describe('vectors of a server', () => {
  it('belong to their texts, have unit length, and are sent the model and the key', async () => {
    const { vectors, says, cut, done, notes } = await encode(films);
    expect(vectors).toMatchObject({ rows: 10, cols: 12 });
    films.forEach((film, i) => {
      expectNear(rowOf(vectors, i), unit(vectorOf(film)));
      expect(lengthOf(rowOf(vectors, i))).toBeCloseTo(1, 6);
    });
    expect([says, cut]).toEqual(['tiny-embed-001', null]);
    expect(server.asked.map(({ input }) => input.length).sort()).toEqual([2, 4, 4]);
    expect(server.asked.every(({ model, dimensions }) => model === 'tiny-embed' && !dimensions)).toBe(true);
    expect(new Set(server.keys)).toEqual(new Set([`Bearer ${KEY}`]));
    expect([done[0], done.at(-1)]).toEqual([
      [0, 10],
      [10, 10],
    ]);
    expect(notes[0]).toMatch(/10 texts from tiny-embed: about \d+ tokens/);
    expect(notes.at(-1)).toMatch(/10 texts were asked for in 3 requests; the server counted 50 tokens/);
  });

  it('are asked for once: not again for the same text, an appended row, another order or batch', async () => {
    const storeFolder = emptyFolder();
    const first = await encode([...films, films[0]!, films[3]!], { storeFolder });
    expect(server.texts.length).toBe(10);
    expect(rowOf(first.vectors, 10)).toEqual(rowOf(first.vectors, 0));
    server.forget();
    const turned = [...films].reverse();
    const again = await encode([...turned, 'a new one'], {
      storeFolder,
      asking: { batch: 3, concurrency: 1 },
    });
    expect(server.texts).toEqual(['a new one']);
    expect([first.tallies, again.tallies]).toEqual([[[0, 10]], [[10, 1]]]);
    turned.forEach((_, i) => expect(rowOf(again.vectors, i)).toEqual(rowOf(first.vectors, 9 - i)));
    expect(await pendingTexts([...films, 'and one more'], decisionOf(), storeFolder)).toEqual({
      texts: 1,
      of: 11,
      tokens: 3,
    });
    server.forget();
    const kept = await encode(films, { storeFolder });
    expect([server.asked.length, kept.says, kept.notes]).toEqual([0, 'tiny-embed-001', []]);
  });

  it('are kept apart by model, dimensions and prefix', async () => {
    const storeFolder = emptyFolder();
    await encode(films, { storeFolder });
    const small = await encode(films, { storeFolder, decision: { dimensions: 3 } });
    expect(small.vectors.cols).toBe(3);
    expect(server.asked.at(-1)!.dimensions).toBe(3);
    await encode(films, { storeFolder, decision: { model: 'other-embed' } });
    await encode(films, { storeFolder, decision: { prefix: 'query: ' } });
    expect(server.texts.length).toBe(40);
    expect(server.texts.at(-1)).toMatch(/^query: film/);
  });

  it('come in base64 as well as in lists, with or without an index, and without a count of tokens', async () => {
    server.misdeed = (asked, response) => {
      const data = asked.input.map((text) => {
        const bytes = Buffer.from(Float32Array.from(vectorOf(text)).buffer);
        return { embedding: bytes.toString('base64') };
      });
      reply(response, 200, { data });
      return true;
    };
    const { vectors, says, notes } = await encode(films);
    films.forEach((film, i) => expectNear(rowOf(vectors, i), unit(vectorOf(film))));
    expect(says).toBe('tiny-embed');
    expect(notes.at(-1)).toMatch(/3 requests$/);
  });

  it('are estimated in tokens, money and time before the bulk is asked for', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `a text of about eight tokens, number ${i}`);
    const stop = new AbortController();
    const notes: string[] = [];
    const note = (message: string): void => {
      notes.push(message);
      // Nobody waits for the rest.
      if (notes.length === 2) stop.abort();
    };
    const asking = { batch: 2, concurrency: 2, price: 20, perMinute: 400 };
    await expect(encode(texts, { asking, note, signal: stop.signal })).rejects.toThrow();
    expect(notes[0]).toMatch(
      /about 400 tokens, estimated at four bytes each, about 0\.008 US dollars at 20 a million/,
    );
    expect(notes[1]).toMatch(/pace of the first 3 requests, the remaining 34 texts take about \d+ s/);
  });
});

describe('a run that is stopped', () => {
  it('stops at once, keeps what came, and goes on with the rest', async () => {
    const storeFolder = emptyFolder();
    const stop = new AbortController();
    server.misdeed = () => {
      if (server.asked.length <= 2) return false;
      // The third is never answered.
      setTimeout(() => stop.abort(), 50);
      return true;
    };
    const stopped = encode(films, { storeFolder, signal: stop.signal, asking: { concurrency: 1 } });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    const asked = server.asked.slice(0, 2).flatMap(({ input }) => input);
    server.forget();
    await encode(films, { storeFolder });
    expect([...asked, ...server.texts].sort()).toEqual([...films].sort());
  });

  it('stops while it waits for the server, too', async () => {
    const stop = new AbortController();
    server.misdeed = (_, response) => {
      reply(response, 429, { error: 'slow down' }, { 'retry-after': '2' });
      setTimeout(() => stop.abort(), 20);
      return true;
    };
    await expect(encode(films, { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.asked.length).toBe(1);
  });

  it('keeps what others gave when one request fails for good', async () => {
    const storeFolder = emptyFolder();
    server.misdeed = (asked, response) => {
      if (!asked.input.includes(films[5]!)) return false;
      void sleep(30).then(() => reply(response, 403, { error: 'not this one' }));
      return true;
    };
    const failed = await refusal(films, { storeFolder, asking: { batch: 1, concurrency: 3 } });
    expect(failed.code).toBe('ENCODER_REFUSED');
    const pending = await pendingTexts(films, decisionOf(), storeFolder);
    expect(pending.texts).toBeLessThan(6);
    expect(pending.texts).toBeGreaterThan(0);
  });
});

describe('a server that is busy', () => {
  it.each([
    ['429 with Retry-After', 429, { 'retry-after': '0' }],
    ['429 with a date', 429, { 'retry-after': new Date(0).toUTCString() }],
    ['500', 500, {}],
    ['503', 503, { 'retry-after-ms': '5' }],
  ])('is asked again after %s', async (_, status, headers) => {
    let refused = 0;
    server.misdeed = (_, response) => {
      if (refused++ >= 2) return false;
      reply(response, status, { error: { message: 'not now' } }, headers as Record<string, string>);
      return true;
    };
    expect((await encode(films)).vectors.rows).toBe(10);
    expect(server.asked.length).toBe(5);
  });

  it('is given the time it asks for, by all requests', async () => {
    const times: number[] = [];
    server.misdeed = (_, response) => {
      times.push(performance.now());
      if (times.length !== 2) return false;
      reply(response, 429, '', { 'retry-after-ms': '150' });
      return true;
    };
    await encode(films, { asking: { concurrency: 1 } });
    expect(times[2]! - times[1]!).toBeGreaterThan(145);
  });

  it('is waited for where its headers say that its limit is used up', async () => {
    const times: number[] = [];
    server.misdeed = (asked, response) => {
      times.push(performance.now());
      reply(response, 200, goodAnswer(asked), {
        'x-ratelimit-remaining-requests': times.length === 1 ? '0' : '9',
        'x-ratelimit-reset-requests': '0.1s20ms',
      });
      return true;
    };
    await encode(films);
    expect(times[1]! - times[0]!).toBeGreaterThan(115);
  });

  it.each([
    ['requests', { perMinute: 600 }],
    ['tokens', { tokensPerMinute: 12_000 }],
  ])('is never sent more %s a minute than allowed', async (_, asking) => {
    const texts = Array.from({ length: 4 }, (_, i) =>
      `a text of twenty tokens or so, that is eighty bytes, ${i} `.padEnd(80, 'x'),
    );
    const times: number[] = [];
    server.misdeed = () => times.push(performance.now()) < 0;
    const started = performance.now();
    await encode(texts, { asking: { batch: 1, ...asking } });
    times.forEach((time, i) => expect(time - started).toBeGreaterThan(100 * i - 1));
  });

  it('that goes on failing ends the run with what it said', async () => {
    server.misdeed = (_, response) => {
      reply(response, 502, `<html>Bad gateway, ${KEY}</html>`);
      return true;
    };
    const error = await refusal(films);
    expect([error.code, error.status]).toEqual(['ENCODER_UNAVAILABLE', 69]);
    expect(error.message).toMatch(/502: a web page to 4 texts from row 100 on.*same command goes on/);
    expect(server.asked.length).toBe(4);
  });

  it('that asks for hours, or whose quota is used up, is not waited for', async () => {
    server.misdeed = (_, response) => {
      reply(response, 429, { error: { message: 'Tomorrow' } }, { 'retry-after': '86400' });
      return true;
    };
    expect((await refusal(films)).message).toMatch(/429: Tomorrow/);
    server.misdeed = (_, response) => {
      reply(response, 429, {
        error: { message: 'You exceeded your current quota', code: 'insufficient_quota' },
      });
      return true;
    };
    expect((await refusal(films)).code).toBe('ENCODER_REFUSED');
    expect(server.asked.length).toBe(2);
  });

  it('that does not answer in time is tried once more', async () => {
    server.misdeed = () => true;
    const error = await refusal(films.slice(0, 1), { asking: { timeout: 0.05 } });
    expect(error.message).toMatch(/no answer within 0.05 s.*--server-timeout/);
    expect(server.asked.length).toBe(2);
  });

  it('whose line breaks in the middle of an answer is asked again', async () => {
    server.misdeed = (_, response) => {
      if (server.asked.length !== 2) return false;
      response.writeHead(200, { 'content-length': '9999' }).write('{"data":[');
      setTimeout(() => response.destroy(), 5);
      return true;
    };
    expect((await encode(films)).vectors.rows).toBe(10);
    expect(server.asked.length).toBe(4);
  });
});

describe('a server that refuses', () => {
  it.each([
    [
      401,
      'PARALLAX_API_KEY',
      { key: { value: KEY, name: 'PARALLAX_API_KEY' } },
      /The key in PARALLAX_API_KEY/,
    ],
    [403, 'no key', { key: null }, /No key was sent/],
  ])('with %i and %s says what became of the key, without the key', async (status, _, change, words) => {
    server.misdeed = (_, response, { headers }) => {
      reply(response, status, { error: { message: `Incorrect key: ${headers.authorization}` } });
      return true;
    };
    const error = await refusal(films, change);
    expect([error.code, error.status]).toEqual(['ENCODER_REFUSED', 78]);
    expect(error.message).toMatch(words);
    expect(error.message).toContain(`Incorrect key: ${change.key ? 'Bearer [key]' : 'undefined'}`);
    expect(server.asked.length).toBe(1);
  });

  it('an unknown model: says which there are, and the nearest', async () => {
    const error = await refusal(films, { decision: { model: 'tiny-embd' } });
    expect(error.code).toBe('ENCODER_REFUSED');
    expect(error.message).toMatch(
      /no such model.*It has tiny-embed, other-embed\. Did you mean "tiny-embed"\?/,
    );
    server.misdeed = (_, response) => {
      reply(response, 400, { object: 'error', message: 'Invalid model: tiny-embd' });
      return true;
    };
    expect((await refusal(films, { decision: { model: 'tiny-embd' } })).message).toContain('no such model');
  });

  it('an address without /v1: says how it most likely ends', async () => {
    const error = await refusal(films, { decision: { server: server.address.replace('/v1', '') } });
    expect(error.message).toMatch(/404: no such page.*\/v1"/);
  });

  it('one text of several, or too many of them: parts the request until it is found, and keeps the others', async () => {
    const storeFolder = emptyFolder();
    const texts = [...films, 'much too long '.repeat(200)];
    server.misdeed = (asked, response) => {
      if (asked.input.length <= 2 && asked.input.every((text) => text.length < 1000)) return false;
      const message = "This model's maximum context length is 512 tokens";
      reply(response, asked.input.length > 2 ? 422 : 400, { error: { message } });
      return true;
    };
    const error = await refusal(texts, { storeFolder, asking: { batch: 8, concurrency: 1 } });
    expect(error.message).toMatch(/row 110 \(the first is 0\) of 2,800 bytes.*--max-tokens 350 /);
    expect((await pendingTexts(texts, decisionOf(), storeFolder)).texts).toBe(1);
    server.forget();
    const cut = await encode(texts, { storeFolder, decision: { maxTokens: 200 } });
    expect([cut.cut, server.texts.length]).toEqual([1, 1]);
  });

  it('dimensions: says so whether it is refused or passed over', async () => {
    server.misdeed = (_, response) => {
      reply(response, 400, { error: { message: 'This model does not support specifying dimensions' } });
      return true;
    };
    const decision = { dimensions: 4 };
    expect((await refusal(films, { decision })).message).toMatch(
      /asked for 4 dimensions.*--server-dimensions auto/,
    );
    server.misdeed = (asked, response) => {
      reply(response, 200, goodAnswer({ ...asked, dimensions: 12 }));
      return true;
    };
    expect((await refusal(films, { decision })).message).toMatch(/must give 4 dimensions, as asked; got 12/);
  });

  it('by leading elsewhere: the texts and the key do not follow', async () => {
    const elsewhere: string[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(request.url!);
      response.end();
    });
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    server.misdeed = (_, response) => {
      reply(response, 307, '', { location });
      return true;
    };
    const error = await refusal(films);
    expect([error.code, elsewhere]).toEqual(['ENCODER_REFUSED', []]);
    expect(error.message).toContain(`307: a redirect to ${location}`);
    other.close();
  });
});

describe('a server that answers nonsense is not believed', () => {
  const change =
    (act: (answer: ReturnType<typeof goodAnswer>) => unknown) =>
    (asked: Asked, response: ServerResponse): boolean => {
      const good = goodAnswer(asked);
      good.data.reverse();
      reply(response, 200, act(good) ?? good);
      return true;
    };
  const embedding = (value: unknown) =>
    change(({ data }) => {
      data[1]!.embedding = value;
    });
  it.each([
    ['fewer vectors', change(({ data }) => void data.pop()), /required are 4 vectors.*got 3/],
    ['more vectors', change(({ data }) => void data.push(data[0]!)), /required are 4 vectors.*got 5/],
    ['no data', change(() => ({ vectors: [] })), /list "data"; got an object with vectors/],
    ['an empty body', change(() => ''), /required is JSON/],
    ['a number', change(() => 7), /list "data"; got 7/],
    ['a place twice', change(({ data }) => void (data[1]!.index = 0)), /once each; got 0 twice/],
    ['a place beyond', change(({ data }) => void (data[1]!.index = 9)), /0 to 3 once each; got 9/],
    ['other dimensions within', embedding([1, 2]), /row 101 .*one length; got 2 beside 12/],
    [
      'null among numbers',
      embedding(vectorOf('x').fill(null as never, 3, 4)),
      /row 101 .*got null in place 3/,
    ],
    ['words among numbers', embedding(['1', 2]), /row 101 /],
    ['only zeros', embedding(new Array(12).fill(0)), /row 101 .*only zeros/],
    ['no vector', embedding(null), /row 101 .*list of numbers.*got null/],
    ['an empty vector', embedding([]), /row 101 .*an empty list/],
    ['text that is no base64', embedding('not base64!'), /row 101 /],
    ['base64 of half a number', embedding('AAAAAA=='), /got 1 beside 12|row 101/],
    [
      'base64 that is not finite',
      embedding(Buffer.from(new Float32Array(12).fill(NaN).buffer).toString('base64')),
      /row 101 .*got NaN in place 0/,
    ],
    ['a web page', change(() => '<!doctype html><title>Sign in</title>'), /required is JSON; got a web page/],
    ['NaN', change(() => '{"data":[{"embedding":[NaN]}]}'), /finite numbers; got NaN/],
    ['the key', change(() => `the key is ${KEY}`), /got "the key is \[key\]"/],
    ['too much', change(() => `{"data":"${'x'.repeat(4_000_000)}"}`), /more than 3,145,728 bytes/],
  ])('%s', async (_, misdeed, words) => {
    server.misdeed = misdeed;
    const error = await refusal(films.slice(0, 4));
    expect([error.code, error.status]).toEqual(['ENCODER_INVALID', 76]);
    expect(error.message).toMatch(words);
    expect(server.asked.length).toBe(1);
  });

  it('huge and tiny numbers keep their direction', async () => {
    server.misdeed = change(({ data }) => {
      data[0]!.embedding = [3e300, 4e300];
      data[1]!.embedding = [3e-300, 4e-300];
    });
    const { vectors } = await encode(films.slice(0, 2));
    expect([...vectors.data].map((value) => value.toFixed(5))).toEqual([
      '0.60000',
      '0.80000',
      '0.60000',
      '0.80000',
    ]);
  });

  it('other dimensions, or another model, than before', async () => {
    const storeFolder = emptyFolder();
    await encode(films.slice(0, 4), { storeFolder });
    server.misdeed = (asked, response) => {
      reply(response, 200, goodAnswer({ ...asked, dimensions: 7 }));
      return true;
    };
    const dimensions = await refusal(films, { storeFolder });
    expect(dimensions.message).toMatch(/must give 12 dimensions, as before; got 7\..*delete .*vectors/);
    server.misdeed = (asked, response) => {
      reply(response, 200, { ...goodAnswer(asked), model: `renewed ${KEY}` });
      return true;
    };
    const model = await refusal(films, { storeFolder });
    expect(model.message).toMatch(/vectors of tiny-embed-001, as before; got some of renewed \[key\]/);
    server.forget();
    expect((await encode(films, { storeFolder })).vectors.rows).toBe(10);
    expect(server.texts.length).toBe(6);
  });
});

describe('a server that is not there', () => {
  it('says what was asked and how Ollama is started', async () => {
    const decision = { server: 'http://127.0.0.1:11434/v1' };
    const error = await refusal(films, { decision });
    expect([error.code, error.status]).toEqual(['ENCODER_UNAVAILABLE', 69]);
    expect(error.message).toMatch(/ECONNREFUSED.*"ollama serve"/);
  });

  it('or has no name, or speaks no TLS, says so', async () => {
    const nameless = await refusal(films, { decision: { server: 'http://nowhere.invalid/v1' } });
    expect(nameless.message).toMatch(/cannot be reached/);
    const plain = await refusal(films, { decision: { server: server.address.replace('http:', 'https:') } });
    expect([plain.code, plain.message]).toEqual([
      'ENCODER_UNAVAILABLE',
      expect.stringMatching(/begins with http:/),
    ]);
  });

  it('is not asked where there is to be no network; this machine is', async () => {
    vi.stubEnv('PARALLAX_OFFLINE', '1');
    const error = await refusal(films, { isLocal: false });
    expect(error.message).toMatch(/10 texts, since PARALLAX_OFFLINE is 1/);
    expect(server.asked.length).toBe(0);
    expect((await encode(films)).vectors.rows).toBe(10);
  });

  it('is reached through the proxy of the environment, this machine without', async () => {
    const through: string[] = [];
    const proxy = createServer((request, response) => {
      through.push(request.url!);
      reply(response, 503, '', { 'retry-after': '9999' });
    });
    proxy.on('connect', (request, socket) => {
      through.push(request.url!);
      socket.end('HTTP/1.1 502 no\r\n\r\n');
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    for (const name of ['http_proxy', 'HTTP_PROXY']) vi.stubEnv(name, address);
    for (const name of ['no_proxy', 'NO_PROXY']) vi.stubEnv(name, '');
    expect((await encode(films)).vectors.rows).toBe(10);
    expect(through).toEqual([]);
    await refusal(films, { isLocal: false, decision: { server: 'http://far.invalid/v1' } });
    expect(through.join()).toContain('far.invalid');
    proxy.closeAllConnections();
    proxy.close();
  });
});

describe('long texts', () => {
  const words = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ');

  it('are cut by the estimate, or their passages averaged by length', async () => {
    const cut = await encode([words, 'short'], { decision: { maxTokens: 20 } });
    expect(cut.cut).toBe(1);
    expect(server.texts[0]).toBe(words.slice(0, 80));
    server.forget();
    const decision = { maxTokens: 20, long: 'passages', prefix: 'q: ' } as const;
    const parted = await encode([words, 'short'], { decision });
    expect(parted.cut).toBe(1);
    const passages = intoPieces(words, decision).sent;
    expect(server.texts).toEqual([...passages, 'q: short']);
    const sum = new Array<number>(12).fill(0);
    for (const passage of passages) {
      unit(vectorOf(passage)).forEach((value, j) => (sum[j]! += value * estimateTokens(passage)));
    }
    expectNear(rowOf(parted.vectors, 0), unit(sum));
  });

  it('are parted between characters, whole, into pieces no longer than allowed', () => {
    const text = fc
      .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 150 }), fc.constantFrom('', '\ud800'))
      .map(([text, half]) => text + half + text);
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 8, max: 30 }),
        fc.constantFrom('', 'query: '),
        (text, maxTokens, prefix) => {
          const { sent, isLong } = intoPieces(text, { prefix, maxTokens, long: 'passages' });
          const whole = text.replace(/\p{Surrogate}/gu, '\ufffd');
          expect(isLong).toBe(estimateTokens(prefix + whole) > maxTokens);
          for (const piece of sent) {
            expect(piece.startsWith(prefix)).toBe(true);
            expect(whole).toContain(piece.slice(prefix.length));
            expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(4 * maxTokens + 3);
          }
          const [first] = intoPieces(text, { prefix, maxTokens, long: 'cut' }).sent;
          expect((prefix + whole).startsWith(first!)).toBe(true);
          if (!isLong) expect(sent).toEqual([prefix + whole]);
          const letters = (text: string): number => text.replace(/\s/gu, '').length;
          const covered = sent.reduce((sum, piece) => sum + letters(piece.slice(prefix.length)), 0);
          expect(covered).toBeGreaterThanOrEqual(letters(whole));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('an address', () => {
  it.each([
    ['ollama', 'http://localhost:11434/v1', true],
    ['OpenAI', 'https://api.openai.com/v1', false],
    [' http://127.0.0.1:8080/v1/ ', 'http://127.0.0.1:8080/v1', true],
    ['http://[::1]:1/v1', 'http://[::1]:1/v1', true],
    ['https://Example.ORG', 'https://example.org', false],
  ])('%s is %s', (text, base, isLocal) => expect(serverAddress(text)).toEqual({ base, isLocal }));

  it.each([
    ['localhost:11434/v1', /Did you mean "http:\/\/localhost:11434\/v1"/],
    ['olama', /Did you mean "ollama"/],
    ['ftp://x/v1', /http:\/\/ or https:\/\//],
    ['', /http:\/\//],
    ['http://x/v1/embeddings', /base address, under which \/embeddings stands: "http:\/\/x\/v1"/],
    [`https://me:${KEY}@x/v1`, /PARALLAX_API_KEY/],
    [`https://${KEY}@x/v1`, /PARALLAX_API_KEY/],
    [`https://x/v1?key=${KEY}`, /PARALLAX_API_KEY/],
    [`me:${KEY}@x`, /got something else/],
  ])('%s is refused, without what may be a secret', (text, words) => {
    let message = '';
    try {
      serverAddress(text);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(words);
    expect(message).not.toContain(KEY);
  });

  it('has the key of its own variable, and no other', () => {
    const openai = serverAddress('openai').base;
    const env = { OPENAI_API_KEY: ' one ' };
    expect(apiKey(openai, env)).toEqual({ value: 'one', name: 'OPENAI_API_KEY' });
    expect(apiKey('https://else.org/v1', env)).toBeNull();
    expect(apiKey(openai, { ...env, PARALLAX_API_KEY: 'two' })?.value).toBe('two');
    expect(() => apiKey(openai, { PARALLAX_API_KEY: 'a\nb' })).toThrow(/PARALLAX_API_KEY must hold/);
  });
});

it('what a server says is told in one line, without control characters, cut, and without the key', () => {
  expect(tellable(`a\u001b[31m\n\u202eb ${KEY} `, KEY)).toBe('a [31m b [key]');
  expect(tellable('x'.repeat(400), null).length).toBe(301);
  expect(tellable(' '.repeat(3000) + KEY, KEY)).toBe('[key]');
  expect(wordsOf('{"detail":[{"msg":"too many inputs"}]}', null)).toBe('too many inputs');
  expect(wordsOf('{"error":"no"}', null)).toBe('no');
  expect(wordsOf('plain words', null)).toBe('plain words');
  expect(wordsOf('{"a":1}', null)).toBe('{"a":1}');
});
