import type { Browser, BrowserContext, Page } from 'playwright-core';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POLL, mapDrawn, openBrowser, watch, type Watch } from '../packages/studio/test/browser.js';
import { fileIn, finished, readReport, readTopics } from './support/parallax.js';
import { openStudio } from './support/server.js';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const FILM = 'https://www.themoviedb.org/movie/27205';

describe.each<[string, (folder: string) => Promise<URL>]>([
  ['parallax open', openStudio],
  ['map.html from disk', async (folder) => pathToFileURL(fileIn(folder, 'map.html'))],
])('the studio by %s', (_, serve) => {
  test('shows the map, finds a film in spite of a typo, opens its page, and says what was found', async () => {
    const folder = await finished();
    const address = await serve(folder);
    const { context, page, seen } = await visit(address);
    await mapDrawn(page);

    const search = page.getByRole('combobox', { name: 'Search titles' });
    await search.fill('incepton');
    await expect.poll(() => page.getByRole('option').first().innerText(), POLL).toContain('Inception');
    await page.keyboard.press('Enter');
    const card = page.getByRole('article', { name: 'Selected row' });
    await expect.poll(() => card.innerText(), POLL).toMatch(/^Inception 2010/);
    await expect.poll(() => page.url(), POLL).toMatch(/row=\d+.*at=/);
    expect(await addressOpenedBy(context, () => card.getByRole('link').click())).toBe(FILM);

    await page.getByRole('tab', { name: 'Topics' }).click();
    const { topics: finest } = (await readTopics(fileIn(folder, ''))).levels.at(-1)!;
    const list = page.getByRole('tabpanel', { name: 'Topics' });
    await list.getByRole('heading', { name: `${finest.length} topics` }).waitFor();
    const { counts, decisions, doubts } = await readReport(fileIn(folder, ''));
    for (const { label, size, stability } of finest) {
      const entry = list
        .locator('.entry')
        .filter({ hasText: label })
        .filter({ hasText: String(size) });
      expect(await entry.count(), `${label}, ${size} rows`).toBe(1);
      const line = await entry.locator('bdi').evaluate((name) => getComputedStyle(name).textDecorationStyle);
      expect(line === 'dotted', `${label} is fragile`).toBe(stability! < doubts.refit!.threshold);
    }

    await page.getByRole('tab', { name: 'Data' }).click();
    const data = await page.getByRole('tabpanel', { name: 'Data' }).innerText();
    expect(data).toContain(`All ${counts.rows} rows of the table are on the map.`);
    expect(data).toContain(`Rows without a topic\t${counts.noise}`);
    for (const { path, reason } of decisions) {
      expect(data).toContain(path);
      expect(data).toContain(reason.trim());
    }

    expect(seen.complaints).toEqual([]);
    expect(seen.requests.filter((url) => !url.startsWith(address.origin))).toEqual([]);
    if (address.protocol === 'file:') expect(seen.requests).toEqual([]);
    await context.close();
  });
});

async function visit(address: URL): Promise<{ context: BrowserContext; page: Page; seen: Watch }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(POLL.timeout);
  const page = await context.newPage();
  const seen = watch(page);
  await page.goto(address.href);
  return { context, page, seen };
}

/** What the new tab asks for; the answer is ours, so nothing leaves the machine. */
async function addressOpenedBy(context: BrowserContext, act: () => Promise<void>): Promise<string> {
  await context.route('https://www.themoviedb.org/**', (route) => route.fulfill({ body: 'the film' }));
  const opened = context.waitForEvent('page');
  await act();
  const tab = await opened;
  await tab.waitForURL(/^https:/);
  const address = tab.url();
  await tab.close();
  return address;
}
