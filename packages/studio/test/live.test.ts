import { liveFolder } from '@parallax-map/studio';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLL, mapDrawn, openBrowser, watch } from './browser.js';
import { makeStudio } from './fixture.js';

/** The policy that the local server sends. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

let browser: Browser;
let server: Server;
let address: string;
const made = makeStudio();

beforeAll(async () => {
  browser = await openBrowser();
  server = createServer(
    (request, response) =>
      void answer(new URL(request.url ?? '/', 'http://here').pathname).then(({ status, type, body }) => {
        response.writeHead(status, {
          'content-type': type,
          'content-security-policy': POLICY,
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
        });
        response.end(body);
      }),
  );
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(async () => {
  await browser.close();
  server.close();
});

async function answer(path: string): Promise<{ status: number; type: string; body: Uint8Array | string }> {
  const json = (value: unknown) => ({ status: 200, type: 'application/json', body: JSON.stringify(value) });
  if (path === '/api/perspectives') return json({ name: 'tales', perspectives: ['main', 'second', 'gone'] });
  const asked = /^\/api\/perspectives\/(main|second)\/(studio\.json|map\.arrow)$/.exec(path);
  if (asked?.[2] === 'studio.json')
    return json({ ...made.studio, perspective: asked[1], name: `tales ${asked[1]}` });
  if (asked) return { status: 200, type: 'application/vnd.apache.arrow.file', body: made.table };
  try {
    const file = path === '/' ? '/index.html' : path;
    return { status: 200, type: TYPES[extname(file)] ?? '', body: await readFile(join(liveFolder, file)) };
  } catch {
    return { status: 404, type: 'text/plain', body: 'not here' };
  }
}

describe('the live page', () => {
  it('works under the server’s policy, with nothing from elsewhere', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(POLL.timeout);
    const seen = watch(page);
    await page.goto(address);
    await mapDrawn(page);
    expect(await page.title()).toBe('tales main · Parallax');
    expect(seen.complaints).toEqual([]);
    expect(seen.requests.filter((url) => !url.startsWith(address))).toEqual([]);
  });

  it('shows the perspective that the address asks for, and changes it by the list', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(POLL.timeout);
    await page.goto(`${address}?perspective=second`);
    await page.getByRole('heading', { name: 'tales second' }).waitFor();
    await page.getByRole('combobox', { name: 'Perspective' }).selectOption('main');
    await page.getByRole('heading', { name: 'tales main' }).waitFor();
    expect(page.url()).toContain('perspective=main');
  });

  it('shows what the table lacks, and flies to a row from an example of it', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(POLL.timeout);
    const seen = watch(page);
    await page.goto(`${address}#view=data`);
    await mapDrawn(page);
    await page.getByRole('button', { name: /^row 0 · line 2/ }).click();
    await expect.poll(() => page.url(), POLL).toMatch(/row=0&at=/);
    await page.getByRole('article', { name: 'Selected row' }).waitFor();
    await page.getByRole('button', { name: /Nets of Marrow Bay.*Storm over Skerry/s }).click();
    await expect.poll(() => page.url(), POLL).toMatch(/pair=1_5/);
    expect(seen.complaints).toEqual([]);
  });

  it('says when a perspective is not there', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(POLL.timeout);
    await page.goto(`${address}?perspective=gone`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('parallax run');
  });
});
