import type {
  LiveEvent,
  MeaningAnswer,
  PerspectiveList,
  PerspectiveRecipe,
  Refusal,
  RunStarted,
  StudioData,
} from '@parallax-map/core';
import { decodeLinkage } from '@parallax-map/kernels';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Events, json, write } from './support/live.js';
import { finished, readTopics } from './support/parallax.js';
import { ask, openStudio } from './support/server.js';

/** A run need not ask how far it can be trusted to be one. */
const SOON = { 'doubt.refit': false, 'doubt.blindSpots': false };
const LEAVES = { perspective: 'leaves', decisions: { 'cluster.selection': 'leaf', ...SOON }, from: 'main' };

describe('runs that the studio asks for', () => {
  test('make another perspective, told step by step, and leave the first as it was', async () => {
    const folder = await finished();
    const before = await readFile(join(folder, 'perspectives', 'main', 'topics.json'));
    const address = await openStudio(folder);
    const events = new Events(address);
    await events.until('perspectives');
    const seed = await write(address, 'POST', '/api/runs', {
      ...LEAVES,
      perspective: 'seeded',
      decisions: { seed: 7, 'cluster.minClusterSize': 6, ...SOON },
    });
    expect(seed.status).toBe(202);
    const { id } = json<RunStarted>(seed);
    const second = await write(address, 'POST', '/api/runs', LEAVES);
    expect(second.status).toBe(409);
    expect(json<Refusal>(second)).toEqual({
      error: 'A run of "seeded" is going on; wait for it, or stop it first.',
      code: 'RUN_LOCKED',
    });
    await events.until('partial', ({ stage }) => stage === 'done');

    const types = events.heard.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['run-started', 'run', 'step', 'decision', 'summary']));
    expect(stagesTold(events.heard)).toEqual(['points', 'topics', 'done']);
    // Who comes late hears the same run from its beginning.
    const late = new Events(address);
    await late.until('partial', ({ stage }) => stage === 'done');
    expect(late.heard[0]).toEqual({ type: 'run-started', id, perspective: 'seeded' });

    const list = json<PerspectiveList>(await ask(address, '/api/perspectives'));
    expect(list).toEqual({ name: 'films', perspectives: ['main', 'seeded'], running: null });
    const studio = json<StudioData>(await ask(address, '/api/perspectives/seeded/studio.json'));
    expect(studio.topics).toEqual(await readTopics(join(folder, 'perspectives', 'seeded')));
    expect(studio.stage).toBeUndefined();
    const recipe = json<PerspectiveRecipe>(await ask(address, '/api/perspectives/seeded/recipe.json'));
    expect([recipe.decisions['seed'], recipe.origin['seed']]).toEqual([7, 'recipe']);
    // What was not decided here is as it was where it began.
    expect(recipe.decisions['encode.encoder']).toBe('tfidf');
    expect(existsSync(join(folder, 'perspectives', 'seeded', 'map.html'))).toBe(true);
    expect((await readFile(join(folder, 'perspectives', 'main', 'topics.json'))).equals(before)).toBe(true);
  });

  test('are stopped, and go on from there', async () => {
    const address = await openStudio(await finished());
    const events = new Events(address);
    const { id } = json<RunStarted>(await write(address, 'POST', '/api/runs', LEAVES));
    expect((await write(address, 'DELETE', '/api/runs/another')).status).toBe(404);
    expect((await write(address, 'DELETE', `/api/runs/${id}`)).status).toBe(204);
    const failed = await events.until('run-failed');
    expect(failed).toMatchObject({ id, code: 'ABORTED' });
    expect((await write(address, 'DELETE', `/api/runs/${id}`)).status).toBe(404);
    expect((await write(address, 'POST', '/api/runs', LEAVES)).status).toBe(202);
    await events.until('partial', ({ stage }) => stage === 'done');
  });

  test('say what failed once the table is looked at', async () => {
    const address = await openStudio(await finished());
    const events = new Events(address);
    const body = { perspective: 'main', decisions: { 'data.columns.text': '{story}' } };
    expect((await write(address, 'POST', '/api/runs', body)).status).toBe(202);
    const failed = await events.until('run-failed');
    expect(failed.code).toBe('COLUMN_MISSING');
    expect(failed.error).toContain('story');
    // The answer of before still stands.
    expect((await ask(address, '/api/perspectives/main/studio.json')).status).toBe(200);
  });

  test('are refused in words where recipe or request do not allow them', async () => {
    const address = await openStudio(await finished());
    for (const [about, body, expected] of REFUSED) {
      const answer = await write(address, 'POST', '/api/runs', body);
      expect([about, answer.status]).toEqual([about, 400]);
      const refusal = json<Refusal>(answer);
      expect(refusal, about).toMatchObject(expected);
      expect(refusal.error.length, about).toBeGreaterThan(20);
    }
    expect(json<PerspectiveList>(await ask(address, '/api/perspectives')).running).toBeNull();
  });

  test('are not for pages from elsewhere, nor for what is too large', async () => {
    const address = await openStudio(await finished());
    const statusOf = async (headers: Record<string, string | undefined>, body: unknown = LEAVES) =>
      (await write(address, 'POST', '/api/runs', body, headers)).status;
    expect(await statusOf({ 'x-parallax': undefined })).toBe(403);
    expect(await statusOf({ 'x-parallax': '2' })).toBe(403);
    expect(await statusOf({ origin: undefined })).toBe(403);
    expect(await statusOf({ origin: 'http://evil.example' })).toBe(403);
    expect(await statusOf({ origin: `http://localhost:${address.port}` })).toBe(403);
    expect(await statusOf({ origin: 'null' })).toBe(403);
    expect(await statusOf({ host: `evil.example:${address.port}` })).toBe(403);
    expect(await statusOf({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await statusOf({ 'content-type': 'text/plain' })).toBe(415);
    expect(await statusOf({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
    expect(await statusOf({ 'content-type': undefined })).toBe(415);
    expect(await statusOf({}, '{"perspective": "main", "decisions": ')).toBe(400);
    expect(await statusOf({}, '{"perspective": "main", "decisions": {}, "__proto__": {"x": 1}}')).toBe(400);
    expect(await statusOf({}, { ...LEAVES, decisions: { 'data.by': 'x'.repeat(70_000) } })).toBe(413);
    expect((await write(address, 'DELETE', '/api/runs/x', undefined, { origin: undefined })).status).toBe(
      403,
    );
    expect((await write(address, 'POST', '/api/perspectives', LEAVES)).status).toBe(405);
    // A page elsewhere can embed or link to what is only read: that is refused too, where the browser says so.
    const embedded = { headers: { host: address.host, 'sec-fetch-site': 'cross-site' } };
    expect((await ask(address, '/api/perspectives', embedded)).status).toBe(403);
    expect(json<PerspectiveList>(await ask(address, '/api/perspectives'))).toMatchObject({
      perspectives: ['main'],
      running: null,
    });
  });
});

describe('what the studio can ask for beside the map', () => {
  test('the tree that was cut, the schema of the recipe, and only what is new', async () => {
    const address = await openStudio(await finished());
    const tree = decodeLinkage((await ask(address, '/api/perspectives/main/linkage')).body);
    expect([tree.rows, tree.size.at(-1)]).toEqual([120, 120]);
    expect((await ask(address, '/api/perspectives/none/linkage')).status).toBe(404);
    const schema = json<{ properties: object }>(await ask(address, '/api/schema'));
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['data', 'perspectives']));
    const { headers } = await ask(address, '/api/perspectives/main/studio.json');
    expect(headers.etag).toMatch(/^"[0-9a-f]{64}"$/);
    const again = { headers: { host: address.host, 'if-none-match': headers.etag! } };
    for (const file of ['studio.json', 'map.arrow']) {
      const { status, body } = await ask(address, `/api/perspectives/main/${file}`, again);
      expect([file, status, body.length]).toEqual([file, 304, 0]);
    }
  });

  test('k-means has no tree', async () => {
    const address = await openStudio(await finished());
    const events = new Events(address);
    const body = { perspective: 'means', decisions: { 'cluster.method': 'kmeans', ...SOON }, from: 'main' };
    await write(address, 'POST', '/api/runs', body);
    await events.until('partial', ({ stage }) => stage === 'done');
    const { status, body: said } = await ask(address, '/api/perspectives/means/linkage');
    expect(status).toBe(404);
    expect(said.toString()).toContain('no linkage tree');
  });

  test('counted words cannot be searched by meaning, and it says so', async () => {
    const address = await openStudio(await finished());
    const answer = await ask(address, '/api/search?perspective=main&q=war');
    expect(answer.status).toBe(200);
    expect(json<MeaningAnswer>(answer)).toMatchObject({
      hits: [],
      because: expect.stringContaining('words'),
    });
    for (const query of ['', 'perspective=main', 'perspective=main&q=%20', 'perspective=main&q=a&k=0']) {
      expect([query, (await ask(address, `/api/search?${query}`)).status]).toEqual([query, 400]);
    }
    expect((await ask(address, '/api/search?perspective=none&q=war')).status).toBe(404);
    expect((await ask(address, `/api/search?perspective=main&q=${'x'.repeat(1001)}`)).status).toBe(400);
  });
});

const REFUSED: [string, object, Partial<Refusal>][] = [
  [
    'a value out of bounds',
    { perspective: 'main', decisions: { 'cluster.minClusterSize': 1 } },
    { error: '"cluster.minClusterSize" needs at least 2; got 1.', path: 'cluster.minClusterSize' },
  ],
  [
    'a decision there is not',
    { perspective: 'main', decisions: { 'cluster.size': 5 } },
    { path: 'cluster.size' },
  ],
  [
    'another table',
    { perspective: 'main', decisions: { 'data.source': '/etc/passwd' } },
    { path: 'data.source' },
  ],
  ['a name that leads elsewhere', { perspective: '../main', decisions: {} }, { code: 'USAGE' }],
  ['a beginning that is not there', { ...LEAVES, from: 'none' }, { code: 'USAGE' }],
  ['no decisions', { perspective: 'main' }, {}],
  ['something besides', { perspective: 'main', decisions: {}, shell: 'rm' }, {}],
  ['a list', [], {}],
];

/** How far the answer had come each time the server told of more to see. */
function stagesTold(heard: readonly LiveEvent[]): string[] {
  return heard.flatMap((event) => (event.type === 'partial' ? [event.stage] : []));
}
