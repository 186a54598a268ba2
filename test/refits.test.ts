import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parallax, readReport, readTopics, SAMPLE, tempFolder } from './support/parallax.js';

const QUICK = ['--encoder', 'tfidf', '--no-blind-spots', '--min-cluster-size', '5', '--no-open'];

test('--refits asks other seeds, and says what they agree on', async () => {
  const out = join(await tempFolder(), 'films.parallax');
  const main = join(out, 'perspectives', 'main');
  expect((await parallax(['run', SAMPLE, ...QUICK, '--out', out])).err).toBe('');
  const first = (await readReport(main)).doubts.refit!;
  expect(first.each).toEqual([{ seed: 43, topics: first.topics, ari: first.ari, ami: first.ami }]);

  const { out: said, status } = await parallax(['run', out, '--refits', '3', '--no-open']);
  expect(status).toBe(0);
  expect(said.replaceAll(/\s+/g, ' ')).toMatch(
    /from 3 other seeds \(43 to 45\) the same recipe gives .* topics; they agree with the answer at ARI \d\.\d\d on average, \d\.\d\d to \d\.\d\d, and AMI \d\.\d\d, .* \(mean Jaccard ≥ 0\.6\)/,
  );
  // The layout, the linkage and the cut of the first are there already.
  const timing = JSON.parse(await readFile(join(main, 'timing.json'), 'utf8')) as {
    steps: { step: string; tally?: unknown }[];
  };
  expect(timing.steps.find(({ step }) => step === 'refit')?.tally).toEqual({
    ...{ unit: 'artifacts', fromBefore: 3, made: 6 },
  });
  const report = await readReport(main);
  const refit = report.doubts.refit!;
  expect(refit.each!.map(({ seed }) => seed)).toEqual([43, 44, 45]);
  expect(refit.each![0]).toEqual(first.each![0]);
  const aris = refit.each!.map(({ ari }) => ari);
  expect(refit.range!.ari).toEqual([Math.min(...aris), Math.max(...aris)]);
  expect(refit.ari).toBeCloseTo(aris.reduce((sum, ari) => sum + ari) / 3, 3);
  expect(refit.survived).toBe(refit.jaccard.filter((overlap) => overlap >= refit.threshold).length);
  const topics = (await readTopics(main)).levels.at(-1)!.topics;
  expect(topics.map(({ stability }) => stability)).toEqual(refit.jaccard);
  expect(report.decisions.find(({ path }) => path === 'doubt.refits')).toMatchObject({ value: 3 });
});

test('--refits turns refits on where the recipe has them off, and says so where there are none to make', async () => {
  const out = join(await tempFolder(), 'films.parallax');
  const main = join(out, 'perspectives', 'main');
  await parallax(['run', SAMPLE, ...QUICK, '--out', out, '--no-refit']);
  expect((await readReport(main)).doubts.refit).toBeNull();
  const both = await parallax(['run', out, '--no-open', '--refits', '2', '--no-refit']);
  expect(both.out.replaceAll(/\s+/g, ' ')).toContain(
    'doubt.refits 2 stands in the recipe, but refit is off: no other seed is asked',
  );
  expect((await readReport(main)).doubts.refit).toBeNull();
  await parallax(['run', out, '--no-open', '--refits', '2']);
  expect((await readReport(main)).doubts.refit!.each).toHaveLength(2);
  const { perspectives } = JSON.parse(await readFile(join(out, 'parallax.json'), 'utf8')) as {
    perspectives: { main: { doubt: unknown } };
  };
  expect(perspectives.main.doubt).toMatchObject({ refit: true, refits: 2 });

  const sure = ['--cluster', 'agglomerative', '--reduce', 'none', '--refits', '3'];
  const same = await parallax(['run', out, '--no-open', '--perspective', 'sure', ...sure]);
  expect(same.out.replaceAll(/\s+/g, ' ')).toContain(
    'no other seed is asked: nothing in this recipe is drawn',
  );
});

test('--refits of more than 50 is refused', async () => {
  const { status, err } = await parallax(['run', SAMPLE, ...QUICK, '--refits', '51']);
  expect(status).not.toBe(0);
  expect(err.replaceAll(/\s+/g, ' ')).toContain('"perspectives.main.doubt.refits" needs at most 50; got 51');
});
