import type { StudioData } from '@parallax-map/core';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { finished } from './support/parallax.js';
import { ask, openStudio } from './support/server.js';

describe('parallax open', () => {
  const served = async (): Promise<URL> => openStudio(await finished());
  test('serves the page and the data of each perspective', async () => {
    const address = await served();
    const page = await ask(address, '/');
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toContain('text/html');

    const list = await ask(address, '/api/perspectives');
    expect(JSON.parse(list.body.toString())).toEqual({
      name: 'films',
      perspectives: ['main'],
      running: null,
    });
    const studio = JSON.parse(
      (await ask(address, '/api/perspectives/main/studio.json')).body.toString(),
    ) as StudioData;
    expect(studio.report.counts.kept).toBe(120);
    const table = tableFromIPC((await ask(address, '/api/perspectives/main/map.arrow')).body);
    expect(table.numRows).toBe(120);
    expect(table.schema.fields.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'row',
        'x',
        'y',
        'level_1',
        'level_5',
        'probability',
        'title',
        'text',
        'link',
        'year',
        'column:genres',
      ]),
    );
  });

  test('answers with the headers that isolate the page', async () => {
    const { headers } = await ask(await served(), '/');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-embedder-policy']).toBe('require-corp');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  test('refuses other hosts, other origins, and anything but reading', async () => {
    const address = await served();
    const host = `127.0.0.1:${address.port}`;
    expect((await ask(address, '/', { headers: { host: `evil.example:${address.port}` } })).status).toBe(403);
    expect(
      (await ask(address, '/api/perspectives', { headers: { host, origin: 'http://evil.example' } })).status,
    ).toBe(403);
    expect((await ask(address, '/api/perspectives', { headers: { host, origin: 'null' } })).status).toBe(403);
    expect(
      (await ask(address, '/api/perspectives', { headers: { host, origin: `http://${host}` } })).status,
    ).toBe(200);
    expect(
      (await ask(address, '/api/perspectives', { headers: { host: `localhost:${address.port}` } })).status,
    ).toBe(200);
    expect((await ask(address, '/api/perspectives', { method: 'POST' })).status).toBe(405);
  });

  test('serves nothing outside the page and its data', async () => {
    const address = await served();
    for (const path of OUTSIDE) {
      const { status, body } = await ask(address, path);
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
      expect(body.toString()).not.toMatch(/root:|"source"/);
    }
  });
});

const OUTSIDE = [
  '/../../../../etc/passwd',
  '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/api/perspectives/..%2f..%2fmain/studio.json',
  '/api/perspectives/%2e%2e/studio.json',
  '/api/perspectives/nothing/studio.json',
  '/api/perspectives/%00/studio.json',
  '/parallax.json',
  '/.store/published/main.json',
];
