import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Batch } from './support/batch.js';
import { query, readReport, readTopics, runJson, tempFolder } from './support/parallax.js';

/** Any model would have to come from somewhere: there is none, and no network to look in. */
const env = { PARALLAX_CACHE: '/nonexistent', PARALLAX_MODELS: '', PARALLAX_OFFLINE: '1' };
const PLACED = ['--x', 'umap_x', '--y', 'umap_y'];

/** What people and programs write where there is no topic. */
const NO_TOPIC = ['-1', '', 'noise', '-1_the_of_and', 'Unlabelled'];

/** Three islands of 40 rows, and three rows that have no place. */
function islands(): string {
  const names = ['Whales', 'Bread', 'Comets'];
  const words = ['harbour anchor reef', 'oven flour butter', 'orbit rocket moon'];
  const rows = Array.from({ length: 120 }, (_, i) => {
    const island = i % 3;
    const turn = i * 2.4;
    const out = 0.04 * Math.sqrt(i);
    const x = 10 * Math.cos((island * 2 * Math.PI) / 3) + out * Math.cos(turn);
    const y = 10 * Math.sin((island * 2 * Math.PI) / 3) + out * Math.sin(turn);
    const text = `The ${words[island]} of chapter ${i}, told again by those who were there`;
    const topic = i % 10 === 9 ? NO_TOPIC[((i - 9) / 10) % NO_TOPIC.length]! : names[island]!;
    return [`Tale ${i}`, text, x.toExponential(6), y.toFixed(6), topic, island];
  });
  const lost = [
    ['Lost A', 'A tale without a place on any map at all', '', '1.5', 'Whales', 0],
    ['Lost B', 'A tale that lies beyond every map there is', 'inf', '2', 'Bread', 1],
    ['Lost C', 'A tale whose place somebody wrote in words', 'somewhere', '2', 'noise', 2],
  ];
  const lines = [...rows, ...lost].map((row) =>
    row.join(',').replaceAll(/(tale|tales|chapter \d+), /gi, '$1 '),
  );
  return ['title,story,umap_x,umap_y,kind,cluster_id', ...lines, ''].join('\n');
}

async function table(content = islands()): Promise<string> {
  const file = join(await tempFolder(), 'tales.csv');
  await writeFile(file, content);
  return file;
}

const resultsOf = (file: string, perspective = 'main'): string =>
  join(file.replace(/\.csv$/, '.parallax'), 'perspectives', perspective);

describe('places of one’s own', () => {
  test('are the map: nothing is encoded, density finds the islands, rows without a place are accounted for', async () => {
    const file = await table();
    const { status, err, events } = await runJson([file, ...PLACED, '--no-open'], { env });
    expect(err).toBe('');
    expect(status).toBe(0);
    const steps = events.flatMap((event) => (event.type === 'step' ? [event.step] : []));
    expect(steps).not.toContain('encode');
    expect(steps).not.toContain('neighbors');
    const folder = resultsOf(file);
    const report = await readReport(folder);
    expect(report.counts).toMatchObject({ rows: 123, kept: 120, topics: 3 });
    expect(report.counts.dropped).toEqual([{ because: 'no place', rows: 3 }]);
    expect(report.encoder).toMatchObject({ name: 'none', dimensions: 0, model: null });
    const topics = (await readTopics(folder)).levels.at(-1)!.topics;
    const words = topics.map((topic) => topic.words.map(({ word }) => word).join(' '));
    for (const island of ['anchor', 'flour', 'rocket']) {
      expect(words.filter((said) => said.includes(island))).toHaveLength(1);
    }
    const rows = await query(
      `SELECT x, y, kept, dropped_because FROM '${join(folder, 'rows.parquet')}' WHERE "row" IN (0, 120, 121, 122)`,
    );
    expect(rows[0]).toMatchObject({ x: 10, y: 0, kept: true });
    for (const row of rows.slice(1)) expect(row).toMatchObject({ kept: false, dropped_because: 'no place' });
    const audit = JSON.parse(await readFile(join(folder, 'audit.json'), 'utf8')) as {
      findings: { code: string; count: number; examples: { row: number }[] }[];
    };
    const missing = audit.findings.find(({ code }) => code === 'PLACE_MISSING')!;
    expect(missing.count).toBe(3);
    expect(missing.examples.map(({ row }) => row)).toEqual([120, 121, 122]);
  });

  test('with topics of one’s own: their names stand, noise is noise, and the same bytes come again', async () => {
    const file = await table();
    const flags = [...PLACED, '--topic-column', 'kind', '--no-open'];
    expect((await runJson([file, ...flags], { env })).status).toBe(0);
    const folder = resultsOf(file);
    const topics = await readTopics(folder);
    expect(topics.levels.at(-1)!.topics.map(({ label, size }) => [label, size])).toEqual([
      ['Whales', 36],
      ['Bread', 36],
      ['Comets', 36],
    ]);
    const report = await readReport(folder);
    expect(report.counts.noise).toBe(12);
    expect(report.noiseNote).toBe('108 of 120 rows have a topic, as "kind" says; of 12 it names none.');
    expect(report.doubts.refit).toBeNull();
    const again = file.replace('tales.csv', 'again.parallax');
    expect((await runJson([file, ...flags, '--out', again, '--threads', '1'], { env })).status).toBe(0);
    const twice = await Promise.all(
      [folder, join(again, 'perspectives', 'main')].map((place) => readFile(join(place, 'rows.parquet'))),
    );
    expect(twice[0]!.equals(twice[1]!)).toBe(true);
    // A second look by other means, over the same places: the map itself clustered.
    const out = folder.replace(/perspectives.*/, '');
    const second = await runJson(
      [out, '--perspective', 'dense', ...PLACED, '--cluster', 'hdbscan', '--no-open'],
      { env },
    );
    expect(second.err).toBe('');
    expect((await readReport(resultsOf(file, 'dense'))).counts.topics).toBe(3);
  });

  test('need no text: numbers of clusters are called by their column, coarser topics by what they hold', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => {
      const group = i % 6;
      const side = group < 3 ? -20 : 20;
      return [side + (group % 3) + 0.001 * i, 0.01 * i, group].join(',');
    });
    const file = await table(['px,py,cluster', ...lines, ''].join('\n'));
    const flags = ['--x', 'px', '--y', 'py', '--topic-column', 'cluster', '--no-open'];
    const { status, err } = await runJson([file, ...flags], { env });
    expect(err).toBe('');
    expect(status).toBe(0);
    const { levels } = await readTopics(resultsOf(file));
    expect(levels.at(-1)!.topics.map(({ label }) => label)).toEqual(
      [0, 1, 2, 3, 4, 5].map((group) => `cluster ${group}`),
    );
    expect(levels[0]!.topics.map(({ label }) => label)).toEqual([
      'cluster 0 · cluster 1 · 1 more',
      'cluster 3 · cluster 4 · 1 more',
    ]);
  });

  test('that do not go together are refused by name, column and row', async () => {
    const file = await table();
    const cases: [flags: string[], says: string][] = [
      [
        ['--x', 'umap_x'],
        'reduce.mapX and reduce.mapY go together; got mapX "umap_x" and no mapY. Name the other column with --y.',
      ],
      [
        ['--x', 'umap_xx', '--y', 'umap_y'],
        'tales.csv has no column "umap_xx" (reduce.mapX). Did you mean "umap_x"?',
      ],
      [
        ['--x', 'title', '--y', 'umap_y'],
        '0 of 123 values in "title" of tales.csv are numbers; row 1 has "Tale 0"',
      ],
      [[...PLACED, '--topic-column', 'genre'], 'tales.csv has no column "genre" (cluster.topicColumn)'],
      [
        [...PLACED, '--cluster', 'column'],
        'cluster.method "column" needs a column: name it with --topic-column',
      ],
      [[...PLACED, '--cluster', 'evoc'], 'cluster.method "evoc" looks at vectors'],
      [['--encoder', 'none'], 'encode.encoder "none" needs places of the rows'],
    ];
    const batch = new Batch();
    onTestFinished(() => batch.end());
    for (const [flags, says] of cases) {
      const { status, err } = await batch.run(['run', file, ...flags, '--no-open'], dirname(file));
      expect(err).toContain(says);
      expect(status).toBe(65);
    }
  });
});

test('topics of one’s own go with a map that is laid out', async () => {
  const file = await table();
  const { status, err } = await runJson([file, '--topic-column', 'kind', '--encoder', 'tfidf', '--no-open'], {
    env,
  });
  expect(err).toBe('');
  expect(status).toBe(0);
  const topics = (await readTopics(resultsOf(file))).levels.at(-1)!.topics;
  expect(topics.map(({ label }) => label)).toEqual(['Whales', 'Bread', 'Comets']);
});
