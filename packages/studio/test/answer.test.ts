import { THEMES, fromHex } from '@parallax-map/core';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build, type InlineConfig } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {} from './atlas-page.js';
import { POLL, openBrowser, watch, type Watch } from './browser.js';
import { makeStudio } from './fixture.js';

const made = makeStudio();
const PERSON = { width: 900, height: 700 };
const folder = mkdtemp(join(tmpdir(), 'parallax-atlas-'));
let browser: Browser;
let script: string;

beforeAll(async () => {
  [browser, script] = await Promise.all([openBrowser(), bundled()]);
});

afterAll(async () => {
  await browser.close();
  await rm(await folder, { recursive: true });
});

/** The atlas and a few handles on it as one script. */
async function bundled(): Promise<string> {
  const outDir = await folder;
  const config = new URL('../vite.config.mjs', import.meta.url).href;
  const { settings } = (await import(config)) as { settings(kind: string, outDir: string): InlineConfig };
  const { build: how, ...rest } = settings('offline', outDir);
  const input = fileURLToPath(new URL('atlas-page.ts', import.meta.url));
  const options = { ...how!.rolldownOptions, input };
  await build({ ...rest, build: { ...how, minify: false, rolldownOptions: options } });
  return readFile(join(outDir, 'studio.js'), 'utf8');
}

async function open(
  options: { look?: object; reducedMotion?: 'reduce'; world?: typeof made } = {},
): Promise<{ page: Page; seen: Watch }> {
  const world = options.world ?? made;
  const context = await browser.newContext({
    viewport: PERSON,
    reducedMotion: options.reducedMotion ?? 'no-preference',
  });
  const page = await context.newPage();
  const seen = watch(page);
  await page.setContent('<!doctype html><html lang="en"><body></body></html>');
  await page.evaluate(() => {
    window.sent = 0;
    const context = WebGL2RenderingContext.prototype;
    for (const name of ['bufferData', 'bufferSubData'] as const) {
      const real = context[name] as (...rest: unknown[]) => void;
      context[name] = function (this: WebGL2RenderingContext, ...rest: unknown[]) {
        const bytes = rest.find((each) => ArrayBuffer.isView(each));
        window.sent += (bytes as ArrayBufferView | undefined)?.byteLength ?? 0;
        return real.apply(this, rest);
      };
    }
  });
  await page.addScriptTag({ content: script });
  await page.evaluate(
    ([table, studio, look]) => {
      window.page = window.openAtlas(table, studio, look);
    },
    [Buffer.from(world.table).toString('base64'), world.studio, options.look ?? {}] as const,
  );
  await expect.poll(() => page.evaluate(() => window.page.drawn()), POLL).toBe(true);
  return { page, seen };
}

let quiet: Promise<Page> | null = null;

/** One page for all tests that want less motion, back at its first answer and its whole map. */
async function still(): Promise<Page> {
  const page = await (quiet ??= open({ reducedMotion: 'reduce' }).then((opened) => opened.page));
  await page.evaluate(() => {
    window.page.look({ selected: -1 });
    window.page.answer({});
    window.page.atlas.jump(null);
  });
  return page;
}

/** Bytes sent to the graphics card by what is done, and by the frames after it. */
function sentBy(page: Page, act: () => void): Promise<number> {
  return page.evaluate(async (what) => {
    const frames = async () => {
      for (let k = 0; k < 4; k++) await new Promise((next) => requestAnimationFrame(next));
    };
    await frames();
    const before = window.sent;
    (0, eval)(`(${what})()`);
    await frames();
    return window.sent - before;
  }, act.toString());
}

describe('another answer on the same rows', () => {
  it('moves points to their new place, with picking and names after them', async () => {
    const { page, seen } = await open();
    const row = 7;
    const way = await page.evaluate(async (i) => {
      const { atlas, rows, answer } = window.page;
      const start = atlas.placeOf(i);
      answer({ x: rows.x.map((value) => -value) });
      const first = atlas.placeOf(i);
      const seenOnTheWay: [number, number][] = [];
      const begun = performance.now();
      do {
        await new Promise((next) => requestAnimationFrame(next));
        seenOnTheWay.push(atlas.placeOf(i));
      } while (performance.now() - begun < 1500);
      const last = atlas.placeOf(i);
      return { start, first, seenOnTheWay, last, took: atlas.rowAt(...last, 2) };
    }, row);
    expect(way.first[0]).toBeCloseTo(way.start[0], 2);
    expect(way.first[1]).toBeCloseTo(way.start[1], 2);
    // Mirrored, the map fits as before: a row comes to lie as far on the other side.
    expect(way.last[0]).toBeCloseTo(PERSON.width - way.start[0], 0);
    expect(way.last[1]).toBeCloseTo(way.start[1], 0);
    expect(way.took).toBe(row);
    const between = way.seenOnTheWay.filter(([left]) => Math.abs(left - way.start[0]) > 5);
    expect(between.length).toBeGreaterThan(1);
    const ways = way.seenOnTheWay.map(([left]) => Math.abs(left - way.start[0]));
    expect(ways).toEqual([...ways].sort((a, b) => a - b));
    expect(seen.complaints).toEqual([]);
  });

  it('is there at once for who wants less motion', async () => {
    const page = await still();
    const [start, end] = await page.evaluate(() => {
      const { atlas, rows, answer } = window.page;
      const before = atlas.placeOf(7);
      answer({ x: rows.x.map((value) => -value) });
      return [before, atlas.placeOf(7)];
    });
    expect(end![0]).toBeCloseTo(PERSON.width - start![0], 0);
  });

  it('keeps the camera where rows stay, and the selected row where it is seen where they do not', async () => {
    const page = await still();
    await page.evaluate(() => window.page.look({ selected: 7 }));
    const got = await page.evaluate(() => {
      const { atlas, rows, answer } = window.page;
      atlas.jump({ x: rows.x[7]! + 0.4, y: rows.y[7]!, zoom: 3 });
      const before = { at: atlas.at(), row: atlas.placeOf(7) };
      answer({ levels: rows.levels.map((level) => level.map(() => 0)) });
      const stayed = { at: atlas.at(), row: atlas.placeOf(7) };
      answer({ x: rows.x.map((value) => 40 - 3 * value), y: rows.y.map((value) => 3 * value) });
      return { before, stayed, moved: { at: atlas.at(), row: atlas.placeOf(7) } };
    });
    expect(got.stayed).toEqual(got.before);
    expect(got.moved.at!.zoom).toBe(3);
    expect(got.moved.row[0]).toBeCloseTo(got.before.row[0], 1);
    expect(got.moved.row[1]).toBeCloseTo(got.before.row[1], 1);
  });

  it('shows the whole of the new map where the whole was shown', async () => {
    const page = await still();
    const at = await page.evaluate(() => {
      const { atlas, rows, answer } = window.page;
      answer({ x: rows.x.map((value) => 100 + 7 * value), y: rows.y.map((value) => 7 * value) });
      return atlas.at();
    });
    expect(at).toBeNull();
  });

  it('makes dust of rows that lost their topic, and names what the topics are now', async () => {
    const page = await still();
    const renamed = structuredClone(made.studio.topics);
    for (const { topics } of renamed.levels) for (const topic of topics) topic.label = 'Elsewhere';
    const found = await page.evaluate(async (topics) => {
      const { atlas, rows, answer } = window.page;
      const levels = rows.levels.map((level) => level.map((topic, i) => (i === 7 ? -1 : topic)));
      answer({ levels }, topics);
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
      const peak = topics.levels[0]!.topics[0]!;
      atlas.jump(null);
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
      const names = new Set<string>();
      for (let left = 0; left < innerWidth; left += 8) {
        for (let top = 0; top < innerHeight; top += 8) {
          const name = atlas.nameAt(left, top)?.label.text;
          if (name !== undefined) names.add(name);
        }
      }
      atlas.jump({ x: rows.x[7]!, y: rows.y[7]!, zoom: 9 });
      await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
      return { names: [...names], place: atlas.placeOf(7), peak };
    }, renamed);
    expect(found.names).toEqual(['Elsewhere']);
    const [left, top] = found.place;
    const clip = { x: Math.round(left), y: Math.round(top), width: 1, height: 1 };
    const shot = (await page.screenshot({ clip })).toString('base64');
    const pixel = await page.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const context = new OffscreenCanvas(1, 1).getContext('2d')!;
      context.drawImage(image, 0, 0);
      return [...context.getImageData(0, 0, 1, 1).data];
    }, shot);
    // Between the colour of dust and the ground that shines through.
    const [dust, ground] = [fromHex(THEMES.day.dust), fromHex(THEMES.day.background)];
    dust.forEach((channel, k) => {
      expect(pixel[k]).toBeGreaterThanOrEqual(channel - 2);
      expect(pixel[k]).toBeLessThan(ground[k]! - 4);
    });
  });

  it('is refused on other rows', async () => {
    const page = await still();
    const said = await page.evaluate(() => {
      try {
        window.page.foreign();
        return 'nothing';
      } catch (error) {
        return String(error);
      }
    });
    expect(said).toContain('must be on the rows');
  });
});

describe('what goes to the graphics card', () => {
  it('is nothing for a move, a byte for each point for a filter, and colours alone for other colours', async () => {
    const { page } = await open({ world: makeStudio(1200, 1000) });
    const n = await page.evaluate(() => window.page.rows.n);
    // What all points have in common goes with every frame.
    const common = 6000;
    const moved = await sentBy(page, () => window.page.atlas.jump({ x: 1, y: 1, zoom: 0 }));
    const filtered = await sentBy(page, () =>
      window.page.look({ bright: window.page.rows.key.map((_, i) => i % 2) as unknown as Uint8Array }),
    );
    const coloured = await sentBy(page, () => window.page.look({ colour: { by: 'probability' } }));
    expect(moved).toBeLessThan(common);
    expect(filtered).toBeLessThan(n + common);
    expect(coloured).toBeLessThan(4 * n + common);
  });
});
