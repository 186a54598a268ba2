import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { goodAnswer, PretendedEmbeddings, reply } from './support/embedding-server.js';
import {
  ended,
  eventsOf,
  fileIn,
  parallax,
  readReport,
  runJson,
  SAMPLE,
  start,
  tempFolder,
} from './support/parallax.js';

const KEY = 'sk-never-to-be-seen-0123456789';
const env = { PARALLAX_API_KEY: KEY };
const server = new PretendedEmbeddings();
beforeAll(() => server.open());
afterAll(() => server.close());
afterEach(() => server.forget());

const flags = (): string[] => [
  '--server',
  server.address,
  '--model',
  'tiny-embed',
  '--no-refit',
  '--no-open',
];
const run = (table: string, ...more: string[]) => runJson([table, ...flags(), ...more], { env });

/** Every file below a folder that holds a text. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const holds = await Promise.all(files.map(async (file) => (await readFile(file)).includes(text)));
  return files.filter((_, i) => holds[i]);
}

/** The error that a run ended with. */
function errorOf({ err }: { err: string }): { code: string; message: string } {
  return JSON.parse(err) as { code: string; message: string };
}

describe('parallax run with an embedding server', () => {
  test('maps the table; killed, it asks for the rest; grown, for the new rows; the key is in no file', async () => {
    const folder = await tempFolder();
    const table = join(folder, 'films.csv');
    await cp(SAMPLE, table);
    const out = join(folder, 'films.parallax');

    // The third request is never answered, and the run is killed over it.
    const child = start(['run', table, ...flags(), '--server-concurrency', '1', '--json'], { env });
    const end = ended(child);
    server.misdeed = () => {
      if (server.asked.length === 3) child.kill('SIGKILL');
      return server.asked.length === 3;
    };
    await end;
    const before = server.asked.slice(0, 2).flatMap(({ input }) => input);
    expect(before.length).toBe(64);

    // Going on, it is asked to wait, and does.
    server.forget();
    const asked: string[] = [];
    server.misdeed = ({ input }, response) => {
      if (server.asked.length === 2) {
        reply(response, 429, { error: { message: 'Rate limit reached' } }, { 'retry-after': '1' });
        return true;
      }
      asked.push(...input);
      return false;
    };
    const went = await run(table, '--server-price', '0.02');
    expect([went.status, went.err]).toEqual([0, '']);
    expect([asked.length, server.asked.length]).toEqual([56, 3]);
    expect(new Set([...before, ...asked]).size).toBe(120);
    expect(new Set(server.keys)).toEqual(new Set([`Bearer ${KEY}`]));
    const notes = eventsOf(went.events, 'note').map(({ message }) => message);
    expect(notes.join('\n')).toMatch(/56 of 120 texts \(the rest is kept\).*US dollars at 0\.02 a million/);
    const progress = eventsOf(went.events, 'progress').filter(({ step }) => step === 'encode');
    expect(progress[0]).toMatchObject({ done: 64, total: 120, unit: 'texts' });

    const report = await readReport(join(out, 'perspectives', 'main'));
    expect(report.encoder).toEqual({
      name: `tiny-embed at ${server.address}`,
      dimensions: 12,
      model: 'tiny-embed-001',
      cutShare: null,
      fellBackBecause: null,
    });
    const decided = Object.fromEntries(report.decisions.map(({ path, value }) => [path, value]));
    expect(decided).toMatchObject({
      'encode.encoder': 'server',
      'encode.model': 'tiny-embed',
      'encode.maxTokens': 'server',
      'encode.prefix': '',
      'encode.requests.price': 0.02,
    });

    // A row more and a row changed, from the folder, whose recipe names the server.
    server.forget();
    const text = (await readFile(table, 'utf8')).replace('Dom Cobb steals secrets', 'Dom Cobb sells secrets');
    await writeFile(
      table,
      `${text.trimEnd()}\n1,New,New,2020-01-01,en,,,,1,1,,A lighthouse keeper learns to bake bread\n`,
    );
    expect((await runJson([out, '--no-open'], { env })).status).toBe(0);
    expect(server.texts.length).toBe(2);
    expect(server.texts.join()).toContain('lighthouse keeper');

    // What is kept is asked for no more, and the server need not be there.
    server.forget();
    expect((await runJson([out, '--no-open'])).status).toBe(0);
    expect(server.asked).toEqual([]);

    // Another model is one of the same server.
    const other = await runJson([out, '--model', 'tiny-embd', '--no-open'], { env });
    expect(other.status).toBe(78);
    expect(errorOf(other).message).toMatch(/Did you mean "tiny-embed"/);

    expect(await filesWith(folder, KEY)).toEqual([]);
    expect((await filesWith(folder, 'tiny-embed')).length).toBeGreaterThan(2);
    expect(went.out + other.out).not.toContain(KEY);
  }, 120_000);

  test('is never replaced by another encoder: what is wrong is said, and what came is kept', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    server.misdeed = (asked, response) => {
      reply(response, 200, goodAnswer({ ...asked, dimensions: server.asked.length === 1 ? 12 : 9 }));
      return true;
    };
    const mixed = await run(SAMPLE, '--out', out, '--stack');
    expect(mixed.status).toBe(76);
    expect(errorOf(mixed)).toMatchObject({
      code: 'ENCODER_INVALID',
      message: expect.stringMatching(/must give 12 dimensions, as before; got 9/),
    });
    server.forget();
    server.misdeed = (_, response, { headers }) => {
      reply(response, 401, { error: { message: `Incorrect API key: ${headers.authorization}` } });
      return true;
    };
    const refused = await run(SAMPLE, '--out', out, '--stack');
    expect(refused.status).toBe(78);
    expect(errorOf(refused).code).toBe('ENCODER_REFUSED');
    expect(mixed.err + mixed.out + refused.err + refused.out).not.toContain(KEY);
    expect(await filesWith(out, KEY)).toEqual([]);
    await expect(readFile(fileIn(out, 'report.json'))).rejects.toThrow('ENOENT');
  });

  test('Ctrl-C stops it at once, in the middle of a request', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    const child = start(['run', SAMPLE, '--out', out, ...flags(), '--json'], { env });
    const end = ended(child);
    server.misdeed = () => {
      if (server.asked.length === 2) child.kill('SIGINT');
      return server.asked.length >= 2;
    };
    expect((await end).status).toBe(130);
  });

  test.each([
    [['--encoder', 'server'], /both are null.*--server ollama --model nomic-embed-text/],
    [['--server', `https://me:${KEY}@example.org/v1`, '--model', 'm'], /without user, password/],
  ])('%j is refused with advice, and nothing is written', async (wrong, words) => {
    const folder = await tempFolder();
    const out = join(folder, 'films.parallax');
    const { status, err } = await parallax(['run', SAMPLE, '--out', out, ...wrong, '--no-open']);
    expect([status, err]).toEqual([65, expect.stringMatching(words)]);
    expect(err).not.toContain(KEY);
    expect(await readdir(folder)).toEqual([]);
  });
});
