import { offlineShell } from '@parallax-map/studio';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLL, mapDrawn, openBrowser, watch, type Watch } from './browser.js';
import { HOSTILE, makeStudio, offlinePage, type Made } from './fixture.js';

let browser: Browser;
let folder: string;
let shell: string;
const made = makeStudio();

beforeAll(async () => {
  [browser, folder, shell] = await Promise.all([
    openBrowser(),
    mkdtemp(join(tmpdir(), 'parallax-data-')),
    offlineShell(),
  ]);
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

/** Opens the Data view of some results, as the file that is published. */
async function open(file: string, results: Made): Promise<{ page: Page; seen: Watch }> {
  await writeFile(join(folder, file), offlinePage(shell, results));
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(POLL.timeout);
  const seen = watch(page);
  await page.goto(`${pathToFileURL(join(folder, file)).href}#view=data`);
  await page.getByRole('tabpanel', { name: 'Data' }).waitFor();
  return { page, seen };
}

/** A part of the view by its heading. */
const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const card = (page: Page) => page.getByRole('article', { name: 'Selected row' });
/** Its cells, row by row. */
const cells = (table: Locator) =>
  table
    .locator('tr')
    .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).innerText.trim().split(/\s*[\t\n]\s*/)));

describe('the Data view', () => {
  let page: Page;
  let seen: Watch;

  beforeAll(async () => {
    ({ page, seen } = await open('full.html', made));
  });

  it('tells findings worst first, with how many, what share, and what is done', async () => {
    const findings = part(page, 'Findings');
    const text = await findings.innerText();
    expect(text).toContain(
      '6 findings in 355 rows and 2 columns: 2 would spoil the map or lose data if nothing were done, 3 may mislead, 1 is good to know.',
    );
    const items = findings.locator('.findings > li');
    const signs = await items
      .getByRole('img')
      .evaluateAll((all) => all.map((sign) => sign.getAttribute('aria-label')));
    expect(signs).toEqual(['Error', 'Error', 'Warning', 'Warning', 'Warning', 'Note']);
    const first = await items.first().innerText();
    expect(first).toContain('Column "title" is blank in 5 rows');
    expect(first).toMatch(/5 rows\s+1\.4%/);
    expect(first).toContain('They are left out of the map.');
    expect(await items.nth(3).innerText()).toMatch(/≈\s*30 cells\s+8\.5%/);
  });

  it('shows findings of one severity when asked', async () => {
    const findings = part(page, 'Findings');
    const warnings = findings.getByRole('button', { name: 'Warnings 3' });
    await warnings.click();
    expect(await warnings.getAttribute('aria-pressed')).toBe('true');
    expect(await findings.locator('.findings > li').count()).toBe(3);
    await findings.getByRole('button', { name: 'All 6' }).click();
    expect(await findings.locator('.findings > li').count()).toBe(6);
  });

  it('flies from an example to its row on the map and opens its card', async () => {
    await mapDrawn(page);
    await part(page, 'Findings')
      .getByRole('button', { name: /^row 0 · line 2/ })
      .click();
    await expect.poll(() => page.url(), POLL).toMatch(/row=0&at=/);
    expect(await card(page).innerText()).toMatch(/The Keeper of Gannet Rock[^]*line 1,0/);
    const [panel, sheet] = await Promise.all([
      page.getByRole('tabpanel', { name: 'Data' }).boundingBox(),
      card(page).boundingBox(),
    ]);
    expect(sheet!.x).toBeGreaterThanOrEqual(panel!.x + panel!.width);
    expect(sheet!.x + sheet!.width).toBeLessThanOrEqual(1280);
  });

  it('says why an example has no point on the map', async () => {
    const findings = part(page, 'Findings');
    expect(await findings.getByRole('button', { name: /row 350/ }).count()).toBe(0);
    const text = await findings.innerText();
    expect(text).toContain('Not on the map: left out (no text).');
    expect(text).toContain('Lines that became no row have no place on the map.');
  });

  it('sets hostile values as text: what cannot be seen is said, what is long is cut until asked for', async () => {
    const findings = part(page, 'Findings');
    const text = await findings.innerText();
    expect(text).toContain('<img src=x onerror');
    expect(text).toContain('U+202Egnp.exeU+202C');
    expect(text).toContain('oneU+0000twoU+001Bthree');
    expect(text.length).toBeLessThan(4000);
    const all = findings.getByRole('button', { name: 'Show all 10,400 characters' });
    await all.click();
    expect((await findings.innerText()).length).toBeGreaterThan(10_000);
    await findings.getByRole('button', { name: 'Show less' }).click();
    expect((await findings.innerText()).length).toBeLessThan(4000);
    expect(await page.getByRole('tabpanel', { name: 'Data' }).locator('img').count()).toBe(0);
    expect(await page.title()).toBe('invented tales · Parallax');
  });

  it('accounts for every line and every row', async () => {
    const lines = part(page, 'Where every line went');
    expect(await cells(lines.getByRole('table', { name: 'Lines' }))).toEqual([
      ['Lines read', '376'],
      ['Taken by 355 rows', '2 of them put together again from 6 lines', '359', '95%'],
      ['Header', '1', '0.3%'],
      ['Blank', '2', '0.5%'],
      ['No row: in rejects.csv', '14', '3.7%'],
    ]);
    expect(await cells(lines.getByRole('table', { name: 'Rows' }))).toEqual([
      ['Rows of the table', '355'],
      ['On the map', '350', '99%'],
      ['Left out: no text', '5', '1.4%'],
    ]);
    const text = await lines.innerText();
    expect(text).toContain('The text is not valid UTF-8. A detector took it for windows-1252');
    expect(text).toContain('CSV, semicolon.');
    expect(text).toContain('3 NUL bytes were left out.');
    expect(text).toContain('Lines end in more than one way: LF 369, CRLF 7.');
    expect(text).toContain('lines 20–21');
    expect(text).toContain('must have 5 values, but has 3');
    expect(text).toContain('3 more lines in rejects.csv.');
  });

  it('marks in the line of a column what was found about it, and leads there', async () => {
    const table = part(page, 'Columns').getByRole('table');
    expect(await table.getByRole('row', { name: /^title/ }).innerText()).toMatch(/350\s+99%\s+350/);
    await table.getByRole('button', { name: '3 findings about title' }).click();
    const findings = part(page, 'Findings');
    expect(await findings.locator('.findings > li').count()).toBe(3);
    expect(await findings.getByRole('status').innerText()).toContain('3 findings about title.');
    await findings.getByRole('button', { name: 'Show those about every column' }).click();
    expect(await findings.locator('.findings > li').count()).toBe(6);
  });

  it('shows the languages with their shares', async () => {
    expect(await cells(part(page, 'Languages').getByRole('table'))).toEqual([
      ['English', '310', '87%'],
      ['Arabic', '30', '8.5%'],
      ['None clear', '15', '4.2%'],
    ]);
  });

  it('shows pairs that counted words can’t see, and marks both on the map', async () => {
    const blind = part(page, 'What counted words can’t see');
    expect(await blind.innerText()).toContain('12 of 355 texts share no content word');
    const [pair, other] = [blind.getByRole('listitem').first(), blind.getByRole('listitem').last()];
    expect(await pair.innerText()).toMatch(/trawler, catch[^]*gale, vessel[^]*0\.71[^]*0\.02/);
    expect(await other.innerText()).toMatch(/−0\.01[^]*Not on the map/);
    expect(await other.getByRole('button').count()).toBe(0);
    await pair.getByRole('button', { name: /Nets of Marrow Bay.*Storm over Skerry/s }).click();
    await expect.poll(() => page.url(), POLL).toMatch(/pair=1_5&at=/);
    expect(await card(page).count()).toBe(0);
    await page.goBack();
    await expect.poll(() => card(page).count(), POLL).toBe(1);
  });

  it('says what changed since the earlier answer: rows, and topics by name', async () => {
    const changed = part(page, 'What changed');
    const text = await changed.innerText();
    expect(text).toContain(
      'Since the earlier answer 40 rows are new, 10 are gone, 4 have another text; 306 are as they were.',
    );
    expect(text).toMatch(/Topics kept\s+2[^]*Lighthouse keepers[^]*before: “Mountain tales”/);
    expect(text).toMatch(/Topics gone\s+1[^]*Harbour ghosts[^]*21 rows: 12 now in “Whalers and nets”/);
    await changed.getByRole('button', { name: 'Whalers and nets' }).click();
    await expect.poll(() => page.url(), POLL).toMatch(/topic=5\.1/);
  });

  it('leads to each part from its list of contents', async () => {
    await page
      .getByRole('navigation', { name: 'Parts of this page' })
      .getByRole('button', { name: 'Decisions' })
      .click();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Decisions');
  });

  it('complains of nothing and asks no network', () => {
    expect(seen).toEqual({ complaints: [], requests: [] });
  });
});

it('opens results of an earlier Parallax, which lack all of it, and says so', async () => {
  const { audit, ...rest } = made.studio;
  const { blindSpots, changes, ...report } = made.studio.report;
  expect([audit, blindSpots, changes]).not.toContain(null);
  const { page, seen } = await open('old.html', { ...made, studio: { ...rest, report } as never });
  expect(await part(page, 'Findings').innerText()).toContain('these results are of an earlier Parallax');
  expect(await part(page, 'Where every row went').innerText()).toContain('Left out: no text');
  for (const name of ['Languages', 'What changed', 'What counted words can’t see', 'Where every line went'])
    expect(await part(page, name).count()).toBe(0);
  expect(seen.complaints).toEqual([]);
  await page.close();
});

it('stays usable with 1,200 columns and findings about each, and says what was looked for where none are', async () => {
  const name = (k: number) => `column_${k}_${k === 700 ? 'Łódź' : 'of_many'}_${HOSTILE.long.slice(0, 90)}`;
  const audit = made.studio.audit;
  const columns = Array.from({ length: 1200 }, (_, k) => ({
    ...made.studio.columns[1]!,
    name: name(k),
    role: k === 900 ? 'text' : null,
    examples: [HOSTILE.long, HOSTILE.bidi],
  }));
  const findings = columns.map(({ name: column }) => ({ ...audit.findings[4]!, column }));
  const several = { ...audit.findings[4]!, column: null, columns: [name(1100), name(1101)] };
  const { page } = await open('wide.html', {
    ...made,
    studio: { ...made.studio, columns, audit: { ...audit, findings: [...findings, several] } },
  });
  const list = part(page, 'Columns');
  await list.getByRole('textbox', { name: 'Find a column' }).fill('column_1100');
  await list.getByRole('button', { name: /^2 findings about column_1100/ }).click();
  expect(await part(page, 'Findings').locator('.findings > li').count()).toBe(2);
  await part(page, 'Findings').getByRole('button', { name: 'Show those about every column' }).click();
  await list.getByRole('textbox').fill('');
  expect(await list.getByRole('row').count()).toBe(26);
  await list.getByRole('textbox', { name: 'Find a column' }).fill('lodz');
  expect(await list.getByRole('row').count()).toBe(2);
  expect(await list.getByRole('status').innerText()).toBe('1 of 1,200 columns');
  await list.getByRole('textbox').fill('');
  await list.getByRole('button', { name: 'Show 100 more of 1,175' }).click();
  expect(await list.getByRole('row').count()).toBe(126);
  expect(await part(page, 'Findings').locator('.findings > li').count()).toBe(12);
  const over = await page.locator('.panel-wide').evaluate((panel) => panel.scrollWidth - panel.clientWidth);
  expect(over).toBe(0);
  await page.close();

  const none = { ...made.studio, audit: { ...audit, findings: [] } };
  const { page: clean } = await open('none.html', { ...made, studio: none });
  expect(await part(clean, 'Findings').innerText()).toContain('Nothing found. Looked for missing');
  await clean.close();
});
