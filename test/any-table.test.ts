import { createCanvas } from '@napi-rs/canvas';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POLL, mapDrawn, openBrowser, watch, type Watch } from '../packages/studio/test/browser.js';
import { fileIn, makeTemp, query, runJson, tempFolder } from './support/parallax.js';
import { ask, openStudio } from './support/server.js';

let browser: Browser;
let folder: string;
beforeAll(async () => {
  [browser, folder] = await Promise.all([openBrowser(), makeTemp()]);
});
afterAll(() => browser.close());

const card = (page: Page) => page.getByRole('article', { name: 'Selected row' });
const dock = (page: Page) => page.getByRole('complementary', { name: 'Filter' });

const PLACES = ['harbour', 'lighthouse', 'orchard', 'mountain', 'railway', 'theatre'];
const DOINGS = ['a keeper counts the boats', 'two sisters mend a net', 'the pilot waits for wind'];

function prose(i: number): string {
  return `At the ${PLACES[i % 6]} ${DOINGS[i % 3]}, and after ${i + 2} days the ${PLACES[i % 6]} is ${i % 2 ? 'empty' : 'full'} again.`;
}

/** Runs the command on rows and gives the folder of results. */
async function results(name: string, rows: object[], ...args: string[]): Promise<string> {
  const table = join(folder, `${name}.ndjson`);
  await writeFile(table, rows.map((row) => JSON.stringify(row)).join('\n'));
  const { status, err } = await runJson([table, '--encoder', 'tfidf', '--no-refit', '--no-open', ...args]);
  expect(err).toBe('');
  expect(status).toBe(0);
  return join(folder, `${name}.parallax`);
}

async function visit(address: URL, hash = '', width = 1280): Promise<{ page: Page; seen: Watch }> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, acceptDownloads: true });
  context.setDefaultTimeout(POLL.timeout);
  const page = await context.newPage();
  const seen = watch(page);
  page.on('dialog', (dialog) => {
    seen.complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address.href + hash);
  await mapDrawn(page);
  return { page, seen };
}

describe('a table whose every cell is hostile', () => {
  const MARKUP = '<script>alert(1)</script><img src=x onerror=alert(2)>';
  const FORMULA = '=HYPERLINK("http://evil.example","win")';
  const COLUMN = `<b onclick=alert(3)>${'\u202E'}name`;
  const rows = Array.from({ length: 60 }, (_, i) => ({
    id: `${i}`,
    title: [
      '</script>' + MARKUP,
      `bidi \u202E\u2066 and \u0007 bell ${i}`,
      'long '.repeat(2000) + i,
      FORMULA + i,
    ][i % 4],
    text: `${prose(i)} ${MARKUP} \u202Eover\u0000`,
    when: i === 7 ? 'about 1940' : `19${String(30 + i).padStart(2, '0')}-05-17`,
    score: i === 9 ? 'n/a' : String(i * 1.5),
    zip: String(i).padStart(5, '0'),
    kind: [MARKUP, FORMULA, 'plain\u202E'][i % 3],
    page: 'javascript:alert(document.domain)//' + i,
    poster: ['javascript:alert(4)', '../../../../../etc/passwd', 'data:text/html,<script>alert(5)</script>'][
      i % 3
    ],
    [COLUMN]: `${MARKUP}${i}`,
  }));
  let out: string;
  beforeAll(async () => {
    const args = [
      '--title',
      'title',
      '--text',
      '{text}',
      '--facets',
      'kind',
      '--link',
      '{page}',
      '--image',
      'poster',
    ];
    out = await results('hostile', rows, ...args);
  });

  test.each([
    ['parallax open', () => openStudio(out)],
    ['map.html', () => Promise.resolve(pathToFileURL(fileIn(out, 'map.html')))],
  ])('stays text by %s', async (_, serve) => {
    const address = await serve();
    const { page, seen } = await visit(address, '#dock=on&row=0');
    const shown = () => card(page).innerText();
    await expect
      .poll(shown, POLL)
      .toContain('</script><script>alert(1)</script><img src=x onerror=alert(2)>');
    expect(await shown()).toContain('U+202E');
    expect(await shown()).toContain('U+0000');
    expect(await shown()).toContain('javascript:alert(document.domain)//0');
    // Nothing of it is an element, a link or a picture.
    expect(await card(page).locator('script, img, b, a').count()).toBe(0);
    await dock(page).getByText('plainU+202E').first().waitFor();
    expect(await dock(page).locator('script, img, a').count()).toBe(0);

    await page.goto(`${address.href}#dock=on&row=2`);
    await expect.poll(shown, POLL).toMatch(/^long long/);
    const box = (await card(page).boundingBox())!;
    expect(box.height).toBeLessThan(700);
    expect(box.x + box.width).toBeLessThanOrEqual(1280);
    await page.goto(`${address.href}#dock=on&row=9`);
    // Leading zeros are no number, and a cell that is none stands as it is written.
    await expect.poll(shown, POLL).toMatch(/score\s+n\/a\s+zip\s+00009/);

    await page
      .getByRole('combobox', { name: 'Search titles' })
      .fill(`kind:"${FORMULA.replaceAll('"', '\\"')}" `);
    await expect.poll(() => dock(page).getByRole('status').innerText(), POLL).toBe('20 of 60 rows');
    const asCsv = await exported(page, 'Export CSV');
    expect(asCsv).toContain(`"'=HYPERLINK(""http://evil.example"",""win"")`);
    expect(asCsv.split('\r\n')[0]).toContain('title,text,when,score,zip,kind,page,poster');
    expect(asCsv).toContain('about 1940');
    const found = await exportedParquet(page);
    expect(found).toHaveLength(20);
    expect(found[0]).toMatchObject({
      row: 1,
      title: rows[1]!.title,
      zip: '00001',
      score: 1.5,
      kind: FORMULA,
    });
    expect(String(found[0]!['when'])).toContain('1931-05-17');
    expect(found[2]).toMatchObject({ when: null, 'when as written': 'about 1940' });
    expect(seen.complaints).toEqual([]);
    expect(seen.requests.filter((url) => !url.startsWith(address.origin))).toEqual([]);
    await page.context().close();
  });

  test('names no picture that the server would hand over', async () => {
    const address = await openStudio(out);
    for (const row of ['0', '1', '2', '99', '-1', '1e3', '..%2f..%2fstudio.json']) {
      const { status } = await ask(address, `/api/perspectives/main/pictures/${row}?site=null`);
      expect([row, status]).toEqual([row, 404]);
    }
  });
});

async function exported(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dock(page).getByRole('button', { name }).click(),
  ]);
  return readFile(await file.path(), 'utf8');
}

/** Read by DuckDB, as a user would. */
async function exportedParquet(page: Page): Promise<Record<string, unknown>[]> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dock(page).getByRole('button', { name: 'Export Parquet' }).click(),
  ]);
  const path = join(await tempFolder(), 'rows.parquet');
  await file.saveAs(path);
  return query(`SELECT * FROM '${path}' ORDER BY "row"`);
}

describe('pictures', () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.setHeader('content-type', 'image/png').end(picture());
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  function picture(): Buffer {
    const canvas = createCanvas(40, 60);
    const context = canvas.getContext('2d');
    context.fillStyle = 'crimson';
    context.fillRect(0, 0, 40, 60);
    return canvas.toBuffer('image/png');
  }

  test('on another site are asked for after a yes, through the local server alone, and never from disk', async () => {
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const rows = Array.from({ length: 24 }, (_, i) => ({
      title: `Film ${i}`,
      text: prose(i),
      poster: `/p${i}.png`,
    }));
    const out = await results('posters', rows, '--image', `http://${host}/w342/{poster}`);
    const address = await openStudio(out, {
      PARALLAX_PICTURE_HOSTS: host,
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
    });
    const { page, seen } = await visit(address, '#row=3');
    const question = card(page).getByRole('group', { name: 'Pictures' });
    await question.getByText(`Show pictures from ${host}?`).waitFor();
    expect(asked).toEqual([]);
    await question.getByRole('button', { name: 'Yes, show them' }).click();
    const shown = card(page).getByRole('img', { name: 'Picture of Film 3' });
    await expect.poll(() => shown.evaluate((each: HTMLImageElement) => each.naturalHeight), POLL).toBe(60);
    expect(asked).toEqual(['/w342/p3.png']);
    expect(seen.complaints).toEqual([]);
    expect(seen.requests.filter((url) => !url.startsWith(address.origin))).toEqual([]);
    // The answer is remembered, and can be taken back.
    await page.reload();
    await shown.waitFor();
    await card(page).getByRole('button', { name: 'Show no pictures' }).click();
    await card(page)
      .getByRole('button', { name: `Show pictures from ${host}` })
      .waitFor();
    expect(await shown.count()).toBe(0);
    // No other page may make this machine ask, and none without the site that was said yes to.
    const place = '/api/perspectives/main/pictures/5';
    const cross = { headers: { host: `127.0.0.1:${address.port}`, 'sec-fetch-site': 'cross-site' } };
    expect((await ask(address, `${place}?site=http://${host}`, cross)).status).toBe(403);
    expect((await ask(address, place)).status).toBe(403);
    expect((await ask(address, `${place}?site=http://elsewhere.example`)).status).toBe(403);
    expect(asked).toEqual(['/w342/p3.png']);
    await page.context().close();

    const disk = await visit(pathToFileURL(fileIn(out, 'map.html')), '#row=3');
    await card(disk.page).getByText(`Its picture is at ${host}. This page asks no network`).waitFor();
    expect(disk.seen).toEqual({ complaints: [], requests: [] });
    await disk.page.context().close();
  });

  test('beside the table are shown at once', async () => {
    await writeFile(join(folder, 'one.png'), picture());
    const rows = Array.from({ length: 12 }, (_, i) => ({
      title: `Film ${i}`,
      text: prose(i),
      poster: i === 3 ? 'one.png' : 'none.png',
    }));
    const out = await results('beside', rows, '--image', 'poster');
    const { page, seen } = await visit(await openStudio(out), '#row=3');
    const shown = card(page).getByRole('img', { name: 'Picture of Film 3' });
    await expect.poll(() => shown.evaluate((each: HTMLImageElement) => each.naturalWidth), POLL).toBe(40);
    expect(seen.complaints).toEqual([]);
    await page.context().close();
  });
});

describe('a small table', () => {
  test('of twelve texts alone has a map, a list of topics and a card, and lacks what it has not', async () => {
    const out = await results(
      'twelve',
      Array.from({ length: 12 }, (_, i) => ({ text: prose(i) })),
    );
    const { page, seen } = await visit(await openStudio(out), '#dock=on&row=4');
    await expect.poll(() => card(page).innerText(), POLL).toContain(prose(4));
    expect(await card(page).getByRole('link').count()).toBe(0);
    expect(await card(page).getByRole('group', { name: 'Pictures' }).count()).toBe(0);
    expect(await page.getByRole('region', { name: 'Time' }).count()).toBe(0);
    await dock(page).getByText('This table has no years, and no columns').waitFor();
    const search = page.getByRole('combobox', { name: 'Search titles' });
    await search.fill('lighthouse');
    await page.getByRole('option').first().waitFor();
    await search.fill('');
    await page.getByRole('tab', { name: 'Topics' }).click();
    await page.getByRole('tabpanel', { name: 'Topics' }).getByRole('heading').first().waitFor();
    await page.getByRole('tab', { name: 'Data' }).click();
    await page
      .getByRole('tabpanel', { name: 'Data' })
      .getByText('All 12 rows of the table are on the map.')
      .waitFor();
    expect(seen.complaints).toEqual([]);
    await page.context().close();
  });

  test('without a topic says what to do, and with one topic has one', async () => {
    const rows = Array.from({ length: 14 }, (_, i) => ({ title: `Row ${i}`, text: prose(i) }));
    const out = await results('noise', rows, '--min-cluster-size', '14');
    const loose = ['--allow-single-cluster', '--encoder', 'tfidf', '--no-refit'];
    const again = [out, '--perspective', 'one', ...loose, '--no-open'];
    expect((await runJson(again)).err).toBe('');
    const address = await openStudio(out);
    const { page, seen } = await visit(address, '#view=topics&row=4');
    await page.getByText('No group of rows is dense enough to be a topic.').waitFor();
    await expect.poll(() => card(page).innerText(), POLL).toContain('No topic: it fits none tightly enough');
    expect(seen.complaints).toEqual([]);
    await page.context().close();
    const single = await visit(new URL('?perspective=one', address), '#view=topics');
    await single.page.getByRole('heading', { name: '1 topic' }).waitFor();
    expect(single.seen.complaints).toEqual([]);
    await single.page.context().close();
  });
});
