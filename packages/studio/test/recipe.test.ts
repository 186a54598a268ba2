import { offlineShell } from '@parallax-map/studio';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLL, mapDrawn, openBrowser, watch, type Watch } from './browser.js';
import { linkageOf, makeStudio, offlinePage } from './fixture.js';

let browser: Browser;
let folder: string;
const made = makeStudio();
const CHOSEN = [
  { path: 'cluster.method', value: 'hdbscan', origin: 'default', reason: 'the method' },
  { path: 'cluster.selection', value: 'eom', origin: 'data', reason: 'the purpose is to explore' },
  { path: 'reduce.neighbors', value: 30, origin: 'recipe', reason: 'chosen in parallax.json' },
] as const;

beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), 'parallax-recipe-'));
  const shell = await offlineShell();
  const { report } = made.studio;
  report.decisions = [...report.decisions, ...CHOSEN];
  const linkage = await linkageOf(made);
  const pages: Record<string, Parameters<typeof offlinePage>[1]> = {
    map: { ...made, linkage },
    broken: { ...made, linkage: linkage.subarray(0, linkage.length - 16) },
    plain: {
      ...made,
      studio: {
        ...made.studio,
        report: {
          ...report,
          decisions: [{ path: 'cluster.method', value: 'kmeans', origin: 'recipe', reason: 'chosen' }],
        },
      },
    },
  };
  for (const [name, data] of Object.entries(pages)) {
    await writeFile(join(folder, `${name}.html`), offlinePage(shell, data));
  }
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

async function open(
  hash: string,
  { name = 'map', width = 1280 }: { name?: string; width?: number } = {},
): Promise<{ page: Page; seen: Watch; panel: ReturnType<Page['getByRole']> }> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(POLL.timeout);
  const page = await context.newPage();
  const seen = watch(page);
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href + hash);
  await mapDrawn(page);
  return { page, seen, panel: page.getByRole('tabpanel', { name: 'Recipe' }) };
}

describe('the recipe', () => {
  it('lists every decision with its value, who made it, what it hides or shows, its meaning and why', async () => {
    const { page, seen, panel } = await open('');
    await page.getByRole('tab', { name: 'Recipe' }).click();
    await panel.getByRole('heading', { name: 'Recipe' }).waitFor();
    expect(page.url()).toContain('view=recipe');
    // What nobody decided is a click away.
    const entry = (name: string) => panel.getByRole('listitem').filter({ hasText: name });
    expect(await entry('Method').count()).toBe(0);
    expect(await entry('Min cluster size').innerText()).toMatch(
      /^Min cluster size\s+20\s+from the data\s+Below this size a theme is dust\./,
    );
    await panel.getByRole('button', { name: 'All 5' }).click();
    expect(await entry('Method').innerText()).toMatch(/^Method\s+hdbscan\s+default/);
    await entry('Neighbors').getByText('What it means').click();
    const text = await entry('Neighbors').innerText();
    expect(text).toMatch(/^Neighbors\s+30\s+chosen\s+Few show small circles/);
    expect(text).toContain('2 to 200: fewer shows the local');
    expect(text).toMatch(/Default\s+15\s+Why this value\s+chosen in parallax.json/);
    expect(text).toMatch(/reduce\.neighbors · --neighbors/);
    // Nothing can be run here, so nothing is to be changed or compared.
    expect(await panel.locator('.decision-list').getByRole('textbox').count()).toBe(0);
    expect(await panel.getByRole('button', { name: 'Run', exact: true }).count()).toBe(0);
    expect(await panel.getByRole('combobox').count()).toBe(0);
    expect(await panel.innerText()).toContain('no server behind it');
    expect(seen).toEqual({ complaints: [], requests: [] });
    await page.context().close();
  });
});

describe('cutting anew', () => {
  it('shows other topics on the same points, old names carried over, and the run’s own a key away', async () => {
    const { page, seen, panel } = await open('#view=recipe');
    const outcome = panel.locator('.outcome');
    await expect.poll(() => outcome.innerText(), POLL).toBe('5 topics, 29% of rows without one: as run.');
    const chart = panel.getByRole('img', { name: /^Topics by fewest rows: \d+ topics at 2, / });
    await chart.waitFor();
    const size = panel.getByRole('textbox', { name: 'Fewest rows of a topic' });
    await size.fill('1');
    await panel.getByRole('alert').filter({ hasText: 'Needs at least 2; got 1.' }).waitFor();
    expect(page.url()).not.toContain('cut=');
    await size.fill('4');
    await expect.poll(() => outcome.innerText(), POLL).toMatch(/^\d+ topics, .*\(run: 5, 29%\)/);
    expect(page.url()).toContain('cut=4');
    await panel.getByText('More ways to cut').click();
    await panel.getByRole('radio', { name: /the finest/ }).check();
    await expect.poll(() => outcome.innerText(), POLL).toMatch(/\d keep their names; \d+ (is|are) new\.$/);
    expect(page.url()).toContain('cut=4_leaf');
    const topics = Number(/^\d+/.exec(await outcome.innerText())![0]);
    expect(topics).not.toBe(5);

    const choice = page.getByRole('radiogroup', { name: 'Answer on the map' });
    expect(await choice.getByRole('radio', { name: 'As cut here' }).isChecked()).toBe(true);
    const bar = page.getByRole('banner');
    expect(await bar.innerText()).toContain(`${topics} topics`);
    await page.getByRole('application').focus();
    await page.keyboard.press('b');
    await expect.poll(() => bar.innerText(), POLL).toContain('5 topics');
    expect(page.url()).toContain('shown=before');
    expect(await choice.getByRole('radio', { name: 'As run' }).isChecked()).toBe(true);
    await page.keyboard.press('B');
    await expect.poll(() => bar.innerText(), POLL).toContain(`${topics} topics`);
    await choice.getByText('As run').click();
    await expect.poll(() => bar.innerText(), POLL).toContain('5 topics');
    await choice.getByText('As cut here').click();

    // Back by undo: the switch, then the cut itself.
    for (let k = 0; k < 4; k++) await page.keyboard.press('Control+z');
    await expect.poll(() => page.url(), POLL).toMatch(/cut=4_leaf/);
    await page.goBack();
    await expect.poll(() => page.url(), POLL).not.toContain('leaf');
    if (page.url().includes('cut=')) await page.goBack();
    await expect.poll(() => outcome.innerText(), POLL).toContain('as run');
    expect(await choice.count()).toBe(0);

    const slider = panel.getByRole('slider', { name: /Fewest rows/ });
    await slider.press('ArrowRight');
    await expect.poll(() => size.inputValue(), POLL).toBe('21');
    await slider.press('PageDown');
    await expect.poll(() => page.url(), POLL).toContain('cut=18');
    await panel.getByRole('button', { name: 'Back to the run’s cut' }).click();
    await expect.poll(() => page.url(), POLL).not.toContain('cut=');
    expect(seen).toEqual({ complaints: [], requests: [] });
    await page.context().close();
  });

  it('opens on the cut of an address, and says how it differs from the run', async () => {
    const { page, seen, panel } = await open('#view=recipe&cut=4_leaf');
    const compare = panel.getByRole('region', { name: 'Compare' });
    await expect
      .poll(() => compare.innerText(), POLL)
      .toMatch(/rows of 350 stay as they are; \d+ \(\d+%\) change/);
    const figures = await compare.getByRole('term').allInnerTexts();
    expect(figures).toEqual(['ARI', 'AMI']);
    expect(await panel.getByRole('radio', { name: /the finest/ }).isChecked()).toBe(true);
    const moved = compare.getByRole('checkbox', { name: /Only rows that change/ });
    await moved.check();
    expect(page.url()).toContain('moved=on');
    // A row of the list leads to the map, and the topics are those of the cut.
    await compare.locator('.moved button').first().click();
    await page.getByRole('article', { name: 'Selected row' }).waitFor();
    await page.getByRole('tab', { name: 'Topics' }).click();
    const count = await page
      .getByRole('tabpanel', { name: 'Topics' })
      .getByRole('heading')
      .first()
      .innerText();
    expect(count).toMatch(/^\d+ topics$/);
    expect(count).not.toBe('5 topics');
    expect(seen).toEqual({ complaints: [], requests: [] });
    await page.context().close();
  });

  it('fits a narrow window', async () => {
    const { page, seen, panel } = await open('#view=recipe&cut=8', { width: 360 });
    await expect.poll(() => panel.locator('.outcome').innerText(), POLL).toContain('(run: 5');
    const [inside, whole] = await panel.evaluate((each) => [each.scrollWidth, each.clientWidth]);
    expect(inside).toBeLessThanOrEqual(whole!);
    const choice = (await page.getByRole('radiogroup', { name: 'Answer on the map' }).boundingBox())!;
    expect(choice.x).toBeGreaterThanOrEqual(0);
    expect(choice.x + choice.width).toBeLessThanOrEqual(360);
    expect(seen).toEqual({ complaints: [], requests: [] });
    await page.context().close();
  });

  it('needs a density tree, and says so where there is none or it is damaged', async () => {
    const plain = await open('#view=recipe', { name: 'plain' });
    await plain.panel.getByText('Topics of kmeans are not cut from a density tree').waitFor();
    expect(await plain.panel.getByRole('slider').count()).toBe(0);
    await plain.page.context().close();

    const broken = await open('#view=recipe&cut=4', { name: 'broken' });
    const alert = broken.panel.getByRole('alert');
    await expect
      .poll(() => alert.innerText(), POLL)
      .toMatch(/cannot be cut anew here: .*must take \d+ bytes/);
    // The run's own answer is still there.
    expect(await broken.page.getByRole('banner').innerText()).toContain('5 topics');
    await broken.page.context().close();
  });
});
