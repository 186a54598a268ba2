import type { MeaningAnswer } from '@parallax-map/core';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POLL, mapDrawn, openBrowser, watch } from '../packages/studio/test/browser.js';
import { PretendedEmbeddings, goodAnswer, reply, type Asked } from './support/embedding-server.js';
import { json } from './support/live.js';
import { SAMPLE, start, tempFolder } from './support/parallax.js';
import { addressOf, ask } from './support/server.js';

const embeddings = new PretendedEmbeddings();
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  await embeddings.open();
});
afterAll(async () => {
  await browser.close();
  await embeddings.close();
});

/** A run of the sample with the studio open, as at a terminal without a display. */
async function runOpen(...flags: string[]): Promise<URL> {
  const table = join(await tempFolder(), 'films.csv');
  await cp(SAMPLE, table);
  const env = { CI: '1', PARALLAX_API_KEY: 'sk-0' };
  return addressOf(start(['run', table, '--open', '--port', '0', ...flags], { env }));
}

async function visit(address: URL): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(POLL.timeout);
  await page.goto(address.href);
  return page;
}

test('the studio opened on a run in progress fills by itself, and is told to stop and to go on', async () => {
  const held: [Asked, ServerResponse][] = [];
  embeddings.misdeed = (asked, response) => {
    held.push([asked, response]);
    return true;
  };
  const address = await runOpen('--server', embeddings.address, '--model', 'tiny-embed', '--no-refit');
  const page = await visit(address);
  const seen = watch(page);
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  const now = page.getByRole('list', { name: 'Steps of the run' }).locator('[aria-current=step]');
  await expect.poll(() => now.innerText(), POLL).toContain('Encode the rows');
  expect(await page.getByRole('main').innerText()).toContain('20 of 120 rows (17 %) have no id in "id".');

  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('The run was stopped. What was finished is kept').waitFor();
  embeddings.misdeed = () => false;
  for (const [asked, response] of held) if (!response.destroyed) reply(response, 200, goodAnswer(asked));
  await page.getByRole('button', { name: 'Go on' }).click();

  await mapDrawn(page);
  await expect.poll(() => page.locator('.whose').innerText(), POLL).toMatch(/films\s+120 rows · \d+ topics?/);
  await expect.poll(() => page.getByRole('complementary', { name: 'Run' }).count(), POLL).toBe(0);
  await page.getByRole('tab', { name: 'Data' }).click();
  await page.getByText('Not asked: the run was told not to lay the rows out a second time.').waitFor();
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
  expect(seen.complaints).toEqual([]);
  await page.close();
});

test('rows are found by what they mean, as the sentence encoder read them, and by their id', async () => {
  const address = await runOpen('--no-refit', '--no-blind-spots');
  const page = await visit(address);
  await mapDrawn(page);
  await expect.poll(() => page.getByRole('complementary', { name: 'Run' }).count(), POLL).toBe(0);
  const search = page.getByRole('combobox', { name: 'Search titles' });
  await search.fill('thieves who steal secrets from dreams');
  const near = page.getByRole('group', { name: 'By meaning' }).getByRole('option');
  await expect.poll(() => near.first().innerText(), POLL).toContain('Inception');
  await search.fill('27205');
  await expect.poll(() => page.getByRole('option').first().innerText(), POLL).toContain('Inception');
  await page.keyboard.press('Enter');
  const card = page.getByRole('article', { name: 'Selected row' });
  await expect.poll(() => card.innerText(), POLL).toContain('Inception');
  await page.close();

  const text = 'A paleontologist and a child are chased by dinosaurs that were cloned for a theme park';
  const query = new URLSearchParams({ perspective: 'main', q: text, k: '3' });
  const { hits, encoder } = json<MeaningAnswer>(await ask(address, `/api/search?${query.toString()}`));
  expect(encoder).toBe('minilm-l6-v2');
  // Jurassic Park is the 17th film of the table.
  expect(hits.map(({ row }) => row)[0]).toBe(16);
  expect(hits.length).toBe(3);
  const falling = hits.map(({ similarity }) => similarity);
  expect([...falling].sort((a, b) => b - a)).toEqual(falling);
});
