import { fitView, mapBounds, toScreen } from '@parallax-map/core';
import { offlineShell } from '@parallax-map/studio';
import { tableFromIPC } from 'apache-arrow';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { POLL, coloursOf, mapDrawn, openBrowser, watch } from './browser.js';
import { HOSTILE, KNOWN, makeStudio, offlinePage } from './fixture.js';

let browser: Browser;
let folder: string;
let shell: string;
const made = makeStudio();

beforeAll(async () => {
  [browser, folder, shell] = await Promise.all([
    openBrowser(),
    mkdtemp(join(tmpdir(), 'parallax-studio-')),
    offlineShell(),
  ]);
  await writeFile(join(folder, 'map.html'), offlinePage(shell, made));
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' };

/** Opens the page from disk, and the watch on it. */
async function open(options: BrowserContextOptions = {}, hash = '', file = 'map.html') {
  const context = await browser.newContext({ ...DESK, ...options });
  context.setDefaultTimeout(POLL.timeout);
  const page = await context.newPage();
  const seen = watch(page);
  await page.goto(pathToFileURL(join(folder, file)).href + hash);
  return { context, page, seen };
}

/** What floats leaves this much of a wide window to the map (src/map/use-padding.ts). */
const FREE = { top: 92, right: 56, bottom: 148, left: 56 };

const search = (page: Page) => page.getByRole('combobox', { name: 'Search titles' });
const card = (page: Page) => page.getByRole('article', { name: 'Selected row' });

describe('the offline page', () => {
  it('holds the slot for its data once, before its script', () => {
    expect(shell.split('<!--parallax:data-->')).toHaveLength(2);
    expect(shell.indexOf('<!--parallax:data-->')).toBeLessThan(shell.lastIndexOf('<script>'));
    const [, script] = /<script>([^]*?)<\/script>/.exec(shell)!;
    expect(gzipSync(script!).length).toBeLessThan(900_000);
  });

  it('draws points and names, says whose map it is, asks no network and complains of nothing', async () => {
    const { page, seen } = await open();
    await mapDrawn(page);
    await expect(page.getByRole('heading', { name: 'invented tales' }).innerText()).resolves.toBe(
      'invented tales',
    );
    expect(await page.title()).toBe('invented tales · Parallax');
    const colours = await coloursOf(page, { x: 200, y: 90, width: 880, height: 620 });
    expect(colours.distinct).toBeGreaterThan(20);
    expect(colours.commonest).toBeLessThan(0.99);
    expect(seen).toEqual({ complaints: [], requests: [] });
  });

  it('finds a title in spite of a typo, and Enter flies there and shows its card', async () => {
    const { page } = await open();
    await mapDrawn(page);
    await search(page).fill('keepr of ganet');
    const best = await page.getByRole('option').first().locator('bdi').innerText();
    expect(best).toContain('The Keeper of Gannet Rock');
    await page.keyboard.press('Enter');
    await expect.poll(() => card(page).innerText(), POLL).toContain(best);
    await expect.poll(() => page.url(), POLL).toMatch(/row=\d+.*at=/);
    expect(await search(page).getAttribute('aria-expanded')).toBe('false');
  });

  it('walks the hits with the arrow keys', async () => {
    const { page } = await open();
    await search(page).fill('storm');
    const active = () => page.locator('[role=option][aria-selected=true]').innerText();
    const first = await active();
    await page.keyboard.press('ArrowDown');
    expect(await active()).not.toBe(first);
    await page.keyboard.press('ArrowUp');
    expect(await active()).toBe(first);
    await page.keyboard.press('Escape');
    expect(await search(page).getAttribute('aria-expanded')).toBe('false');
  });

  it.each([
    ['lodz', 'Łódź Harbour Blues'],
    ['naive', 'Naïve Signals'],
    ['aethel', 'A Lamp for Æthelred'],
    ['قافلة', 'قافلة الملح'],
    ['नदी', 'नदी के पार'],
    ['茶館', '雨夜茶館'],
  ])('finds %s in any script, accents or not', async (query, title) => {
    const { page } = await open();
    await search(page).fill(query);
    await expect.poll(() => page.getByRole('option').first().innerText(), POLL).toContain(title);
  });

  it('shows a card under the pointer, and a click opens the link in a new tab', async () => {
    const { page, context } = await open({}, '#row=0');
    await expect.poll(() => card(page).innerText(), POLL).toContain('The Keeper of Gannet Rock');
    await expect.poll(() => page.url(), POLL).toContain('at=');
    await context.route('https://example.org/**', (route) => route.fulfill({ body: 'the item' }));
    const opened = context.waitForEvent('page');
    // The row was flown to: it stands in the middle of what is free between the bar and the lower edge.
    const stage = (await page.locator('.sea').boundingBox())!;
    const spot = { x: stage.width / 2, y: FREE.top + (stage.height - FREE.top - FREE.bottom) / 2 };
    await page.mouse.move(spot.x, spot.y);
    await page.mouse.click(spot.x, spot.y);
    const tab = await opened;
    await tab.waitForLoadState();
    expect(tab.url()).toBe('https://example.org/item/0?a=1&b=2');
    expect(await tab.evaluate(() => window.opener === null)).toBe(true);
  });

  it('has real tabs, and the back button undoes a step', async () => {
    const { page } = await open();
    await page.getByRole('tab', { name: 'Map' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tabpanel', { name: 'Topics' }).waitFor();
    await page.getByRole('tab', { name: 'Data' }).click();
    await page.getByRole('tabpanel', { name: 'Data' }).waitFor();
    expect(page.url()).toContain('view=data');
    await page.goBack();
    await page.getByRole('tabpanel', { name: 'Topics' }).waitFor();
    expect(await page.getByRole('tab', { name: 'Topics' }).getAttribute('aria-selected')).toBe('true');
  });

  it('goes where a link leads, even while the map is on its way elsewhere', async () => {
    const { page } = await open({}, '#row=0');
    await mapDrawn(page);
    const far = made.studio.report.counts.kept - 1;
    // The map flies to row 0, and has not said so in the address yet.
    await page.evaluate((row) => {
      location.hash = `#row=${row}`;
    }, far);
    await card(page).waitFor();
    await expect.poll(() => page.url(), POLL).toContain(`row=${far}`);
    await page.waitForTimeout(700);
    expect(await card(page).isVisible()).toBe(true);
    expect(page.url()).not.toContain('at=');
  });

  it('lists topics with size, share, words, central rows and doubt, and a click flies there', async () => {
    const { page } = await open({}, '#view=topics');
    const panel = page.getByRole('tabpanel', { name: 'Topics' });
    await panel.getByRole('heading', { name: '5 topics' }).waitFor();
    const text = await panel.innerText();
    expect(text).toContain('Whalers and nets');
    expect(text).toContain('whale, net, harbour');
    expect(text).toContain('14%');
    expect(text).toContain(
      'Fragile: from another random start, the topic most like it shares 41% of the rows that either holds.',
    );
    expect(text).toContain('That is honest, not a failure.');
    const fragile = panel.getByText('Whalers and nets', { exact: true });
    expect(await fragile.evaluate((name) => getComputedStyle(name).textDecorationStyle)).toBe('dotted');
    await panel.getByRole('button', { name: 'Lighthouse keepers', exact: true }).click();
    await expect.poll(() => page.url(), POLL).toMatch(/topic=5\.0.*at=/);
    await panel.getByRole('button', { name: 'Storm over Skerry', exact: true }).click();
    await expect.poll(() => card(page).innerText(), POLL).toContain('Storm over Skerry');
  });

  it('says in words what came out, how far to trust it, and what was decided', async () => {
    const { page } = await open({}, '#view=data');
    const text = await page.getByRole('tabpanel', { name: 'Data' }).innerText();
    expect(text).toContain('350 of the table’s 355 rows are on the map; 5 were left out.');
    expect(text).toContain('Left out: no text');
    expect(text).toContain(
      'It found 6 topics; 4 of the 5 here came back: a topic found then shares at least 60% of the rows that either holds.',
    );
    expect(text).toContain('0.71');
    expect(text).toContain('cluster.minClusterSize');
    expect(text).toContain('max(5, round(0.28 √n))');
    expect(text).toContain('Five texts are shorter than three words.');
  });

  it('follows the system’s theme, and the switch is remembered', async () => {
    const { page } = await open({ colorScheme: 'dark' });
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
    await expect.poll(theme, POLL).toBe('night');
    await page.getByRole('button', { name: 'Switch to day' }).click();
    await expect.poll(theme, POLL).toBe('day');
    await page.goto(pathToFileURL(join(folder, 'map.html')).href);
    await page.getByRole('button', { name: 'Switch to night' }).waitFor();
    expect(await theme()).toBe('day');
  });

  it('moves by keyboard: arrows pan, signs zoom, 0 shows all, Escape clears', async () => {
    const { page } = await open({}, '#topic=5.0');
    await mapDrawn(page);
    await page.getByRole('application').focus();
    await page.keyboard.press('+');
    await expect.poll(() => page.url(), POLL).toContain('at=');
    const before = page.url();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.url(), POLL).not.toBe(before);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url(), POLL).not.toContain('topic=');
    await page.keyboard.press('0');
    await expect.poll(() => page.url(), POLL).not.toContain('at=');
  });

  it('hides rows without a topic when asked', async () => {
    const { page } = await open();
    await page.getByRole('checkbox', { name: /Rows without a topic/ }).uncheck();
    expect(page.url()).toContain('noise=off');
  });

  it('says where WebGL2 is missing; topics, data and search still work', async () => {
    const context = await browser.newContext(DESK);
    await context.addInitScript(() => {
      const real = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...asked: unknown[]) {
        return String(asked[0]).startsWith('webgl') ? null : Reflect.apply(real, this, asked);
      } as typeof real;
    });
    const page = await context.newPage();
    const seen = watch(page);
    await page.goto(pathToFileURL(join(folder, 'map.html')).href);
    expect(await page.getByRole('alert').innerText()).toContain('WebGL2');
    await search(page).fill('gannet');
    await page.keyboard.press('Enter');
    await expect.poll(() => card(page).innerText(), POLL).toContain('The Keeper of Gannet Rock');
    await page.getByRole('tab', { name: 'Topics' }).click();
    await page.getByRole('button', { name: 'Whalers and nets' }).waitFor();
    expect(seen.complaints).toEqual([]);
  });

  it('shows hostile cells as the text they are', async () => {
    const { page, seen } = await open({}, `#row=${KNOWN.hostile}`);
    await expect.poll(() => card(page).innerText(), POLL).toContain('<img src=x onerror');
    expect(await card(page).getByRole('link').count()).toBe(0);
    expect(await card(page).locator('img').count()).toBe(0);
    await page.getByRole('tab', { name: 'Data' }).click();
    expect(await page.title()).toBe('invented tales · Parallax');
    expect(seen).toEqual({ complaints: [], requests: [] });
  });

  it('keeps a title of 10,000 letters inside its card', async () => {
    const { page } = await open({}, `#row=${KNOWN.long}`);
    await expect.poll(() => card(page).innerText(), POLL).toContain(HOSTILE.long.slice(0, 30));
    const box = (await card(page).boundingBox())!;
    expect(box.height).toBeLessThan(560);
    expect(box.x + box.width).toBeLessThanOrEqual(1280);
  });

  it('says of a name with dots under it, while the pointer is over it, why it is fragile', async () => {
    const { page } = await open();
    await mapDrawn(page);
    const { x, y } = made.studio.topics.levels[4]!.topics[1]!;
    const rows = tableFromIPC(made.table);
    const bounds = mapBounds(rows.getChild('x')!.toArray(), rows.getChild('y')!.toArray());
    const [left, top] = toScreen(fitView(bounds, 1280, 800, FREE), x, y);
    const note = page.locator('.name-note');
    // Points come before names: the pointer looks for a letter between them.
    const hovered = async () => {
      for (let aside = -48; aside <= 48; aside += 6) {
        await page.mouse.move(left + aside, top);
        if ((await note.count()) > 0) return note.innerText();
      }
      return '';
    };
    await expect.poll(hovered, POLL).toContain('Fragile: from another random start');
    expect(await note.innerText()).toContain('50 rows · 14%');
  });

  it('says whose names are in sight, and goes to a level', async () => {
    const { page } = await open();
    await mapDrawn(page);
    const words = page.locator('.level-words');
    await expect.poll(() => words.innerText(), POLL).toMatch(/^Names of level/);
    await page.getByRole('button', { name: /^Go to level 3/ }).click();
    await expect.poll(() => page.url(), POLL).toContain('at=');
    await expect.poll(() => words.innerText(), POLL).toMatch(/^Names of levels? .*[345]$/);
  });

  it('on a phone lays the card below its row, with all that can be done in sight', async () => {
    const { page } = await open({ viewport: { width: 360, height: 740 }, hasTouch: true }, '#row=0');
    await mapDrawn(page);
    await expect.poll(() => page.url(), POLL).toContain('at=');
    const [bar, sheet, tools, link] = await Promise.all(
      [page.locator('.bar'), card(page), page.locator('.tools'), card(page).getByRole('link')].map(
        async (part) => (await part.boundingBox())!,
      ),
    );
    expect(sheet!.y).toBeGreaterThan(bar!.y + bar!.height + 100);
    expect(sheet!.y + sheet!.height).toBeLessThanOrEqual(tools!.y);
    expect(link!.y + link!.height).toBeLessThanOrEqual(sheet!.y + sheet!.height);
    expect(await page.locator('.noise').innerText()).toMatch(/Rows without a topic\s+100 · 29%/);
  });

  it.each(['map', 'topics', 'data'])('has no sideways scroll at 360 pixels in %s', async (view) => {
    const { page } = await open(
      { viewport: { width: 360, height: 740 }, hasTouch: true },
      `#view=${view}&row=0`,
    );
    await mapDrawn(page);
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll('html, body, .studio, .panel')].map(
        (part) => part.scrollWidth - part.clientWidth,
      ),
    );
    expect(widths.every((over) => over <= 0)).toBe(true);
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll('.bar button, .bar input, .tools button')]
        .map((part) => part.getBoundingClientRect())
        .filter(({ width, left, right }) => width > 0 && (left < 0 || right > innerWidth)),
    );
    expect(outside).toEqual([]);
  });

  it.each([
    ['one.html', 1, 0],
    ['dust.html', 0, 12],
  ])('stands with next to nothing in it (%s)', async (file, perTopic, dust) => {
    const few = makeStudio(Math.max(perTopic, 1), dust);
    if (perTopic === 0) few.studio.topics.levels.forEach((level) => (level.topics = []));
    await writeFile(join(folder, file), offlinePage(shell, few));
    const { page, seen } = await open({}, '#view=topics', file);
    await mapDrawn(page);
    expect(seen.complaints).toEqual([]);
  });

  it.each<[string, string, (shell: string) => string]>([
    [
      'another version',
      'version 9',
      (page) => offlinePage(page, { ...made, studio: { ...made.studio, version: 9 } }),
    ],
    [
      'a table cut short',
      'not a whole Arrow file',
      (page) => offlinePage(page, { ...made, table: made.table.slice(0, 90) }),
    ],
    ['a part missing', 'damaged', (page) => offlinePage(page, made).replace('id="parallax-table"', '')],
    [
      'a damaged part',
      'damaged',
      (page) => offlinePage(page, made).replace('id="parallax-table">', 'id="parallax-table">@@'),
    ],
  ])('says what is wrong with %s', async (_, words, spoil) => {
    await writeFile(join(folder, 'spoilt.html'), spoil(shell));
    const { page } = await open({}, '', 'spoilt.html');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain(words);
  });
});
