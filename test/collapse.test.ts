import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { random } from '@parallax-map/kernels';
import { expect, test } from 'vitest';
import { eventsOf, parallax, readReport, runJson, tempFolder } from './support/parallax.js';

/** 400 rows in one wide heap and 60 far from it, as directions in space: a .npy file of 460 × 3. */
function heaps(): Buffer {
  const draw = random(7, 'test.groups');
  const rows = Array.from({ length: 460 }, (_, i) => {
    const [a, b] = [0.01 * draw.normal(2 * i), 0.01 * draw.normal(2 * i + 1)];
    return i < 400 ? [a, b, 1] : [1, a, b];
  });
  const shape = "{'descr': '<f4', 'fortran_order': False, 'shape': (460, 3), }";
  const header = `${shape.padEnd(117)}\n`;
  const length = Buffer.from([header.length % 256, header.length >> 8]);
  const data = Float32Array.from(rows.flat());
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    length,
    Buffer.from(header),
    Buffer.from(data.buffer),
  ]);
}

test('one topic that swallows most rows is noticed and said, and the leaf answer is offered and keeps its word', async () => {
  const folder = await tempFolder();
  const table = join(folder, 'notes.csv');
  const lines = Array.from(
    { length: 460 },
    (_, i) => `Note ${i},What was seen on walk number ${i} along the shore`,
  );
  await writeFile(table, ['title,note', ...lines].join('\n'));
  await writeFile(join(folder, 'notes.npy'), heaps());
  const flags = ['--text', '{note}', '--vectors', join(folder, 'notes.npy'), '--reduce', 'none', '--no-open'];
  const sizes = ['--min-cluster-size', '8', '--min-samples', '3'];

  const { events, err } = await runJson([table, ...flags, ...sizes]);
  expect(err).toBe('');
  const [warning] = eventsOf(events, 'warning').filter(({ code }) => code === 'COLLAPSE');
  expect(warning?.message).toMatch(/One topic holds 8\d % of all rows/);
  const perspectives = join(folder, 'notes.parallax', 'perspectives');
  const report = await readReport(join(perspectives, 'main'));
  const collapse = report.doubts.collapse!;
  expect(collapse.share).toBeGreaterThan(0.5);
  expect(collapse.advice).toContain('--selection leaf');
  // Density on the vectors themselves draws nothing at random, so there is no seed to doubt.
  expect(report.doubts.refit).toBeNull();

  const leaves = await parallax([
    'run',
    table,
    ...flags,
    ...sizes,
    '--perspective',
    'leaves',
    '--selection',
    'leaf',
  ]);
  expect(leaves.out).not.toContain('COLLAPSE');
  expect((await readReport(join(perspectives, 'leaves'))).counts.topics).toBe(collapse.leafTopics);
});
