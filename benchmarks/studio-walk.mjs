/**
 * Walks through the studio of any map.html as its readers do, and holds what it shows against the table inside the file:
 * see README.md.
 *
 *   node benchmarks/studio-walk.mjs <map.html>
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openChromium } from './lib/chromium.mjs';
import { readPage } from './lib/studio-page.mjs';
import { overlapping } from './lib/label-overlaps.mjs';

const [path, ...more] = process.argv.slice(2);
if (path === undefined || more.length > 0)
  throw new Error('Usage: node benchmarks/studio-walk.mjs <map.html>');
const address = pathToFileURL(resolve(path)).href;
const { rows, topics } = await readPage(path);
const browser = await openChromium();
const context = await browser.newContext({
  ...{ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', acceptDownloads: true },
});
context.setDefaultTimeout(60_000);
const page = await context.newPage();
const complaints = [];
page.on('pageerror', (error) => complaints.push(error.message));
page.on('console', (told) => {
  if (told.type() === 'error') complaints.push(told.text());
});
page.on('request', (request) => {
  if (!/^(file|data|blob):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
});
const search = page.getByRole('combobox', { name: 'Search titles' });
const options = page.getByRole('listbox', { name: 'Rows found' }).getByRole('option');
const card = page.getByRole('article', { name: 'Selected row' });
const tools = page.locator('.tools');
const dock = page.getByRole('complementary', { name: 'Filter' });
let failed = 0;

await promise('names of five levels, by their keys', async () => {
  await visit('');
  for (const level of [1, 2, 3, 4, 5]) {
    await page.getByRole('application').press(String(level));
    await until(async () => {
      const [, from, to = from] = /Names of levels? (\d)(?: to (\d))?/.exec(await tools.innerText()) ?? [];
      return level >= Number(from) && level <= Number(to);
    });
  }
});
await promise('no two names overlap, at 200 zooms of three screens', async () => {
  assert.equal(overlapping(topics, rows), 0);
});
await promise('a title is found in spite of a typo; Enter flies there and opens its card', async () => {
  const { title, typo } = mistyped(rows);
  await visit('');
  await search.fill(typo);
  await said(options.first(), title);
  await search.press('Enter');
  await said(card, title);
  await until(() => page.url().includes('at='));
});
await promise('its nearest in the embedding are on the card, and lead on', async () => {
  const near = card.getByRole('region', { name: /why here/i }).getByRole('button');
  assert.equal(await near.count(), 10);
  const name = (await near.first().innerText())
    .split('\n')[0]
    .replace(/\s+\d{4}$/, '')
    .trim();
  await near.first().click();
  await said(card, name);
});
await promise('a value and years keep the rows that the table has so', async () => {
  const { column, value } = commonValue(rows);
  const wanted = rows.count(
    (i) => rows.year[i] !== null && rows.year[i] < 1970 && rows.has(column, value, i),
  );
  await visit('#dock=on');
  await search.fill(
    `${/\s/.test(column) ? JSON.stringify(column) : column}:${JSON.stringify(value)} year:<1970 `,
  );
  await said(dock, `${wanted.toLocaleString('en-US')} of ${rows.n.toLocaleString('en-US')} rows`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dock.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  const csv = await readFile(await download.path(), 'utf8');
  assert.equal(records(csv), wanted + 1);
});
await promise('the tree counts a decade: its largest topic is the table’s', async () => {
  const sizes = new Map();
  for (let i = 0; i < rows.n; i++) {
    const topic = rows.levels[4][i];
    if (rows.year[i] >= 1970 && rows.year[i] < 1980 && topic >= 0)
      sizes.set(topic, (sizes.get(topic) ?? 0) + 1);
  }
  const [[id, size]] = [...sizes].sort(([a, m], [b, n]) => n - m || a - b);
  await visit('#view=topics&where=' + encodeURIComponent('year:1970..1979'));
  const panel = page.getByRole('tabpanel', { name: 'Topics' });
  await panel.getByRole('button', { name: 'Unfold all' }).click();
  await panel.getByTitle(`${size} of ${topics.levels[4].topics[id].size}`, { exact: true }).first().waitFor();
});
await promise('every choice of colour has a legend but that of topics', async () => {
  await visit('#dock=on');
  const select = dock.getByRole('combobox', { name: 'Colour by' });
  for (const name of await select.locator('option').allInnerTexts()) {
    await select.selectOption(name);
    const legends = await page.getByRole('group', { name: 'Legend' }).count();
    assert.equal(legends, name.startsWith('topic') ? 0 : 1, name);
  }
});
await promise('pictures of view and map are saved, SVG with the names as text', async () => {
  await visit('');
  for (const [name, ending] of [
    [/^This view as PNG/, 'png'],
    [/^This view as SVG/, 'svg'],
    [/^The whole map as PNG/, 'png'],
  ]) {
    await page.getByRole('button', { name: 'Save a picture' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name }).click(),
    ]);
    const saved = await readFile(await download.path());
    assert.ok(saved.length > 20_000 && download.suggestedFilename().endsWith(ending));
    if (ending === 'svg') assert.match(saved.toString(), /<text/);
  }
});
await promise('another cut, and the run’s own a key away', async () => {
  await visit('#view=recipe');
  const size = page.getByRole('textbox', { name: 'Fewest rows of a topic' });
  const outcome = page.locator('.recipe .outcome');
  await said(outcome, 'as run');
  await size.fill('10');
  await said(outcome, /\(run: \d+/);
  const bar = page.getByRole('banner');
  const other = /\d+ topics/.exec(await bar.innerText())[0];
  await page.getByRole('application').press('b');
  await said(bar, `${topics.levels[4].topics.length} topics`);
  await page.getByRole('application').press('b');
  await said(bar, other);
});
await promise('no error, and nothing asked of any network', async () => assert.deepEqual(complaints, []));
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;

async function promise(name, hold) {
  try {
    await hold();
    console.log(`held    ${name}`);
  } catch (error) {
    failed++;
    console.log(`MISSED  ${name}: ${error.message.split('\n').slice(0, 3).join(' ')}`);
  }
}

async function visit(hash) {
  await page.goto('about:blank');
  await page.goto(address + hash);
  await until(() => page.evaluate(() => performance.getEntriesByName('parallax:map-drawn').length > 0));
}

async function said(place, wanted) {
  let text = '';
  const holds = async () => {
    text = await place.innerText();
    return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
  };
  await until(holds, () => `wanted ${String(wanted)}, got "${text.slice(0, 200)}"`);
}

async function until(holds, complaint = () => 'waited in vain') {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (await holds()) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(complaint());
}

/** A heavy row's long title that is called by no other row, with two letters of it swapped. */
function mistyped({ n, title }) {
  const times = new Map();
  for (const each of title) times.set(each, (times.get(each) ?? 0) + 1);
  for (let i = 0; i < n; i++) {
    if (/^\p{L}{9,14}$/u.test(title[i]) && times.get(title[i]) === 1) {
      const typed = [...title[i].toLowerCase()];
      [typed[3], typed[4]] = [typed[4], typed[3]];
      return { title: title[i], typo: typed.join('') };
    }
  }
  throw new Error('the table has no title of one long word');
}

/** The facet with the fewest values, and the most frequent of these. */
function commonValue({ facets }) {
  const [column] = [...facets].sort((a, b) => a.counts.size - b.counts.size);
  const [[value]] = [...column.counts].sort(([, a], [, b]) => b - a);
  return { column: column.name, value };
}

/** Records of a CSV, its header among them. */
function records(csv) {
  const outside = csv.replaceAll(/"(?:[^"]|"")*"/g, '');
  return outside.split('\r\n').filter((line) => line !== '').length;
}
