import { offlineShell } from '@parallax-map/studio';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { POLL, coloursOf, mapDrawn, openBrowser, watch, type Watch } from './browser.js';
import { HOSTILE, makeStudio, offlinePage } from './fixture.js';

let browser: Browser;
let folder: string;
let page: Page | undefined;
let size = '';
let seen: Watch;
const made = makeStudio();

beforeAll(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), 'parallax-panels-'));
  await writeFile(join(folder, 'map.html'), offlinePage(await offlineShell(), made));
});

afterEach(() => {
  expect(seen).toEqual({ complaints: [], requests: [] });
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** The page at an address; loading it anew for every test would take most of their time. */
async function open(hash = '', viewport = { width: 1280, height: 800 }): Promise<Page> {
  if (page !== undefined && size === JSON.stringify(viewport)) {
    await search(page).fill('');
    await page.evaluate((to) => {
      history.pushState(null, '', location.pathname + to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, hash);
    return page;
  }
  size = JSON.stringify(viewport);
  const context = await browser.newContext({ viewport, colorScheme: 'light', acceptDownloads: true });
  context.setDefaultTimeout(POLL.timeout);
  page = await context.newPage();
  seen = watch(page);
  await page.goto(pathToFileURL(join(folder, 'map.html')).href + hash);
  await mapDrawn(page);
  return page;
}

const dock = (page: Page) => page.getByRole('complementary', { name: 'Filter' });
const search = (page: Page) => page.getByRole('combobox', { name: 'Search titles' });

describe('the filter', () => {
  it('keeps rows by a value, counts the others without it, and comes back with Ctrl and Z', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Filter' }).click();
    const all = made.studio.report.counts.kept;
    await expect.poll(() => dock(page).getByRole('status').innerText(), POLL).toBe(`${all} rows`);
    const tale = dock(page).getByRole('button', { name: /^tale / });
    const report = dock(page).getByRole('button', { name: /^report / });
    const before = await report.innerText();
    await tale.click();
    await expect.poll(() => dock(page).getByRole('status').innerText(), POLL).toMatch(/^\d+ of 350 rows$/);
    expect(page.url()).toContain('where=kind%3Atale');
    expect(await page.locator('.whose').innerText()).toMatch(/\d+ of 350 rows/);
    expect(await tale.getAttribute('aria-pressed')).toBe('true');
    // A choice does not hide what else could be chosen.
    expect((await report.innerText()).split('·')[0]).toBe(before.split('·')[0]);
    await page.keyboard.press('Control+z');
    await expect.poll(() => dock(page).getByRole('status').innerText(), POLL).toBe(`${all} rows`);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => page.url(), POLL).toContain('where=kind%3Atale');
  });

  it('says what the rows kept share, lists them and hands them over as CSV', async () => {
    const page = await open('#dock=on&where=kind%3Atale');
    const selection = dock(page).getByRole('region', { name: 'Selection' });
    await selection.getByRole('heading', { name: /^\d+ rows/ }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      selection.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const lines = (await readFile(await file.path(), 'utf8')).split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFFrow,topic,label,.*,title,kind,votes,seen,notes$/);
    expect(lines[1]).toContain(',tale,0,1990-01-01,');
    expect(lines.length - 2).toBe(Number.parseInt(await dock(page).getByRole('status').innerText(), 10));
    await selection.getByRole('combobox', { name: 'Sorted by' }).selectOption('year');
    const rows = selection.getByRole('region', { name: 'Rows kept' }).getByRole('button');
    const years = (await rows.allInnerTexts()).map((text) => Number(/(\d{4})$/.exec(text)?.[1] ?? 0));
    expect(years).toEqual(years.toSorted((a, b) => b - a));
    await rows.first().click();
    await page.getByRole('article', { name: 'Selected row' }).waitFor();
  });

  it('is followed by the tree of topics and by a folded facet once they are seen', async () => {
    const page = await open();
    const tab = (name: string) => page.getByRole('tab', { name });
    const said = page.locator('#panel-topics').getByText(/^Of \d+ rows that the filter keeps/);
    await tab('Topics').click();
    await page.locator('#panel-topics .tree').waitFor();
    await tab('Map').click();
    await page.getByRole('button', { name: 'Filter' }).click();
    const facet = dock(page).getByRole('region', { name: 'votes' });
    const counted = async () => {
      const bars = await facet.locator('svg title').allTextContents();
      return bars.reduce((sum, each) => sum + Number(/: (\d+)$/.exec(each)![1]), 0);
    };
    const all = await counted();
    await facet.getByRole('button', { expanded: true }).click();
    await dock(page)
      .getByRole('button', { name: /^tale / })
      .click();
    await expect.poll(() => dock(page).getByRole('status').innerText(), POLL).toMatch(/^\d+ of 350 rows$/);
    const kept = Number.parseInt(await dock(page).getByRole('status').innerText(), 10);
    expect(await facet.locator('svg').count()).toBe(0);
    await facet.getByRole('button', { expanded: false }).click();
    // Some rows have no votes.
    expect(await counted()).toBeGreaterThan(0);
    expect(await counted()).toBeLessThanOrEqual(kept);
    expect(all).toBeGreaterThan(kept);
    await tab('Topics').click();
    await expect.poll(() => said.innerText(), POLL).toContain(`Of ${kept} rows`);
    await dock(page).getByRole('button', { name: 'Clear all' }).click();
    await said.waitFor({ state: 'detached' });
  });

  it('hands the rows over as Parquet, every column of its own type', async () => {
    const page = await open('#dock=on&where=kind%3Areport');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dock(page).getByRole('button', { name: 'Export Parquet' }).click(),
    ]);
    const bytes = await readFile(await file.path());
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    expect(rows).toHaveLength(Number.parseInt(await dock(page).getByRole('status').innerText(), 10));
    expect(rows[0]).toMatchObject({ row: 1, kind: 'report', votes: 37, seen: null });
    expect(rows[0]!['seen as written']).toBe('about 1990');
    expect(rows[1]!['seen']).toEqual(new Date(Date.UTC(1994, 4, 5)));
    expect(rows[0]!['notes']).toBe(null);
  });

  it('has dates and numbers as stretches of a histogram, typed in the search or drawn with the keys', async () => {
    const page = await open('#dock=on');
    await search(page).fill('seen:2000-02..2009 ');
    await expect.poll(() => page.url(), POLL).toContain('where=seen%3A2000-02-01..2009-12-31');
    await dock(page).getByText('seen from 1 Feb 2000 to 31 Dec 2009').waitFor();
    const kept = await dock(page).getByRole('status').innerText();
    await search(page).fill('seen:>1999 -kind:tale ');
    await expect.poll(() => page.url(), POLL).toContain('seen%3A2000-01-01..');
    const last = dock(page).getByRole('slider', { name: 'votes, last' });
    await last.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.url(), POLL).toMatch(/votes%3A0\.\.\d+/);
    expect(await dock(page).getByRole('status').innerText()).not.toBe(kept);
    // Counts know of each other: no bar of a facet is higher than what the others leave.
    await search(page).fill('seen:19');
    await expect.poll(() => page.getByRole('option').first().innerText(), POLL).toMatch(/^seen:1990\.\.1999/);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url(), POLL).toContain('seen%3A1990-01-01..1999-12-31');
    await search(page).fill('votes:');
    await page.getByRole('option', { name: /the largest tenth/ }).waitFor();
    await search(page).fill('votes:tale');
    await page.getByText('“votes” holds numbers: write votes:').waitFor();
    await search(page).fill('seen:1990-13');
    await page.getByText('“seen” holds dates: write seen:').waitFor();
  });

  it('sets hostile values as text', async () => {
    const page = await open('#dock=on');
    await dock(page).getByText(HOSTILE.markup.slice(0, 12), { exact: false }).first().waitFor();
    expect(await page.evaluate(() => document.querySelectorAll('.dock script, .dock img').length)).toBe(0);
  });

  it('says what to do where nothing is left', async () => {
    const page = await open('#dock=on&where=kind%3Atale+year%3A3000..3001');
    await dock(page).getByText('No row has all of this').waitFor();
    await dock(page).getByRole('button', { name: 'Clear all' }).click();
    await expect.poll(() => page.url(), POLL).not.toContain('where');
  });
});

describe('time', () => {
  it('is brushed with the pointer and resized with the keys', async () => {
    const page = await open();
    const time = page.getByRole('region', { name: 'Time' });
    const box = (await time.locator('svg').last().boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 10, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.url(), POLL).toMatch(/where=year%3A19\d\d\.\.19\d\d/);
    const last = page.getByRole('slider', { name: 'years, last' });
    const before = Number(await last.getAttribute('aria-valuenow'));
    await last.focus();
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(async () => Number(await last.getAttribute('aria-valuenow')), POLL)
      .toBeGreaterThan(before);
    await time.getByRole('button', { name: 'All years' }).click();
    await expect.poll(() => page.url(), POLL).not.toContain('where');
  });

  it('plays through the years, and stops', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Play through the years' }).click();
    const from = () => Number(/year%3A(\d+)/.exec(page.url())?.[1] ?? 0);
    await expect.poll(from, POLL).toBeGreaterThan(1900);
    const now = from();
    await expect.poll(from, POLL).toBeGreaterThan(now);
    await page.getByRole('button', { name: 'Stop' }).click();
  });
});

describe('a region', () => {
  it('is drawn with the lasso by its key, stands in the address, and Escape leaves it', async () => {
    const page = await open();
    await page.getByRole('application').focus();
    await page.keyboard.press('l');
    await page.getByRole('img', { name: /Draw a lasso/ }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('img', { name: /Draw a lasso/ }).count(), POLL).toBe(0);
    await page.getByRole('button', { name: 'Lasso: draw around rows' }).click();
    await page.mouse.move(440, 200);
    await page.mouse.down();
    for (const [x, y] of [
      [840, 200],
      [840, 600],
      [440, 600],
    ] as const)
      await page.mouse.move(x, y, { steps: 8 });
    await page.mouse.up();
    await expect.poll(() => page.url(), POLL).toContain('where=region');
    await expect.poll(() => dock(page).getByRole('status').innerText(), POLL).toMatch(/^\d+ of 350 rows$/);
    await dock(page)
      .getByRole('button', { name: /Drop “in the marked region”/ })
      .click();
    await expect.poll(() => page.url(), POLL).not.toContain('region');
  });
});

describe('clauses in the search', () => {
  it('are completed, taken with Enter, and dropped with Backspace', async () => {
    const page = await open();
    await search(page).fill('ki');
    await expect.poll(() => page.getByRole('option').first().innerText(), POLL).toContain('kind:');
    await page.keyboard.press('Enter');
    await expect.poll(() => search(page).inputValue(), POLL).toBe('kind:');
    await search(page).pressSequentially('ta');
    await expect.poll(() => page.getByRole('option').first().innerText(), POLL).toContain('tale');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url(), POLL).toContain('where=kind%3Atale');
    expect(await search(page).inputValue()).toBe('');
    await search(page).pressSequentially('year:<1950 ');
    await expect.poll(() => page.url(), POLL).toContain('..1949');
    await search(page).press('Backspace');
    await expect.poll(() => page.url(), POLL).not.toContain('year');
  });

  it('say what is wrong, and what there is', async () => {
    const page = await open();
    await search(page).fill('colour:red');
    await page.getByText('There is no column “colour”. There are: year, kind, votes, seen, topic.').waitFor();
    await search(page).fill('kind:novel');
    await page.getByText('No row has “novel” in kind.').waitFor();
  });

  it('find topics by name, and keep rows by a word', async () => {
    const page = await open();
    await search(page).fill('topic:whal');
    await page.getByRole('option', { name: /Whalers and nets/ }).click();
    await expect.poll(() => page.url(), POLL).toMatch(/where=topic%3A\d\.1/);
    await search(page).fill('storm');
    await page.getByRole('option', { name: 'Keep only rows with “storm”' }).click();
    await expect.poll(() => page.url(), POLL).toContain('words%3Astorm');
  });
});

describe('colours', () => {
  it('by a column have a legend whose values filter', async () => {
    const page = await open('#dock=on');
    await dock(page).getByRole('combobox', { name: 'Colour by' }).selectOption('kind');
    const legend = page.getByRole('group', { name: 'Legend' });
    await legend.getByRole('button', { name: /report/ }).click();
    await expect.poll(() => page.url(), POLL).toMatch(/where=kind%3Areport.*colour=column%3Akind/);
    await dock(page).getByRole('combobox', { name: 'Colour by' }).selectOption('year');
    await legend.getByText('1900').waitFor();
  });
});

describe('the legend', () => {
  it('covers no point and no name while the whole map shows', async () => {
    const page = await open('#colour=column%3Akind');
    const legend = page.getByRole('group', { name: 'Legend' });
    await expect.poll(() => legend.isVisible(), POLL).toBe(true);
    const { x, width, y } = (await legend.boundingBox())!;
    // What stands above it in the same column is ground, so nothing reaches under it.
    const beside = { x: 0, y: 90, width: x + width, height: y - 110 };
    await expect.poll(async () => (await coloursOf(page, beside)).distinct, POLL).toBeLessThan(4);
  });
});

describe('the tree of topics', () => {
  it('keeps the rows of topics that are checked', async () => {
    const page = await open('#view=topics');
    await page.getByRole('checkbox', { name: 'Keep At sea' }).check();
    await expect.poll(() => page.url(), POLL).toContain('where=topic%3A');
    const fine = page.getByRole('checkbox', { name: 'Keep Whalers and nets' });
    expect(await fine.isChecked()).toBe(true);
    await fine.uncheck();
    const coarse = page.getByRole('checkbox', { name: 'Keep At sea' });
    expect(await coarse.evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true);
  });
});

describe('pictures', () => {
  it('are saved from a menu: the view and the whole map, as PNG and as SVG', async () => {
    const page = await open('#where=genres%3AComedy');
    const button = page.getByRole('button', { name: 'Save a picture' });
    const save = async (name: RegExp) => {
      await button.click();
      const item = page.getByRole('menuitem', { name });
      const [file] = await Promise.all([page.waitForEvent('download'), item.click()]);
      return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
    };
    const view = await save(/^This view as PNG/);
    expect(view.name).toBe('invented tales.png');
    expect(sizeOfPng(view.bytes)).toEqual([1280, 800]);
    // An empty sheet of paper would take a few kilobytes.
    expect(view.bytes.length).toBeGreaterThan(30_000);

    const vectors = (await save(/^This view as SVG/)).bytes.toString('utf8');
    expect(vectors).toContain('AT SEA');
    expect(vectors).toContain('@font-face');
    expect(vectors).toContain('<g id="dimmed"');
    expect(vectors.match(/<circle /g)!.length).toBeGreaterThan(50);

    const whole = await save(/^The whole map as SVG/);
    expect(whole.name).toBe('invented tales-map.svg');
    expect(whole.bytes.toString('utf8')).toContain('<title id="map-title">invented tales</title>');

    const print = await save(/^The whole map as PNG/);
    expect(print.name).toBe('invented tales-map.png');
    expect(sizeOfPng(print.bytes)).toEqual([6000, 4000]);

    await button.focus();
    await page.keyboard.press('Enter');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await expect.poll(focused, POLL).toContain('This view as PNG');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toContain('The whole map as SVG');
    await page.keyboard.press('Escape');
    expect(await focused()).toBe('Save a picture');
    expect(await page.getByRole('menu').count()).toBe(0);
  });
});

describe('pictures of points that are coloured by a column', () => {
  const saved = async (page: Page, name: RegExp): Promise<Buffer> => {
    await page.getByRole('button', { name: 'Save a picture' }).click();
    const item = page.getByRole('menuitem', { name });
    const [file] = await Promise.all([page.waitForEvent('download'), item.click()]);
    return readFile(await file.path());
  };
  const legendOf = (svg: Buffer): string[] => {
    const [, legend = ''] = svg.toString('utf8').split('<g id="legend">');
    return [...legend.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!);
  };

  it('say what the colours mean, below the view and above the caption of the whole map', async () => {
    const page = await open('#colour=column%3Akind');
    await page.getByRole('group', { name: 'Legend' }).waitFor();
    const view = await saved(page, /^This view as SVG/);
    expect(legendOf(view).slice(0, 3)).toEqual(['kind', 'report', '117']);
    const [, height] = /viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(view.toString('utf8'))!;
    expect(Number(height)).toBeGreaterThan(830);
    expect(sizeOfPng(await saved(page, /^This view as PNG/))).toEqual([1280, Math.round(Number(height))]);
    expect(legendOf(await saved(page, /^The whole map as SVG/)).slice(0, 3)).toEqual([
      'kind',
      'report',
      '117',
    ]);
  });

  it('have a ramp with both ends for numbers', async () => {
    const page = await open('#colour=probability');
    await page.getByRole('group', { name: 'Legend' }).waitFor();
    const whole = await saved(page, /^The whole map as SVG/);
    expect(legendOf(whole).slice(0, 3)).toEqual(['probability', '0', '1']);
    expect(whole.toString('utf8')).toContain('<linearGradient id="ramp">');
  });
});

describe('a picture for print', () => {
  it('leaves the page to the reader while it is drawn, and says how far it is', async () => {
    const page = await open();
    const button = page.getByRole('button', { name: 'Save a picture' });
    await page.evaluate(() => {
      const shares = new Set<number>();
      const look = () => {
        const bar = document.querySelector('progress');
        if (bar !== null) shares.add(bar.value);
      };
      new MutationObserver(look).observe(document.querySelector('.export')!, {
        ...{ subtree: true, childList: true, attributes: true },
      });
      Object.assign(window, { shares });
    });
    await button.click();
    const file = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: /^The whole map as PNG/ }).click();
    await page.getByRole('progressbar', { name: /picture/ }).waitFor();
    expect(await button.isDisabled()).toBe(true);
    await page.getByRole('tab', { name: 'Topics' }).click();
    await expect.poll(() => page.getByRole('tabpanel', { name: 'Topics' }).isVisible(), POLL).toBe(true);
    expect(await button.isDisabled()).toBe(true);
    expect((await file).suggestedFilename()).toBe('invented tales-map.png');
    await expect.poll(() => button.isDisabled(), POLL).toBe(false);
    const shares = await page.evaluate(() => [...(window as unknown as { shares: Set<number> }).shares]);
    expect(shares.length).toBeGreaterThan(20);
  });
});

function sizeOfPng(bytes: Buffer): [number, number] {
  expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

describe('the small map', () => {
  it('shows once something is out of sight', async () => {
    const page = await open();
    const small = page.getByRole('img', { name: /whole map in small/ });
    await expect.poll(() => small.isVisible(), POLL).toBe(false);
    await page.getByRole('application').focus();
    for (let k = 0; k < 4; k++) await page.keyboard.press('+');
    await expect.poll(() => small.isVisible(), POLL).toBe(true);
  });
});

describe('a narrow window', () => {
  it('cuts no words of the bar and of the tools', async () => {
    const page = await open('', { width: 360, height: 740 });
    const cut = await page.evaluate(() =>
      Array.from(document.querySelectorAll<HTMLElement>('.bar *, .tools *'))
        .filter((part) => part.clientWidth > 1 && part.scrollWidth > part.clientWidth)
        .map((part) => part.textContent),
    );
    expect(cut).toEqual([]);
    const words = page.locator('.noise').getByText('Rows without a topic');
    const { x, width } = (await words.boundingBox())!;
    expect(x + width).toBeLessThan(360);
    expect(await words.evaluate((part) => part.getClientRects().length)).toBe(1);
  });

  it('shows the whole map above the filter, which says what the colours mean', async () => {
    const page = await open('#dock=on&colour=column%3Akind', { width: 360, height: 740 });
    const legend = dock(page).getByRole('group', { name: 'Legend' });
    await expect.poll(() => legend.isVisible(), POLL).toBe(true);
    expect(await page.getByRole('group', { name: 'Legend' }).count()).toBe(1);
    const sheet = (await dock(page).boundingBox())!;
    const shot = await coloursOf(page, { x: 20, y: 120, width: 320, height: sheet.y - 130 });
    expect(shot.distinct).toBeGreaterThan(20);
  });

  it('has the filter as a sheet', async () => {
    const page = await open('', { width: 360, height: 740 });
    await page.getByRole('button', { name: 'Filter' }).click();
    const box = (await dock(page).boundingBox())!;
    expect(box.width).toBe(360);
    await dock(page).getByRole('button', { name: 'Close the filter' }).click();
    await expect.poll(() => dock(page).count(), POLL).toBe(0);
  });
});
