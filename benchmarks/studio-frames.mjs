/**
 * What the studio asks of a browser's main thread, by the size of the table: see README.md.
 *
 *   node benchmarks/studio-frames.mjs [--rows 5000,100000,1000000] [--frames 12] [--out <file.json>]
 *
 * Chromium draws in software here, so time by the clock says little about a screen with a graphics card; the time that
 * scripts run on the page's main thread, by its own processor clock, does.
 */
import { createServer } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { offlinePage } from '../packages/pipeline/dist/publish/offline-page.js';
import { liveFolder, offlineShell } from '../packages/studio/index.js';
import { openChromium } from './lib/chromium.mjs';
import { printTable, resultsFile, round, writeResults } from './lib/report.mjs';
import { scriptTimes } from './lib/script-times.mjs';
import { studioWorld } from './lib/studio-world.mjs';

const { values: given } = parseArgs({
  options: {
    rows: { type: 'string', default: '5000,100000,1000000' },
    frames: { type: 'string', default: '12' },
    out: { type: 'string', default: resultsFile('studio-frames') },
  },
});
const sizes = given.rows.split(',').map(wholeNumber);
const frames = wholeNumber(given.frames);
/** More rows are served live: what they are as one file is told, but nobody opens it. */
const MOST_OFFLINE = 100_000;
const folder = await mkdtemp(join(tmpdir(), 'parallax-frames-'));
const measured = [];
try {
  for (const rows of sizes) measured.push(await measure(rows));
} finally {
  await rm(folder, { recursive: true });
}
printTable([
  ['rows', 'page MB', 'shown s', 'pan ms', 'zoom ms', 'filter ms', 'key ms', 'heap MB', 'process MB'],
  ...measured.map((each) => [
    each.rows,
    each.pageMB ?? '–',
    each.firstPictureSeconds,
    each.pan.mean,
    each.zoom.mean,
    each.filterMs,
    each.search.worst,
    each.heapMB,
    each.processMB,
  ]),
]);
const kept = JSON.parse(await readFile(given.out, 'utf8').catch(() => '{"sizes":[]}')).sizes;
const all = [...kept.filter(({ rows }) => !sizes.includes(rows)), ...measured];
await writeResults(given.out, { sizes: all.sort((a, b) => a.rows - b.rows) });

/** One table: published, opened, moved, zoomed, filtered, searched. */
async function measure(rows) {
  console.error(`${rows} rows: making the table`);
  const { studio, live, offline } = studioWorld(rows);
  const table = rows <= MOST_OFFLINE ? offline() : live;
  const page = rows <= MOST_OFFLINE ? offlinePage(await offlineShell(), studio, table) : null;
  const file = join(folder, 'map.html');
  if (page !== null) await writeFile(file, page);
  const served = page === null ? await serve(studio, table) : null;
  const address = served?.address ?? pathToFileURL(file).href;
  const browser = await openChromium();
  try {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      colorScheme: 'light',
    });
    context.setDefaultTimeout(600_000);
    const tab = await context.newPage();
    const cdp = await context.newCDPSession(tab);
    console.error(`${rows} rows: opening`);
    const opened = await scriptTimes(cdp, async () => {
      await tab.goto(address);
      await drawn(tab);
    });
    const firstPicture = await tab.evaluate(
      () => performance.getEntriesByName('parallax:map-drawn')[0].startTime / 1000,
    );
    console.error(`${rows} rows: moving`);
    await tab.mouse.move(640, 400);
    // Names of finer levels, and points enough in sight.
    await stepped(tab, 6, () => tab.mouse.wheel(0, -120));
    const zoom = await perFrame(cdp, tab, (k) => tab.mouse.wheel(0, k % 4 < 2 ? -40 : 40));
    await tab.mouse.down();
    await stepped(tab, 1, () => tab.mouse.move(650, 405));
    const pan = await perFrame(cdp, tab, (k) => tab.mouse.move(650 + 6 * k, 405 + 3 * k));
    await tab.mouse.up();
    console.error(`${rows} rows: filtering and searching`);
    await stepped(tab, 3, () => undefined);
    const brush = tab.getByRole('slider', { name: 'years, first' });
    await brush.focus();
    const filtered = await scriptTimes(cdp, async () => {
      await tab.keyboard.press('PageUp');
      await tab.keyboard.press('ArrowRight');
      await stepped(tab, 2, () => undefined);
    });
    const search = await searched(cdp, tab);
    const { processMB, heapMB } = await memory(cdp, browser);
    return {
      rows,
      frames,
      tableMB: megabytes(table.length),
      pageMB: page === null ? null : megabytes(page.length),
      firstPictureSeconds: round(firstPicture, 2),
      loadScriptMs: round(opened.total, 0),
      pan,
      zoom,
      filterMs: round(filtered.total, 1),
      search,
      heapMB,
      processMB,
    };
  } finally {
    await browser.close();
    served?.close();
  }
}

/**
 * Script milliseconds of the frames in which the map was drawn anew: the costliest, as many as there were steps. Drawing
 * in software takes so long that the page has idle frames between.
 */
async function perFrame(cdp, tab, act) {
  const { frames: all } = await scriptTimes(cdp, () => stepped(tab, frames, act));
  const each = all.sort((a, b) => b - a).slice(0, frames);
  return {
    mean: round(each.reduce((sum, one) => sum + one, 0) / each.length, 2),
    median: round(each[each.length >> 1], 2),
    most: round(each[0], 2),
  };
}

/** The worst and the middle key stroke of a query, once the titles have been read. */
async function searched(cdp, tab) {
  const box = tab.getByRole('combobox', { name: 'Search titles' });
  await box.click();
  await box.pressSequentially('zq');
  await tab.getByText(/^\d[\d,]* found$/).waitFor();
  await box.fill('');
  const each = [];
  for (const letter of 'storm harbuor') {
    each.push((await scriptTimes(cdp, () => box.press(letter === ' ' ? 'Space' : letter))).total);
  }
  each.sort((a, b) => a - b);
  return { worst: round(each.at(-1), 1), median: round(each[each.length >> 1], 1) };
}

/** Does something and waits for the frame after it, so many times. */
async function stepped(tab, times, act) {
  for (let k = 0; k < times; k++) {
    await act(k);
    await tab.evaluate(() => new Promise((done) => globalThis.requestAnimationFrame(() => setTimeout(done))));
  }
}

async function drawn(tab) {
  const marked = () => performance.getEntriesByName('parallax:map-drawn').length > 0;
  while (!(await tab.evaluate(marked))) await new Promise((next) => setTimeout(next, 50));
}

async function memory(cdp, browser) {
  await cdp.send('HeapProfiler.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize').value;
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentMB(id));
  return { heapMB: megabytes(heap), processMB: Math.max(...(await Promise.all(renderers))) };
}

/** Memory that a process holds, where the system says so. */
async function residentMB(id) {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024);
}

/** The live studio over one perspective. */
async function serve(studio, table) {
  const types = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.woff2': 'font/woff2',
  };
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    if (pathname === '/api/perspectives') {
      return response.end(JSON.stringify({ name: studio.name, perspectives: ['main'] }));
    }
    if (pathname === '/api/perspectives/main/studio.json') return response.end(JSON.stringify(studio));
    if (pathname === '/api/perspectives/main/map.arrow') return response.end(table);
    const path = join(liveFolder, normalize(pathname === '/' ? '/index.html' : pathname));
    const content = await readFile(path).catch(() => null);
    response.statusCode = content === null ? 404 : 200;
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    response.end(content ?? '');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

function megabytes(bytes) {
  return round(bytes / 1e6, 2);
}

function wholeNumber(text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`A whole number above 0 is needed; got "${text}"`);
  return value;
}
