import type { LiveEvent } from '@parallax-map/core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { POLL, mapDrawn, openBrowser, watch, type Watch } from './browser.js';
import { makeStudio, type Made } from './fixture.js';
import { LiveServer } from './live-server.js';

let browser: Browser;
let server: LiveServer;
const made = makeStudio();
/** As many rows in other places, in other topics. */
const other = makeStudio(40, 150);
/** Rows that have places and nothing else yet. */
const points = pointsOnly(makeStudio(0, 350));

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(() => server.close());

async function serve(): Promise<void> {
  server = new LiveServer();
  await server.open();
}

async function visit(address: string): Promise<{ page: Page; seen: Watch }> {
  const page = await browser.newPage();
  page.setDefaultTimeout(POLL.timeout);
  const seen = watch(page);
  await page.goto(address);
  // A page that is loaded anew does not know this any more.
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  return { page, seen };
}

function stayed(page: Page): Promise<boolean> {
  return page.evaluate(() => 'stayed' in window);
}

function pointsOnly({ studio, table }: Made): Made {
  const levels = studio.topics.levels.map(({ level }) => ({ level, topics: [] }));
  const counts = { ...studio.report.counts, topics: 0 };
  const doubts = { refit: null, collapse: null };
  const report = { ...studio.report, counts, doubts, blindSpots: null, changes: null };
  return { table, studio: { ...studio, topics: { version: 1, levels }, report, stage: 'points' } };
}

function topicsOnly({ studio, table }: Made): Made {
  const report = { ...studio.report, doubts: { refit: null, collapse: null }, blindSpots: null };
  return { table, studio: { ...studio, report, stage: 'topics' } };
}

/** What a run tells before it encodes, and a little of that. */
function beginning(id: string, perspective = 'main'): LiveEvent[] {
  const { findings } = made.studio.audit;
  const counts = { errors: 1, warnings: 1, notes: 1, rejectedLines: 0, rejoinedRows: 0 };
  return [
    { type: 'run-started', id, perspective },
    { type: 'step', step: 'profile', about: 'looking at the columns' },
    { type: 'step-done', step: 'profile', seconds: 1.2, reused: false },
    { type: 'guess', role: 'title', value: 'name', reason: 'called like a name' },
    {
      type: 'run',
      source: '/home/me/tales.csv',
      folder: '/home/me/tales.parallax',
      perspective,
      purpose: 'explore',
    },
    { type: 'audit', source: 'tales.csv', counts, findings, reused: false },
    { type: 'step', step: 'encode', about: 'turning rows into vectors' },
    {
      ...{ type: 'progress', step: 'encode', done: 412, total: 1200, unit: 'texts' },
      ...{ perSecond: 22, secondsLeft: 35 },
    },
  ];
}

describe('the live page', () => {
  it('works under the server’s policy, with nothing from elsewhere', async () => {
    await serve();
    server.show('main', made, 'a');
    const { page, seen } = await visit(server.address);
    await mapDrawn(page);
    expect(await page.title()).toBe('tales main · Parallax');
    expect(seen.complaints).toEqual([]);
    expect(seen.requests.filter((url) => !url.startsWith(server.address))).toEqual([]);
  });

  it('shows the perspective that the address asks for, and changes it in place', async () => {
    await serve();
    server.show('main', made, 'a');
    server.show('second', other, 'b');
    const { page } = await visit(`${server.address}?perspective=second#row=4&topic=1.0&where=kind%3Atale`);
    await page.getByRole('heading', { name: 'tales second' }).waitFor();
    await page.getByRole('combobox', { name: 'Perspective' }).selectOption('main');
    await page.getByRole('heading', { name: 'tales main' }).waitFor();
    // The row and the filter are the same in both; the topic is not.
    await expect.poll(() => page.url(), POLL).toMatch(/perspective=main#row=4&(at=[^&]*&)?where=kind%3Atale/);
    await page.getByRole('article', { name: 'Selected row' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'tales second' }).waitFor();
    await expect.poll(() => page.url(), POLL).toContain('topic=1.0');
    expect(await stayed(page)).toBe(true);
  });

  it('shows what the table lacks, and flies to a row from an example of it', async () => {
    await serve();
    server.show('main', made, 'a');
    const { page, seen } = await visit(`${server.address}#view=data`);
    await mapDrawn(page);
    await page.getByRole('button', { name: /^row 0 · line 2/ }).click();
    await expect.poll(() => page.url(), POLL).toMatch(/row=0&at=/);
    await page.getByRole('article', { name: 'Selected row' }).waitFor();
    await page.getByRole('button', { name: /Nets of Marrow Bay.*Storm over Skerry/s }).click();
    await expect.poll(() => page.url(), POLL).toMatch(/pair=1_5/);
    expect(seen.complaints).toEqual([]);
  });

  it('says when a perspective is not there', async () => {
    await serve();
    server.show('main', made, 'a');
    server.listed = ['gone'];
    const { page } = await visit(`${server.address}?perspective=gone`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('parallax run');
  });
});

describe('a run in progress', () => {
  it('fills the page: its steps and what was found, then points, then topics, then doubts', async () => {
    await serve();
    server.running = { id: 'r', perspective: 'main', step: 'encode', done: 412, total: 1200 };
    server.search = () => ({ status: 200, body: { hits: [], encoder: 'minilm-l6-v2', because: null } });
    server.tell(...beginning('r'));
    const { page, seen } = await visit(server.address);
    const steps = page.getByRole('list', { name: 'Steps of the run' });
    const now = steps.locator('[aria-current=step]');
    await expect.poll(() => now.innerText(), POLL).toContain('Encode the rows');
    expect(await now.innerText()).toMatch(/35 s left[^]*412 of 1,200 texts/);
    expect(await steps.innerText()).toMatch(/Read the table\s+1 s/);
    const main = await page.getByRole('main').innerText();
    expect(main).toContain('The map of tales.csv is being made');
    expect(main).toContain(made.studio.audit.findings[0]!.message.slice(0, 30));
    expect(main).toMatch(/title\s+name/);

    server.show('main', points, 'p');
    server.tell({ type: 'step', step: 'map', about: 'laying the rows out' });
    server.tellShown('main', 'points');
    await page.getByText('350 rows · topics to come').waitFor();
    await mapDrawn(page);
    await page.getByRole('combobox', { name: 'Search titles' }).fill('Ebb (adrift)');
    await page.getByRole('option', { name: /^Ebb/ }).first().click();
    await page.getByRole('article', { name: 'Selected row' }).waitFor();
    const row = /row=\d+/.exec(page.url())![0];
    await page.getByRole('tab', { name: 'Topics' }).click();
    await page.getByText('Still to come: the run has laid out the map').waitFor();

    server.show('main', topicsOnly(made), 't');
    server.tellShown('main', 'topics');
    await page.getByText('350 rows · 5 topics').waitFor();
    await page.getByRole('tab', { name: 'Data' }).click();
    await page.getByText('Still to come: the run will lay the rows out a second time').waitFor();

    server.show('main', made, 'd');
    server.tellShown('main', 'done');
    await page.getByText('laid out and clustered once more from another random start').waitFor();
    await expect.poll(() => page.getByRole('complementary', { name: 'Run' }).count(), POLL).toBe(0);
    expect(page.url()).toContain(row);
    expect(await stayed(page)).toBe(true);
    expect(seen.complaints).toEqual([]);
  });

  it('is stopped and goes on by a button, and says what failed and what to do', async () => {
    await serve();
    server.running = { id: 'r', perspective: 'main', step: 'encode', done: 412, total: 1200 };
    server.tell(...beginning('r'));
    const { page } = await visit(server.address);
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => server.written, POLL).toEqual(['DELETE /api/runs/r']);
    server.tell({ type: 'run-failed', id: 'r', error: 'Stopped.', code: 'ABORTED' });
    await page.getByText('What was finished is kept').waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect
      .poll(() => server.written[1], POLL)
      .toBe('POST /api/runs {"perspective":"main","decisions":{}}');
    server.tell(...beginning('s'));
    server.tell({ type: 'run-failed', id: 's', error: 'The disk <b>is</b> full.', code: 'DISK_FULL' });
    const alert = page.getByRole('alert');
    await expect.poll(() => alert.innerText(), POLL).toContain('The disk <b>is</b> full.');
    expect(await alert.innerText()).toContain('Make room');
    await page.getByRole('button', { name: 'Run again' }).waitFor();
  });

  it('of another perspective shows over the map, and leads to its answer', async () => {
    await serve();
    server.show('main', made, 'a');
    const { page } = await visit(server.address);
    await mapDrawn(page);
    server.tell(...beginning('r', 'second'));
    const strip = page.getByRole('complementary', { name: 'Run' });
    await expect
      .poll(() => strip.innerText(), POLL)
      .toMatch(/second: Encode the rows[^]*412 of 1,200 texts · 35 s left/);
    server.show('second', other, 'b');
    server.tell({ type: 'perspectives', name: 'tales', perspectives: ['main', 'second'] });
    server.tellShown('second', 'done');
    await strip.getByRole('button', { name: 'Show it' }).click();
    await page.getByRole('heading', { name: 'tales second' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Perspective' }).inputValue()).toBe('second');
    expect(await stayed(page)).toBe(true);
    await server.close();
    await page.getByText('The local server does not answer any more').waitFor();
    await serve();
  });
});

describe('search by meaning', () => {
  it('lists rows near in meaning before titles with some of the words; arrow keys and Enter fly to one', async () => {
    await serve();
    server.show('main', made, 'a');
    const asked: string[] = [];
    server.search = (query) => {
      asked.push(query.toString());
      const hits = [17, 0, 9999].map((row, k) => ({ row, similarity: 0.6 - k / 10 }));
      return { status: 200, body: { hits, encoder: 'minilm-l6-v2', because: null } };
    };
    const { page, seen } = await visit(server.address);
    await mapDrawn(page);
    const search = page.getByRole('combobox', { name: 'Search titles' });
    await search.fill('someone');
    await search.fill('someone who keeps a light');
    const group = page.getByRole('group', { name: 'By meaning' });
    await expect.poll(() => group.getByRole('option').count(), POLL).toBe(2);
    await expect.poll(() => asked.at(-1), POLL).toBe('perspective=main&q=someone+who+keeps+a+light&k=12');
    expect(await group.getByRole('option').last().innerText()).toContain('The Keeper of Gannet Rock');
    // Titles that share a word or two with a question come after.
    const all = page.getByRole('listbox', { name: 'Rows found' }).getByRole('option');
    await expect
      .poll(() => all.evaluateAll((each) => each.map((one) => one.dataset['kind'])), POLL)
      .toEqual([
        ...['meaning', 'meaning'],
        ...Array.from({ length: (await all.count()) - 3 }, () => 'row'),
        'keep',
      ]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url(), POLL).toMatch(/row=0&at=/);
    expect(await page.getByRole('article', { name: 'Selected row' }).innerText()).toContain(
      'The Keeper of Gannet Rock',
    );
    expect(seen.complaints).toEqual([]);
  });

  it('lists them after titles that have all the words', async () => {
    await serve();
    server.show('main', made, 'a');
    server.search = () => ({
      status: 200,
      body: { hits: [{ row: 17, similarity: 0.5 }], encoder: 'minilm-l6-v2', because: null },
    });
    const { page } = await visit(server.address);
    await mapDrawn(page);
    await page.getByRole('combobox', { name: 'Search titles' }).fill('keeper');
    const all = page.getByRole('listbox', { name: 'Rows found' }).getByRole('option');
    await page.getByRole('group', { name: 'By meaning' }).waitFor();
    const kinds = await all.evaluateAll((each) => each.map((one) => one.dataset['kind']));
    expect(kinds[0]).toBe('row');
    expect(kinds.at(-1)).toBe('meaning');
  });

  it('says why not, once, where no text can be encoded as the rows were', async () => {
    await serve();
    server.show('main', made, 'a');
    let asked = 0;
    server.search = () => {
      asked++;
      return { status: 200, body: { hits: [], encoder: null, because: 'Here words were counted.' } };
    };
    const { page } = await visit(server.address);
    const search = page.getByRole('combobox', { name: 'Search titles' });
    await search.fill('keeper');
    await page.getByText('Here words were counted.').waitFor();
    await search.fill('keepers');
    await page.getByText('Here words were counted.').waitFor();
    expect(asked).toBe(1);
  });
});
