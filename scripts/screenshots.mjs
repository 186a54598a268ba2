/**
 * `node scripts/screenshots.mjs films.parallax/perspectives/main/map.html`: the pictures of docs/studio.md, of the bundled
 * sample's map, drawn by a real Chromium (named in PARALLAX_CHROMIUM, or where Debian puts it).
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { root } from './setup.mjs';

const map = process.argv[2];
if (map === undefined) throw new Error('Name the map.html to take pictures of.');
const address = pathToFileURL(resolve(map)).href;
const folder = join(root, 'docs', 'images', 'studio');
const DESK = { width: 1280, height: 800 };
const level = (key) => async (page) => {
  await page.locator('.sea').focus();
  await page.keyboard.press(key);
  await page.locator('.sea').blur();
};

/** What each picture shows: where in the studio, and what a reader does there. */
const PICTURES = [
  ...[1, 2, 3, 4, 5].map((key) => ({ name: `level-${key}`, act: level(String(key)) })),
  { name: 'night', colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 360, height: 740 } },
  { name: 'years', hash: '#where=year:1940..1959&dock=on' },
  { name: 'lasso', act: drawLasso },
  { name: 'card', act: (page) => findFilm(page, 'metropolis') },
  { name: 'colours', hash: '#colour=column:genres&dock=on' },
  { name: 'topics', hash: '#view=topics&topic=1.0' },
  { name: 'recipe', hash: '#view=recipe' },
];

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.PARALLAX_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--enable-unsafe-swiftshader',
    '--use-angle=swiftshader',
  ],
});
for (const { name, hash = '', act, viewport = DESK, colorScheme = 'light' } of PICTURES) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(address + hash);
  await drawn(page);
  await act?.(page);
  // What is worked out in slices, such as the sweep of the Recipe view, comes to its end.
  await page.waitForTimeout(2500);
  await page.screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: 82 });
  await context.close();
  console.log(join(folder, `${name}.jpg`));
}
await browser.close();

async function drawn(page) {
  // The page's own policy forbids what waitForFunction would run in it.
  while (!(await page.evaluate(() => performance.getEntriesByName('parallax:map-drawn').length > 0))) {
    await page.waitForTimeout(100);
  }
}

async function findFilm(page, title) {
  await page.getByRole('combobox', { name: 'Search titles' }).fill(title);
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
}

async function drawLasso(page) {
  await page.locator('.sea').focus();
  await page.keyboard.press('l');
  const [x, y, reach] = [620, 330, 120];
  await page.mouse.move(x + reach, y);
  await page.mouse.down();
  for (let step = 1; step <= 24; step++) {
    const turn = (2 * Math.PI * step) / 24;
    await page.mouse.move(x + reach * Math.cos(turn) * 1.3, y + reach * Math.sin(turn));
  }
  await page.mouse.up();
}
