import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { chromium, type Browser, type Page } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-swiftshader',
  '--use-angle=swiftshader',
];

/** A real Chromium that draws WebGL2 in software. `PARALLAX_CHROMIUM` says which, else the common places do. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['PARALLAX_CHROMIUM'] ?? PLACES.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      `These tests need Chromium: set PARALLAX_CHROMIUM to its path. Looked in ${PLACES.join(', ')}.`,
    );
  }
  return chromium.launch({ executablePath, args: FLAGS });
}

/** What a page said and asked while it was open. */
export interface Watch {
  /** Errors and warnings of the page itself; the driver's remark that a screenshot stalls it is not counted. */
  complaints: string[];
  /** Addresses that left the page: all but file:, data: and blob:. */
  requests: string[];
}

export function watch(page: Page): Watch {
  const seen: Watch = { complaints: [], requests: [] };
  page.on('console', (message) => {
    const counts = message.type() === 'error' || message.type() === 'warning';
    if (counts && !message.text().includes('GPU stall due to ReadPixels'))
      seen.complaints.push(message.text());
  });
  page.on('pageerror', (error) => seen.complaints.push(error.stack ?? error.message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) seen.requests.push(request.url());
  });
  return seen;
}

/** How long a test waits for the page, on a machine that draws in software. */
export const POLL = { timeout: 40_000, interval: 100 };

/** Waits until points and names have been drawn in their own type, as the page itself marks it. */
export async function mapDrawn(page: Page): Promise<void> {
  const drawn = () => page.evaluate(() => performance.getEntriesByName('parallax:map-drawn').length > 0);
  // Asked again and again from outside: the page's own policy forbids what waitForFunction would run in it.
  await expect.poll(drawn, POLL).toBe(true);
}

/** How many different colours, to 4 bits a channel, a part of the page shows, and the share of the commonest. */
export async function coloursOf(page: Page, clip: { x: number; y: number; width: number; height: number }) {
  const picture = (await page.screenshot({ clip })).toString('base64');
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data: pixels } = context.getImageData(0, 0, canvas.width, canvas.height);
    const counts = new Map<number, number>();
    for (let i = 0; i < pixels.length; i += 4) {
      const colour = ((pixels[i]! >> 4) << 8) | ((pixels[i + 1]! >> 4) << 4) | (pixels[i + 2]! >> 4);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return { distinct: counts.size, commonest: Math.max(...counts.values()) / (pixels.length / 4) };
  }, picture);
}
