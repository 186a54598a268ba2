import { OFFLINE_IDS, topicSlots, type CutSection, type StudioData } from '@parallax-map/core';
import { decodeLinkage, encodeLinkage, random, singleLinkage } from '@parallax-map/kernels';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POLL, mapDrawn, openBrowser, watch } from '../packages/studio/test/browser.js';
import { Recutter } from '../packages/studio/src/recipe/cut/recut.js';
import { cutBaseOf } from '../packages/studio/src/recipe/cut/settings.js';
import { fileIn, finished, parallax, readReport, readTopics } from './support/parallax.js';
import { ask, openStudio } from './support/server.js';

/** What a page carries under an id. */
function inside(html: string, id: string): Uint8Array {
  const found = new RegExp(`id="${id}">([^<]*)<`).exec(html);
  expect(found, `#${id} in map.html`).not.toBeNull();
  return gunzipSync(Buffer.from(found![1]!, 'base64'));
}

/** The cutting that a page does, from what its map.html carries. */
async function recutterOf(folder: string) {
  const html = await readFile(fileIn(folder, 'map.html'), 'utf8');
  const data = JSON.parse(Buffer.from(inside(html, OFFLINE_IDS.studio)).toString()) as StudioData;
  const table = tableFromIPC(inside(html, OFFLINE_IDS.table));
  const column = <A>(name: string): A => table.getChild(name)!.toArray() as A;
  const levels = [1, 2, 3, 4, 5].map((level) => column<Int32Array>(`level_${level}`));
  const topics = await readTopics(fileIn(folder, ''));
  const texts = table.getChild('text')!;
  const base = cutBaseOf(data.report)!;
  const recutter = new Recutter({
    linkage: inside(html, OFFLINE_IDS.linkage),
    method: base.method,
    keys: column('row'),
    x: column('x'),
    y: column('y'),
    before: {
      levels,
      labels: topics.levels.map((level) => level.topics.map(({ label }) => label)),
      slots: topicSlots(topics),
    },
    textRows: Uint32Array.from({ length: table.numRows }, (_, i) => i),
    texts: Array.from({ length: table.numRows }, (_, i) => texts.get(i) as string),
    naming: {
      words: 10,
      maxNgram: 3,
      weighting: 'bm25',
      reduceFrequentWords: true,
      ...data.naming!,
    },
  });
  return { recutter, base, levels };
}

async function publishedLevels(folder: string): Promise<Int32Array[]> {
  const html = await readFile(fileIn(folder, 'map.html'), 'utf8');
  const table = tableFromIPC(inside(html, OFFLINE_IDS.table));
  return [1, 2, 3, 4, 5].map((level) => table.getChild(`level_${level}`)!.toArray() as Int32Array);
}

describe('a cut in the page', () => {
  test('gives the topics of a run with the same decisions, on all levels, row for row', async () => {
    const folder = await finished();
    const { recutter, base, levels: own } = await recutterOf(folder);
    expect(recutter.cut(base.section).levels.at(-1)).toEqual(own.at(-1));
    const turned: [Partial<CutSection>, string[]][] = [
      [{ minClusterSize: 4 }, ['--min-cluster-size', '4']],
      [{ minClusterSize: 7, selection: 'leaf' }, ['--min-cluster-size', '7', '--selection', 'leaf']],
      [{ topics: 3 }, ['--topics', '3', '--selection', 'auto', '--min-cluster-size', 'auto']],
    ];
    for (const [part, flags] of turned) {
      const cut = recutter.cut({ ...base.section, ...part });
      const { status, err } = await parallax(['run', folder, ...flags, '--levels', 'condensed', '--no-open']);
      expect(status, err).toBe(0);
      expect(cut.levels, flags.join(' ')).toEqual(await publishedLevels(folder));
      const topics = await readTopics(fileIn(folder, ''));
      for (const steps = recutter.read(); !steps.next().done;);
      const named = recutter.name().topics.levels.at(-1)!.topics;
      topics.levels.at(-1)!.topics.forEach(({ id, size, x, y, persistence, words }) => {
        expect(named[id]).toMatchObject({ id, size, x, y, persistence, words });
      });
    }
  });

  test('is there for EVoC too, in the page and from the server', async () => {
    const folder = await finished();
    const run = ['run', folder, '--cluster', 'evoc', '--min-cluster-size', '5', '--no-refit', '--no-open'];
    const { status, err } = await parallax(run);
    expect(status, err).toBe(0);
    const { recutter, base, levels } = await recutterOf(folder);
    expect(base.method).toBe('evoc');
    expect(recutter.cut(base.section).levels.at(-1)).toEqual(levels.at(-1));
    const { status: answered, body } = await ask(await openStudio(folder), '/api/perspectives/main/linkage');
    expect(answered).toBe(200);
    expect(decodeLinkage(body)).toEqual(recutter.linkage);
  });

  test('costs map.html under 150 kB for 5,000 rows', async () => {
    const draw = random(3, 'test.linkage');
    const data = Float32Array.from({ length: 25_000 }, (_, i) => draw.normal(i));
    const linkage = await singleLinkage({ data, rows: 5000, cols: 5 }, { minSamples: 5 });
    const bytes = encodeLinkage(linkage);
    expect(decodeLinkage(bytes).distance).toEqual(linkage.distance);
    expect(gzipSync(bytes, { level: 9 }).toString('base64').length).toBeLessThan(150_000);
  });
});

describe('the recipe by the local server', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test('is changed and run: refused values in words, the answer before a key away, a new perspective beside it', async () => {
    const folder = await finished();
    const address = await openStudio(folder);
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(POLL.timeout);
    const page = await context.newPage();
    const seen = watch(page);
    await page.goto(`${address.href}#view=recipe`);
    await mapDrawn(page);
    const panel = page.getByRole('tabpanel', { name: 'Recipe' });
    const before = await readReport(fileIn(folder, ''));

    // Turned in the page first, then taken into the recipe and run.
    await panel.getByRole('textbox', { name: 'Fewest rows of a topic' }).fill('4');
    await expect
      .poll(() => panel.locator('.outcome').innerText(), POLL)
      .toContain(`(run: ${before.counts.topics},`);
    const cut = Number(/^\d+/.exec(await panel.locator('.outcome').innerText())![0]);
    await panel.getByRole('button', { name: 'Take into the recipe' }).click();
    const run = panel.getByRole('region', { name: 'Changes to run' });
    expect(await run.innerText()).toMatch(
      /^1 change: min cluster size 4\s+Runs again: cluster, levels, label, doubt\./,
    );
    await panel.getByRole('button', { name: /^All \d+/ }).click();
    const dimensions = panel
      .getByRole('listitem')
      .filter({ hasText: /^Dimensions/ })
      .last()
      .getByRole('textbox');
    await dimensions.fill('1');
    await panel.getByRole('alert').filter({ hasText: 'Needs at least 2; got 1.' }).waitFor();
    const start = run.getByRole('button', { name: 'Run', exact: true });
    expect(await start.isDisabled()).toBe(true);
    await dimensions.fill('5');
    expect(await run.innerText()).toContain('1 change:');
    await start.click();
    await run.getByText(/^Done: \d+ steps made, \d+ steps found in the store\.$/).waitFor();
    const choice = page.getByRole('radiogroup', { name: 'Answer on the map' });
    await choice.getByRole('radio', { name: 'After it' }).waitFor({ state: 'attached' });
    const bar = page.getByRole('banner');
    await expect.poll(() => bar.innerText(), POLL).toContain(`${cut} topics`);
    expect((await readReport(fileIn(folder, ''))).counts.topics).toBe(cut);
    await page.keyboard.press('b');
    await expect.poll(() => bar.innerText(), POLL).toContain(`${before.counts.topics} topics`);
    await page.keyboard.press('b');

    // Another seed under another name, which then stands beside this one.
    await panel.getByRole('textbox', { name: 'Seed' }).fill('7');
    await run.getByRole('button', { name: 'Save as a new perspective' }).click();
    const name = run.getByRole('textbox', { name: 'Name of the new perspective' });
    await name.fill('main');
    await run.getByText('There is a perspective “main” already.').waitFor();
    await name.fill('../up');
    await run.getByText(/^Needs lower-case letters/).waitFor();
    await name.fill('seven');
    await run.getByRole('button', { name: 'Run as seven' }).click();
    await expect.poll(() => page.url(), { ...POLL, timeout: 90_000 }).toContain('compare=seven');
    const compare = panel.getByRole('region', { name: 'Compare' });
    await expect.poll(() => compare.innerText(), POLL).toMatch(/main and seven: \d+ rows? of 120/);
    await choice.getByRole('radio', { name: 'seven' }).waitFor({ state: 'attached' });
    expect(await compare.getByRole('combobox').inputValue()).toBe('seven');
    const seven = await readReport(join(folder, 'perspectives', 'seven'));
    expect(seven.decisions.find(({ path }) => path === 'seed')).toMatchObject({ value: 7, origin: 'recipe' });
    expect(seven.decisions.find(({ path }) => path === 'cluster.minClusterSize')).toMatchObject({ value: 4 });
    await compare.getByRole('combobox').selectOption('none');
    await expect.poll(() => page.url(), POLL).not.toContain('compare=');
    expect(seen.complaints).toEqual([]);
    await context.close();
  });
});
