import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ended,
  eventsOf,
  fingerprints,
  finished,
  makeTemp,
  runJson,
  SAMPLE,
  start,
  tempFolder,
} from './support/parallax.js';

const perspective = (out: string): string => join(out, 'perspectives', 'main');

describe('the same table and recipe are the same bytes', () => {
  let whole: Record<string, string>;

  beforeAll(async () => {
    const out = join(await makeTemp(), 'whole', 'films.parallax');
    expect((await runJson([SAMPLE, '--out', out, '--threads', '2', '--no-open'])).status).toBe(0);
    whole = await fingerprints(perspective(out));
  });

  test('with one thread and with two, in a folder of another name', async () => {
    const folder = await tempFolder();
    await cp(SAMPLE, join(folder, 'films-120.csv'));
    const out = join(folder, 'films.parallax');
    const table = join(folder, 'films-120.csv');
    expect((await runJson([table, '--out', out, '--threads', '1', '--no-open'])).status).toBe(0);
    expect(await fingerprints(perspective(out))).toEqual(whole);
  });

  test('after kill -9 at several moments, going on each time', async () => {
    const killed = join(await tempFolder(), 'killed', 'films.parallax');
    let kills = 0;
    for (const wait of [700, 1100, 1500, 2000, 2600]) {
      const child = start(['run', SAMPLE, '--out', killed, '--no-open', '--json']);
      const end = ended(child);
      await Promise.race([sleep(wait), end]);
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        kills++;
      }
      await end;
    }
    expect(kills).toBeGreaterThan(0);
    expect((await runJson([SAMPLE, '--out', killed, '--no-open'])).status).toBe(0);
    expect(await fingerprints(perspective(killed))).toEqual(whole);
  });

  test('when results were deleted or damaged: they are made again from the store', async () => {
    const out = await finished();
    const before = await fingerprints(perspective(out));
    await rm(join(perspective(out), 'rows.parquet'));
    await writeFile(join(perspective(out), 'map.html'), 'damaged');
    const { events } = await runJson([out, '--no-open']);
    const redone = eventsOf(events, 'step-done')
      .filter(({ reused }) => !reused)
      .map(({ step }) => step);
    expect(redone).toEqual(['publish']);
    expect(await fingerprints(perspective(out))).toEqual(before);
  });
});

describe('stopping', () => {
  test('Ctrl-C ends the run cleanly, says that work is kept, and the next run goes on', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    const child = start(['run', SAMPLE, '--out', out, '--no-open', '--json']);
    const end = ended(child);
    await new Promise<void>((resolve) => {
      child.stdout!.on('data', (text: string) => {
        if (text.includes('"step":"encode"')) resolve();
      });
      void end.then(() => resolve());
    });
    child.kill('SIGINT');
    const { status, err } = await end;
    expect(status).toBe(130);
    expect(JSON.parse(err)).toMatchObject({ type: 'error', code: 'ABORTED', status: 130 });
    expect((await runJson([out, '--no-open'])).status).toBe(0);
    expect(await readFile(join(perspective(out), 'topics.json'), 'utf8')).toContain('"levels"');
  });

  test('two runs on one folder: the second is told who is at work, the first goes on', async () => {
    const out = join(await tempFolder(), 'films.parallax');
    const first = start(['run', SAMPLE, '--out', out, '--encoder', 'tfidf', '--no-open', '--json']);
    const firstEnd = ended(first);
    await new Promise<void>((resolve) => {
      first.stdout!.on('data', (text: string) => {
        if (text.includes('"type":"step"')) resolve();
      });
      void firstEnd.then(() => resolve());
    });
    const second = await runJson([SAMPLE, '--out', out, '--encoder', 'tfidf', '--no-open']);
    expect(second.status).toBe(75);
    expect(JSON.parse(second.err)).toMatchObject({
      code: 'RUN_LOCKED',
      message: expect.stringContaining(String(first.pid)),
    });
    expect((await firstEnd).status).toBe(0);
  });
});
