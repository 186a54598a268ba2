import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LEVELS, ROW_COLUMNS, topicsSchema } from '@parallax-map/core';
import { describe, expect, test } from 'vitest';
import {
  eventsOf,
  finished,
  parallax,
  query,
  readReport,
  readTopics,
  runJson,
  SAMPLE,
  tempFolder,
} from './support/parallax.js';

const TFIDF = ['--encoder', 'tfidf', '--no-open'];

describe('parallax run films.csv', () => {
  test('makes a folder with every result the documentation promises', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    const { status, out: said, err } = await parallax(['run', SAMPLE, '--out', out, '--no-open']);
    expect(err).toBe('');
    expect(status).toBe(0);

    const perspective = join(out, 'perspectives', 'main');
    expect((await readdir(perspective)).sort()).toEqual(
      [
        'audit.json',
        'rejects.csv',
        'edits.jsonl',
        'map.html',
        'map.png',
        'report.json',
        'rows.parquet',
        'timing.json',
        'topics.json',
      ].sort(),
    );
    expect(said).toContain('What the columns seem to be');
    expect(said).toContain('120 rows in, 120 kept');
    expect(said).toContain('That is honest, not a failure.');
    expect(said).toMatch(/The first doubt: from another seed \(43\).*ARI \d\.\d\d and AMI \d\.\d\d/);

    const report = await readReport(perspective);
    expect(report.encoder.name).toBe('minilm-l6-v2');
    expect(report.encoder.fellBackBecause).toBeNull();
    expect(report.counts.topics).toBeGreaterThanOrEqual(4);

    const png = await readFile(join(perspective, 'map.png'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const html = await readFile(join(perspective, 'map.html'), 'utf8');
    expect(html).not.toMatch(/(src|href)="https?:/);
    expect(JSON.parse(await readFile(join(out, 'parallax.json'), 'utf8')).data.columns).toMatchObject({
      id: 'id',
      title: 'title',
      time: 'release_date',
      weight: 'vote_count',
      image: 'https://image.tmdb.org/t/p/w342/{poster_path}',
    });
  });

  test('writes rows.parquet as documented: every row, nested levels, labels', async () => {
    const out = await finished();
    const perspective = join(out, 'perspectives', 'main');
    const file = join(perspective, 'rows.parquet');

    const columns = await query(`DESCRIBE SELECT * FROM '${file}'`);
    expect(columns.map(({ column_name, column_type }) => [column_name, column_type])).toEqual(
      ROW_COLUMNS.map(({ name, type }) => [name, type]),
    );
    const rows = await query(`SELECT * FROM '${file}'`);
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 120 }, (_, row) => row));

    const topics = topicsSchema.parse(await readTopics(perspective));
    expect(topics.levels.map(({ level }) => level)).toEqual([1, 2, 3, 4, 5]);
    for (const row of rows) {
      expect(row.level_5).toBe(row.topic);
      if (row.topic === -1) {
        expect([row.level_1, row.level_4, row.probability, row.label]).toEqual([-1, -1, 0, null]);
        continue;
      }
      expect(row.label).toBe(topics.levels[4]!.topics[row.topic as number]!.label);
      for (let level = LEVELS; level > 1; level--) {
        const own = topics.levels[level - 1]!.topics[row[`level_${level}`] as number]!;
        expect(own.parent).toBe(row[`level_${level - 1}`]);
      }
    }
    for (const { level, topics: list } of topics.levels) {
      for (const { id, size } of list) {
        expect(rows.filter((row) => row[`level_${level}`] === id)).toHaveLength(size);
      }
    }
  });

  test('with --json tells every event on a line of its own, and nothing else', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    const { events, err } = await runJson([SAMPLE, '--out', out, ...TFIDF]);
    expect(err).toBe('');
    const steps = eventsOf(events, 'step-done').map(({ step }) => step);
    expect(steps).toEqual(
      expect.arrayContaining([
        'data',
        'encode',
        'neighbors',
        'map',
        'layout',
        'cluster',
        'levels',
        'label',
        'publish',
      ]),
    );
    const text = eventsOf(events, 'guess').find(({ role }) => role === 'text');
    expect(text?.reason).toMatch(/characters/);
    const [summary] = eventsOf(events, 'summary');
    expect(summary?.summary.topics.length).toBe(summary?.summary.report.counts.topics);
    for (const { central } of summary!.summary.topics) expect(central.length).toBeGreaterThan(0);
  });

  test('a second run changes nothing and does nothing', async () => {
    const out = await finished();
    const { events } = await runJson([out, '--no-open']);
    expect(eventsOf(events, 'step-done').filter(({ reused }) => !reused)).toEqual([]);
    expect(eventsOf(events, 'summary')[0]?.summary.unchanged).toBe(true);
  });

  test('a changed minClusterSize leaves everything before the cluster step alone', async () => {
    const out = await finished();
    const { events } = await runJson([out, '--min-cluster-size', '7', '--no-open']);
    const redone = eventsOf(events, 'step-done')
      .filter(({ reused }) => !reused)
      .map(({ step }) => step);
    expect(redone).toContain('cluster');
    expect(redone).not.toEqual(expect.arrayContaining(['linkage']));
    for (const before of ['data', 'encode', 'neighbors', 'map', 'layout', 'linkage']) {
      expect(redone).not.toContain(before);
    }
    // Of the refit, too, only the cut.
    const refit = eventsOf(events, 'step-done').find(({ step }) => step === 'refit');
    expect(refit?.tally).toEqual({ unit: 'artifacts', fromBefore: 2, made: 1 });
    const recipe = JSON.parse(await readFile(join(out, 'parallax.json'), 'utf8'));
    expect(recipe.perspectives.main.cluster.minClusterSize).toBe(7);
    const report = await readReport(join(out, 'perspectives', 'main'));
    expect(report.decisions.find(({ path }) => path === 'cluster.minClusterSize')).toMatchObject({
      value: 7,
      origin: 'recipe',
    });
  });

  test('a perspective of another name stands beside the first, and shares what it can', async () => {
    const out = await finished();
    const { events, status } = await runJson([
      out,
      '--perspective',
      'centres',
      '--cluster',
      'kmeans',
      '--topics',
      '6',
      '--encoder',
      'tfidf',
      '--no-refit',
      '--no-open',
    ]);
    expect(status).toBe(0);
    const reused = eventsOf(events, 'step-done')
      .filter((step) => step.reused)
      .map(({ step }) => step);
    expect(reused).toEqual(expect.arrayContaining(['data', 'encode', 'neighbors', 'map', 'layout']));
    expect((await readTopics(join(out, 'perspectives', 'centres'))).levels[4]!.topics).toHaveLength(6);
    expect(await readdir(join(out, 'perspectives'))).toEqual(['centres', 'main']);
  });

  test('the purpose sets defaults and is said in the report', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    await runJson([SAMPLE, '--out', out, '--purpose', 'label', ...TFIDF]);
    const report = await readReport(join(out, 'perspectives', 'main'));
    expect(report.purpose).toBe('label');
    expect(report.purposeNote).toContain('candidates for labels');
    expect(report.decisions.find(({ path }) => path === 'cluster.selection')).toMatchObject({
      value: 'leaf',
      origin: 'data',
    });
  });

  test.each([
    ['no reduction at all', ['--reduce', 'none']],
    ['about six topics', ['--topics', '6', '--min-samples', '2']],
    [
      'leaves of the tree, with levels from it',
      ['--selection', 'leaf', '--levels', 'condensed', '--min-cluster-size', '4'],
    ],
    ['a template over two columns', ['--text', '{title}. {overview}', '--top', '60', '--by', 'vote_count']],
  ])('runs with %s', async (_, flags) => {
    const out = join(await tempFolder(), 'films.parallax');
    const { status, err } = await runJson([SAMPLE, '--out', out, ...TFIDF, ...flags]);
    expect(err).toBe('');
    expect(status).toBe(0);
    topicsSchema.parse(await readTopics(join(out, 'perspectives', 'main')));
  });

  test('what people wrote into edits.jsonl is never touched', async () => {
    const out = await finished();
    const edits = join(out, 'perspectives', 'main', 'edits.jsonl');
    await writeFile(edits, '{"rename":3}\n');
    await runJson([out, '--seed', '7', '--no-open']);
    expect(await readFile(edits, 'utf8')).toBe('{"rename":3}\n');
  });
});
