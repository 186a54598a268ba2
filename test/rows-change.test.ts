import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import type { Changes } from '@parallax-map/core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ended,
  eventsOf,
  fileIn,
  fingerprints,
  makeTemp,
  parallax,
  query,
  readReport,
  readTopics,
  runJson,
  SAMPLE,
  start,
  tempFolder,
} from './support/parallax.js';
import { tinyModel } from './support/tiny-model.js';

/** Results of the first 100 films of the sample; the table beside them is as it was. */
let before: string;
/** The same results after the table changed. */
let after: string;
/** The first 100 films in order; and all in another order, where some were edited and some left out. */
let tables: { before: string; after: string };
let events: Awaited<ReturnType<typeof runJson>>['events'];

const QUICK = ['--no-refit', '--no-open'];
const main = (folder: string): string => join(folder, 'films.parallax', 'perspectives', 'main');
const EDIT = '{"kind":"note","topic":0,"text":"mine"}\n';

beforeAll(async () => {
  tables = await writeTables(await makeTemp());
  before = await makeTemp();
  await mkdir(join(before, 'model', 'onnx'), { recursive: true });
  const { graph, tokenizer } = tinyModel();
  await writeFile(join(before, 'model', 'onnx', 'model.onnx'), graph);
  await writeFile(join(before, 'model', 'tokenizer.json'), tokenizer);
  await cp(tables.before, join(before, 'films.csv'));
  const first = await runJson([
    join(before, 'films.csv'),
    ...['--id', 'id', '--model', join(before, 'model'), '--min-cluster-size', '4', '--min-samples', '2'],
    ...QUICK,
  ]);
  expect(first.err).toBe('');
  expect(first.status).toBe(0);
  await writeFile(join(main(before), 'edits.jsonl'), EDIT);

  after = await makeTemp();
  await cp(before, after, { recursive: true });
  await cp(tables.after, join(after, 'films.csv'));
  const second = await runJson([join(after, 'films.parallax'), ...QUICK]);
  expect(second.err).toBe('');
  expect(second.status).toBe(0);
  events = second.events;
});

async function copyOf(folder: string): Promise<string> {
  const copy = await tempFolder();
  await cp(folder, copy, { recursive: true });
  return copy;
}

async function changesOf(folder: string): Promise<Changes> {
  const { changes } = await readReport(main(folder));
  expect(changes).not.toBeNull();
  return changes!;
}

describe('a table that has grown, with rows edited, left out and in another order', () => {
  test('encodes what is new or edited, and nothing else', async () => {
    const encode = eventsOf(events, 'step-done').find(({ step }) => step === 'encode');
    expect(encode?.tally).toEqual({ unit: 'vectors', fromBefore: 95, made: 22 });
    const timing = JSON.parse(await readFile(join(main(after), 'timing.json'), 'utf8'));
    expect(timing.steps.find(({ step }: { step: string }) => step === 'encode').tally).toEqual(encode?.tally);
  });

  test('the report counts rows by their id', async () => {
    const { by, rows } = await changesOf(after);
    expect(by).toBe('id');
    expect(rows).toEqual({ before: 100, now: 117, unchanged: 95, edited: 2, new: 20, gone: 3 });
    expect((await readReport(main(before))).changes).toBeNull();
  });

  test('topics are matched by the rows they share, as rows.parquet has them', async () => {
    const { levels, threshold } = await changesOf(after);
    const file = (folder: string) => fileIn(join(folder, 'films.parallax'), 'rows.parquet');
    for (const { level, topics, gone } of levels) {
      const cells = await query(
        `SELECT n.level_${level} AS now, b.level_${level} AS earlier, count(*)::INTEGER AS rows ` +
          `FROM '${file(after)}' n JOIN '${file(before)}' b USING (id) GROUP BY ALL`,
      );
      const count = (found: (cell: Record<string, unknown>) => boolean): number =>
        cells.filter(found).reduce((sum, { rows }) => sum + (rows as number), 0);
      for (const { id, origin, earlier, jaccard, from, fromNoise } of topics) {
        for (const { earlier: topic, rows } of from) {
          expect(count((cell) => cell.now === id && cell.earlier === topic)).toBe(rows);
        }
        expect(count((cell) => cell.now === id && cell.earlier === -1)).toBe(fromNoise);
        if (origin !== 'same') continue;
        const both = count((cell) => cell.now === id && cell.earlier === earlier);
        const either = count((cell) => cell.now === id || cell.earlier === earlier);
        expect(jaccard).toBeCloseTo(both / either, 4);
        expect(jaccard).toBeGreaterThanOrEqual(threshold);
      }
      const found = topics.filter(({ origin }) => origin === 'same').map(({ earlier }) => earlier);
      const all = [...found, ...gone.map(({ earlier }) => earlier)].sort((a, b) => a! - b!);
      const { topics: known } = (await readTopics(main(before))).levels[level - 1]!;
      expect(all).toEqual(known.map(({ id }) => id));
    }
  });

  test('topics of before keep their names; no two of a level have the same', async () => {
    const { levels } = await changesOf(after);
    const [then, now] = [await readTopics(main(before)), await readTopics(main(after))];
    const same = levels[4]!.topics.filter(({ origin }) => origin === 'same');
    expect(same.length).toBeGreaterThan(1);
    for (const { id, earlier, earlierLabel, keptName } of same) {
      expect(keptName).toBe(true);
      expect(earlierLabel).toBe(then.levels[4]!.topics[earlier!]!.label);
      expect(now.levels[4]!.topics[id]!.label).toBe(earlierLabel);
    }
    for (const { topics } of now.levels) {
      expect(new Set(topics.map(({ label }) => label.toLowerCase())).size).toBe(topics.length);
    }
  });

  test('what people wrote is as they left it', async () => {
    expect(await readFile(join(main(after), 'edits.jsonl'), 'utf8')).toBe(EDIT);
  });
});

describe('the answer is a function of the table, the recipe and the answer before', () => {
  test('run again: nothing is done, nothing is said to have changed, the bytes are the same', async () => {
    const folder = await copyOf(after);
    const { out, status } = await parallax(['run', join(folder, 'films.parallax'), ...QUICK]);
    expect(status).toBe(0);
    expect(out).toContain('Nothing changed');
    expect(out).not.toContain('Since the table changed');
    expect(await fingerprints(main(folder))).toEqual(await fingerprints(main(after)));
  });

  test('a knob turned and turned back', async () => {
    const folder = await copyOf(after);
    const out = join(folder, 'films.parallax');
    await runJson([out, '--min-cluster-size', '6', '--no-keep-names', '--top', '110', ...QUICK]);
    const turned = await changesOf(folder);
    expect(turned.rows.before).toBe(100);
    expect(await fingerprints(main(folder))).not.toEqual(await fingerprints(main(after)));
    await runJson([out, '--min-cluster-size', '4', '--keep-names', '--top', 'none', ...QUICK]);
    expect(await fingerprints(main(folder))).toEqual(await fingerprints(main(after)));
  });

  test('after kill -9 at several moments', async () => {
    const folder = await copyOf(before);
    await cp(tables.after, join(folder, 'films.csv'));
    const args = ['run', join(folder, 'films.parallax'), '--json', ...QUICK];
    let kills = 0;
    for (const step of ['encode', 'label', 'publish']) {
      const child = start(args);
      const end = ended(child);
      await new Promise<void>((resolve) => {
        child.stdout!.on('data', (text: string) => {
          if (text.includes(`"type":"step","step":"${step}"`)) resolve();
        });
        void end.then(() => resolve());
      });
      // Into the step, and for the last one into the writing of the folder.
      await Promise.race([sleep(step === 'publish' ? 600 : 20), end]);
      if (child.exitCode === null) {
        child.kill('SIGKILL');
        kills++;
      }
      await end;
    }
    expect(kills).toBeGreaterThan(0);
    expect((await runJson([join(folder, 'films.parallax'), ...QUICK])).status).toBe(0);
    expect(await fingerprints(main(folder))).toEqual(await fingerprints(main(after)));
  });

  test('a table that is put back is compared with the one between', async () => {
    const folder = await copyOf(after);
    await cp(tables.before, join(folder, 'films.csv'));
    const { out } = await parallax(['run', join(folder, 'films.parallax'), ...QUICK]);
    expect(out).toContain('Since the table changed: 3 rows are new, 2 edited, 20 gone.');
    expect(out).toMatch(/\d+ of \d+ topics before (is|are) found again/);
    expect((await changesOf(folder)).rows).toMatchObject({ before: 117, now: 100 });
  });

  test('an earlier answer that is damaged is none: that is said, and the run goes on', async () => {
    const folder = await copyOf(after);
    const out = join(folder, 'films.parallax');
    const pointer = join(out, '.store', 'published', 'main.json');
    const { earlier } = JSON.parse(await readFile(pointer, 'utf8')) as { earlier: string };
    const artifact = join(out, '.store', 'publish', earlier);
    for (const name of await readdir(artifact)) await writeFile(join(artifact, name), 'damaged');
    const { status, events: told } = await runJson([out, '--min-cluster-size', '6', ...QUICK]);
    expect(status).toBe(0);
    expect(eventsOf(told, 'note').map(({ message }) => message)).toContainEqual(
      expect.stringContaining('the answer before the table changed cannot be read'),
    );
    expect((await readReport(main(folder))).changes).toBeNull();
  });
});

/** Films as CSV with columns that are known, written anew so that rows can be edited. */
async function writeTables(folder: string): Promise<{ before: string; after: string }> {
  const rows = await query(
    `SELECT 'film-' || row_number() OVER () AS id, title, overview FROM read_csv('${SAMPLE}', all_varchar = true)`,
  );
  const edited = new Set([3, 17]);
  const gone = new Set([5, 44, 60]);
  const grown = rows
    .map((row, i) =>
      edited.has(i) ? { ...row, overview: `${String(row.overview)} In the end it rains.` } : row,
    )
    .filter((_, i) => !gone.has(i));
  // 7 shares no factor with 117: every row once, in another order.
  const shuffled = grown.map((_, i) => grown[(7 * i + 3) % grown.length]!);
  const csv = (list: Record<string, unknown>[]): string =>
    [['id', 'title', 'overview'], ...list.map((row) => [row.id, row.title, row.overview])]
      .map((cells) => cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(','))
      .join('\n');
  const paths = { before: join(folder, 'before.csv'), after: join(folder, 'after.csv') };
  await writeFile(paths.before, csv(rows.slice(0, 100)));
  await writeFile(paths.after, csv(shuffled));
  return paths;
}
