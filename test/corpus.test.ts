import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Batch } from './support/batch.js';
import { differences, outcomeOf, readCorpus } from './support/corpus.js';
import { makeTemp, ROOT } from './support/parallax.js';

const corpus = await readCorpus();

/** docs/reference/corpus.md is the same list, to be read. */
describe('bad and strange inputs come to the outcome that stands beside them', () => {
  const found = new Map<string, string[]>();

  beforeAll(async () => {
    const queue = [...corpus];
    await Promise.all([work(), work()]);

    async function work(): Promise<void> {
      const batch = new Batch();
      for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
        const folder = await makeTemp();
        const differing = await outcomeOf(entry, folder, batch).then(
          (outcome) => differences(entry, outcome),
          (error: unknown) => [String(error)],
        );
        found.set(entry.name, differing);
        await rm(folder, { recursive: true, force: true });
      }
      batch.end();
    }
  }, 600_000);

  test.each(corpus.map(({ name, about }) => ({ name, about })))('$name: $about', ({ name }) => {
    expect(found.get(name)).toEqual([]);
  });
});

test('the corpus holds no name twice and no file that nobody reads', async () => {
  expect(corpus.length).toBeGreaterThanOrEqual(200);
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  const used = new Set(corpus.flatMap(({ file, stdin }) => [file, stdin]));
  const files = await readdir(join(ROOT, 'test', 'corpus', 'files'));
  expect(files.filter((file) => !used.has(file))).toEqual([]);
});
