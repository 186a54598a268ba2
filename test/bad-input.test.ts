import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  eventsOf,
  fingerprints,
  finished,
  parallax,
  readReport,
  runJson,
  SAMPLE,
  tempFolder,
} from './support/parallax.js';

interface Refusal {
  code: string;
  status: number;
  message: string;
}

const TFIDF = ['--encoder', 'tfidf', '--no-open'];

/** Runs the command on a table of this content and reads the error it must end with. */
async function refusal(content: string | Buffer, flags: string[] = [], name = 'films.csv'): Promise<Refusal> {
  const folder = await tempFolder();
  await writeFile(join(folder, name), content);
  const { status, err, out } = await runJson([join(folder, name), ...TFIDF, ...flags]);
  expect(out).not.toContain('"type":"summary"');
  const error = JSON.parse(err) as Refusal;
  expect(status).toBe(error.status);
  // Nothing is half-written: a run that refused leaves no results.
  const results = await readdir(join(folder, 'films.parallax', 'perspectives')).catch(() => []);
  expect(results).toEqual([]);
  return error;
}

const PROSE = [
  'A retired thief is drawn back for one last job in the harbour city of his youth.',
  'Two sisters run a lighthouse through the longest winter anyone remembers.',
  'A village doctor hides a soldier in her cellar while the front moves closer.',
  'Children build a raft and follow the river to find their missing teacher.',
  'An old pianist teaches a prison choir to sing for the governor.',
];

function table(texts: string[]): string {
  return (
    ['id,title,overview', ...texts.map((text, i) => `${i + 1},Film ${i + 1},"${text}"`)].join('\n') + '\n'
  );
}

describe('a table that cannot be mapped gets an error that says why', () => {
  test('a file that is not there', async () => {
    const { status, err } = await runJson([join(await tempFolder(), 'nothing.csv'), '--no-open']);
    expect(status).toBe(66);
    expect(JSON.parse(err)).toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringContaining('nothing.csv'),
    });
  });

  test('an empty file', async () => {
    expect(await refusal('')).toMatchObject({
      code: 'DATA_EMPTY',
      status: 65,
      message: expect.stringContaining('films.csv'),
    });
  });

  test('a file with a header and no rows', async () => {
    expect(await refusal('id,title,overview\n')).toMatchObject({ code: 'DATA_EMPTY' });
  });

  test('a picture that calls itself a table', async () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3)) % 256));
    const { code } = await refusal(bytes);
    expect(['DATA_UNREADABLE', 'COLUMNS_UNCLEAR']).toContain(code);
  });

  test('a Parquet file that is none', async () => {
    expect(await refusal('not parquet at all', [], 'films.parquet')).toMatchObject({
      code: 'DATA_UNREADABLE',
      message: expect.stringContaining('films.parquet'),
    });
  });

  test('one row', async () => {
    expect(await refusal(table(PROSE.slice(0, 1)))).toMatchObject({ code: 'DATA_TOO_SMALL', status: 65 });
  });

  test('two rows', async () => {
    expect(await refusal(table(PROSE.slice(0, 2)))).toMatchObject({ code: 'DATA_TOO_SMALL' });
  });

  test('all texts empty', async () => {
    const { code } = await refusal(table(['', '', '', '', '', '']), ['--text', '{overview}']);
    expect(code).toBe('DATA_EMPTY');
  });

  test('all texts the same', async () => {
    expect(await refusal(table(Array<string>(8).fill(PROSE[0]!)), ['--text', 'overview'])).toMatchObject({
      code: 'DATA_IDENTICAL',
    });
  });

  test('no column that reads like text', async () => {
    const { code, message } = await refusal('a,b\n1,2\n3,4\n5,6\n');
    expect(code).toBe('COLUMNS_UNCLEAR');
    expect(message).toContain('--text');
  });

  test('a column that is not there, with the nearest that is', async () => {
    const { code, message } = await refusal(table(PROSE), ['--text', '{overveiw}']);
    expect(code).toBe('COLUMN_MISSING');
    expect(message).toContain('overview');
  });
});

test('five rows make a map, without topics, and say so', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'films.csv'), table(PROSE));
  const { status, err } = await runJson([join(folder, 'films.csv'), '--no-open']);
  expect(err).toBe('');
  expect(status).toBe(0);
  const report = await readReport(join(folder, 'films.parallax', 'perspectives', 'main'));
  expect(report.counts).toMatchObject({ rows: 5, kept: 5 });
});

describe('a command line or recipe that cannot be followed', () => {
  test('an unknown flag, with the nearest known one', async () => {
    const { status, err } = await parallax(['run', SAMPLE, '--min-clustersize', '20']);
    expect(status).toBe(64);
    expect(err).toContain('--min-cluster-size');
  });

  test('a value of the wrong kind', async () => {
    const { status, err } = await runJson([
      SAMPLE,
      '--out',
      join(await tempFolder(), 'o'),
      '--min-cluster-size',
      'many',
    ]);
    expect(status).toBe(64);
    expect(JSON.parse(err).message).toBe('--min-cluster-size needs a number; got "many".');
  });

  test('a value out of range', async () => {
    const { status, err } = await runJson([
      SAMPLE,
      '--out',
      join(await tempFolder(), 'o'),
      '--neighbors',
      '1',
    ]);
    expect(status).toBe(65);
    expect(JSON.parse(err)).toMatchObject({
      code: 'RECIPE_INVALID',
      message: expect.stringContaining('reduce.neighbors'),
    });
  });

  test('a perspective whose name would leave the folder', async () => {
    const { status, err } = await runJson([
      SAMPLE,
      '--out',
      join(await tempFolder(), 'o'),
      '--perspective',
      '../../etc',
    ]);
    expect(status).toBe(64);
    expect(JSON.parse(err).message).toContain('lower-case letters');
  });

  test.each([
    [
      'an unknown key',
      { perspectives: { main: { cluster: { minClustersize: 3 } } } },
      'Did you mean "minClusterSize"?',
    ],
    ['a wrong type', { perspectives: { main: { seed: 'x' } } }, '"perspectives.main.seed" needs'],
  ])('a recipe with %s', async (_, change, words) => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'films.parallax'));
    await writeFile(join(folder, 'films.csv'), table(PROSE));
    const recipe = { version: 1, data: { source: '../films.csv', columns: { text: 'overview' } }, ...change };
    await writeFile(join(folder, 'films.parallax', 'parallax.json'), JSON.stringify(recipe));
    const { status, err } = await runJson([join(folder, 'films.parallax'), '--no-open']);
    expect(status).toBe(65);
    expect(JSON.parse(err)).toMatchObject({
      code: 'RECIPE_INVALID',
      message: expect.stringContaining(words),
    });
  });

  test('a recipe that is no JSON', async () => {
    const folder = join(await tempFolder(), 'films.parallax');
    await mkdir(folder);
    await writeFile(join(folder, 'parallax.json'), '{ nonsense');
    const { err } = await runJson([folder, '--no-open']);
    expect(JSON.parse(err)).toMatchObject({
      code: 'RECIPE_INVALID',
      message: expect.stringContaining('must be JSON'),
    });
  });

  test('a folder that no run made', async () => {
    const folder = await tempFolder();
    const { status, err } = await runJson([folder, '--no-open']);
    expect(status).toBe(66);
    expect(JSON.parse(err).code).toBe('FOLDER_INVALID');
    expect((await parallax(['open', folder])).status).toBe(66);
  });

  test('errors show no stack unless it is asked for', async () => {
    const missing = join(await tempFolder(), 'nothing.csv');
    const plain = await parallax(['run', missing]);
    expect(plain.err).toContain('[DATA_MISSING]');
    expect(plain.err).not.toMatch(/\n\s+at /);
    expect((await parallax(['run', missing, '--stack'])).err).toMatch(/\n\s+at /);
  });
});

describe('a folder in trouble', () => {
  test('that cannot be written', async () => {
    const folder = await tempFolder();
    const blocked = join(folder, 'file');
    await writeFile(blocked, 'a file where a folder should go');
    const { status, err } = await runJson([SAMPLE, '--out', join(blocked, 'films.parallax'), ...TFIDF]);
    expect(status).toBe(73);
    expect(JSON.parse(err).code).toBe('FOLDER_UNWRITABLE');
  });

  test.each([
    ['a file stands where the store belongs', '.store'],
    ['a file stands where the results of the perspective belong', 'perspectives/main'],
    ['a folder stands where rows.parquet belongs', 'perspectives/main/rows.parquet'],
  ])('that cannot be written because %s', async (_, place) => {
    const out = await finished();
    await rm(join(out, place), { recursive: true });
    if (place.endsWith('.parquet')) await mkdir(join(out, place));
    else await writeFile(join(out, place), 'in the way');
    const { status, err } = await runJson([out, '--no-open']);
    expect(status).toBe(73);
    expect(JSON.parse(err)).toMatchObject({
      code: 'FOLDER_UNWRITABLE',
      message: expect.stringContaining(out),
    });
  });

  test('whose store was damaged: entries that are not whole are made again, with the same results', async () => {
    const out = await finished();
    const perspective = join(out, 'perspectives', 'main');
    const before = await fingerprints(perspective);

    for (const [step, damage] of [
      ['layout', (file: string) => truncate(file, 100)],
      ['cluster', (file: string) => writeFile(file, 'foreign')],
      ['publish', (file: string) => truncate(file, 0)],
    ] as const) {
      for (const key of await readdir(join(out, '.store', step))) {
        for (const file of await readdir(join(out, '.store', step, key)))
          await damage(join(out, '.store', step, key, file));
      }
    }
    const { status, events } = await runJson([out, '--no-open']);
    expect(status).toBe(0);
    const redone = eventsOf(events, 'step-done')
      .filter(({ reused }) => !reused)
      .map(({ step }) => step);
    expect(redone).toEqual(expect.arrayContaining(['map', 'layout', 'cluster', 'publish']));
    expect(await fingerprints(perspective)).toEqual(before);
  });

  test('a run that fails leaves earlier results and the recipe as they were', async () => {
    const out = await finished();
    const table = join(out, '..', 'films.csv');
    const perspective = join(out, 'perspectives', 'main');
    const before = await fingerprints(perspective);
    const recipe = await readFile(join(out, 'parallax.json'), 'utf8');
    await writeFile(table, 'id,title,overview\n');
    expect((await runJson([out, '--seed', '9', '--no-open'])).status).toBe(65);
    expect(await fingerprints(perspective)).toEqual(before);
    expect(await readFile(join(out, 'parallax.json'), 'utf8')).toBe(recipe);
  });
});

describe('a model that cannot be trusted or had', () => {
  test('a file with a wrong hash is refused, with the hash that is required and the one it has', async () => {
    const folder = await tempFolder();
    for (const file of ['langchain4j-fp32/model.onnx', 'hub-fp32/model.onnx', 'hub-fp32/onnx/model.onnx']) {
      const place = join(folder, 'cache', 'models', 'minilm-l6-v2', file);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, 'not the model');
    }
    const env = { PARALLAX_OFFLINE: '1', PARALLAX_CACHE: join(folder, 'cache') };
    const { status, err } = await runJson([SAMPLE, '--out', join(folder, 'o'), '--no-open'], { env });
    expect(status).toBe(65);
    const { code, message } = JSON.parse(err) as Refusal;
    expect(code).toBe('MODEL_CORRUPT');
    expect(message).toMatch(/ca46f1a88a9c6e61b918|759c3cd2b7fe7e93933/);
    expect(message).toContain(createHash('sha256').update('not the model').digest('hex'));
  });

  test('none to be had: said loudly, and the run goes on with counted words', async () => {
    const folder = await tempFolder();
    const out = join(folder, 'films.parallax');
    const env = { PARALLAX_OFFLINE: '1', PARALLAX_CACHE: join(folder, 'cache') };
    const { status, events } = await runJson([SAMPLE, '--out', out, '--no-open'], { env });
    expect(status).toBe(0);
    expect(eventsOf(events, 'warning').map(({ code }) => code)).toContain('MODEL_UNAVAILABLE');
    const report = await readReport(join(out, 'perspectives', 'main'));
    expect(report.encoder.name).toBe('tfidf');
    expect(report.encoder.fellBackBecause).toContain('PARALLAX_OFFLINE');
    expect(report.warnings.map(({ code }) => code)).toContain('MODEL_UNAVAILABLE');
  });
});

test('a port in use is named', async () => {
  const out = await finished();
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  try {
    const { status, err } = await parallax(['open', out, '--no-open', '--port', String(port)]);
    expect(status).toBe(75);
    expect(err).toContain(`Port ${port}`);
    expect(err).toContain('[PORT_IN_USE]');
  } finally {
    taken.close();
  }
});
