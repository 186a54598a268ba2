import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { query, readReport, readTopics, runJson, SAMPLE, tempFolder } from './support/parallax.js';

const COUNTED = [SAMPLE, '--encoder', 'tfidf', '--no-open'];

describe('other ways to clusters', () => {
  test.each([
    [['--cluster', 'agglomerative', '--reduce', 'pca', '--topics', '9', '--levels', 'condensed'], 9],
    [['--cluster', 'kmeans', '--reduce', 'pca', '--dimensions', '10'], undefined],
  ])('%j ends in named topics on five levels, every row in one', async (flags, wanted) => {
    const out = join(await tempFolder(), 'films.parallax');
    const { status, err } = await runJson([...COUNTED, ...flags, '--out', out]);
    expect(err).toBe('');
    expect(status).toBe(0);
    const perspective = join(out, 'perspectives', 'main');
    const report = await readReport(perspective);
    if (wanted !== undefined) expect(report.counts.topics).toBe(wanted);
    expect(report.counts.noise).toBe(0);
    expect(report.noiseNote).toMatch(/^All 120 rows have a topic, fitting or not: .+ leaves none out\.$/);
    // Nothing is drawn at random but the centres of k-means.
    expect(report.doubts.refit === null).toBe(flags.includes('agglomerative'));
    const topics = await readTopics(perspective);
    expect(topics.levels).toHaveLength(5);
    for (const topic of topics.levels.at(-1)!.topics) expect(topic.label).not.toBe('');
    const [row] = await query(
      `SELECT min(probability) AS least, max(probability) AS most, count(*) AS rows FROM '${join(perspective, 'rows.parquet')}'`,
    );
    expect(Number(row!.rows)).toBe(120);
    expect(Number(row!.least)).toBeGreaterThanOrEqual(0);
    expect(Number(row!.most)).toBeLessThanOrEqual(1);
  });
});

describe('EVoC', () => {
  test('ends in named topics on five levels, with noise, other seeds and the same bytes again', async () => {
    const flags = ['--cluster', 'evoc', '--levels', 'condensed', '--min-cluster-size', '5', '--refits', '2'];
    const answers = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const out = join(await tempFolder(), `${name}.parallax`);
        const { status, err } = await runJson([...COUNTED, ...flags, '--out', out]);
        expect(err).toBe('');
        expect(status).toBe(0);
        return join(out, 'perspectives', 'main');
      }),
    );
    const [first, second] = await Promise.all(answers.map(readTopics));
    expect(second).toEqual(first);
    expect(first!.levels).toHaveLength(5);
    for (const topic of first!.levels.at(-1)!.topics) expect(topic.label).not.toBe('');
    const report = await readReport(answers[0]!);
    expect(report.counts.topics).toBeGreaterThan(1);
    expect(report.counts.noise).toBeGreaterThan(0);
    expect(report.doubts.refit!.each!.map(({ seed }) => seed)).toEqual([43, 44]);
    const [row] = await query(
      `SELECT count(*) AS rows, min(probability) AS least, max(outlier_score) AS most FROM '${join(answers[0]!, 'rows.parquet')}'`,
    );
    expect(Number(row!.rows)).toBe(120);
    expect(Number(row!.least)).toBe(0);
    expect(Number(row!.most)).toBeLessThanOrEqual(1);
  });
});

describe('density on the map', () => {
  test('ends in named topics on five levels where the map has hills, with other seeds', async () => {
    const folder = await tempFolder();
    const table = join(folder, 'themes.csv');
    await writeFile(table, themes(60));
    const out = join(folder, 'themes.parallax');
    const flags = [
      '--cluster',
      'density',
      '--levels',
      'condensed',
      '--refits',
      '2',
      '--encoder',
      'tfidf',
      '--no-open',
    ];
    const { status, err } = await runJson([table, ...flags, '--out', out]);
    expect(err).toBe('');
    expect(status).toBe(0);
    const perspective = join(out, 'perspectives', 'main');
    const topics = await readTopics(perspective);
    expect(topics.levels).toHaveLength(5);
    const finest = topics.levels.at(-1)!.topics;
    expect(finest.length).toBeGreaterThanOrEqual(3);
    for (const theme of THEMES) {
      expect(finest.some(({ words }) => words.some(({ word }) => theme.includes(word)))).toBe(true);
    }
    const report = await readReport(perspective);
    expect(report.doubts.refit!.each!.map(({ seed }) => seed)).toEqual([43, 44]);
    const [row] = await query(
      `SELECT count(*) AS rows, max(probability) AS most FROM '${join(perspective, 'rows.parquet')}' WHERE topic >= 0`,
    );
    expect(Number(row!.rows)).toBeGreaterThan(120);
    expect(Number(row!.most)).toBeLessThanOrEqual(1);
  });
});

const THEMES = [
  ['lantern', 'harbour', 'whale', 'anchor', 'storm', 'sail', 'reef'],
  ['oven', 'bread', 'flour', 'butter', 'kitchen', 'recipe', 'salt'],
  ['comet', 'orbit', 'rocket', 'planet', 'telescope', 'galaxy', 'moon'],
];

/** Texts of three themes that share no word. */
function themes(each: number): string {
  const rows = THEMES.flatMap((words, theme) =>
    Array.from({ length: each }, (_, i) => {
      const picked = [0, 1, 2, 3].map(
        (k) => words[(i * (k + 1) + k * k + Math.floor(i / 7)) % words.length]!,
      );
      return `"${theme}-${i}","The ${picked.join(' and the ')}"`;
    }),
  );
  return ['id,text', ...rows, ''].join('\n');
}
