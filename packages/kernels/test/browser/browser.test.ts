import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import * as kernels from '@parallax-map/kernels';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../../studio/test/browser.js';
import { digest } from './digest.mjs';

const BUILT = join(import.meta.dirname, '../../dist');
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

let browser: Browser;
let server: Server;
let address: string;

beforeAll(async () => {
  browser = await openBrowser();
  server = createServer((request, response) => void answer(request.url!, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe('in a page, as published and without a bundler', () => {
  it.each([
    { page: 'isolated', threads: 3 },
    { page: 'plain', threads: 1 },
  ])('every kernel gives the bytes it gives in Node ($page, $threads threads)', async ({ page, threads }) => {
    const inNode = await digest(kernels, 2);
    const tab = await browser.newPage();
    try {
      await tab.goto(`${address}/${page}.html`);
      const inPage = await tab.evaluate<Awaited<ReturnType<typeof digest>>>(`(async () => {
        const [kernels, { digest }] = await Promise.all([import('/dist/index.js'), import('/digest.mjs')]);
        return digest(kernels, 3);
      })()`);
      expect(inPage.threads).toBe(threads);
      expect(inPage.bytes).toEqual(inNode.bytes);
      expect(Object.keys(inPage.bytes).length).toBeGreaterThan(10);
    } finally {
      await tab.close();
    }
  });
});

/** Files of the built package; `isolated.html` carries the headers that shared memory needs, `plain.html` doesn't. */
async function answer(url: string, response: ServerResponse): Promise<void> {
  const page = /^\/(isolated|plain)\.html$/.exec(url)?.[1];
  if (page) {
    response.writeHead(200, { 'content-type': 'text/html', ...(page === 'isolated' ? ISOLATION : {}) });
    response.end(`<title>${page}</title>`);
    return;
  }
  const path = url === '/digest.mjs' ? join(import.meta.dirname, 'digest.mjs') : builtFile(url);
  const script = await readFile(path, 'utf8').catch(() => undefined);
  response.writeHead(script === undefined ? 404 : 200, { 'content-type': 'text/javascript', ...ISOLATION });
  response.end(script);
}

function builtFile(url: string): string {
  const path = normalize(join(BUILT, url.replace(/^\/dist\//, '')));
  if (!path.startsWith(BUILT)) throw new Error(`${url} is outside the package`);
  return path;
}
