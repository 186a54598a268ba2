import type { RunEvent } from '@parallax-map/core';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../src/index.js';
import { tableFile } from './source/table-files.js';

test('sixty thousand rows that say the same are refused before the audit', async () => {
  const rows = Array.from(
    { length: 60_000 },
    (_, i) => `Kiln ${i},A kiln on the hill that no one has fired.`,
  );
  const table = await tableFile('alike.csv', `title,about\n${rows.join('\n')}\n`);
  const told: RunEvent['type'][] = [];
  const out = join(table, '..', 'alike.parallax');
  const decisions = { 'data.columns.text': '{about}' };
  const refused = run(table, { out, decisions, listener: ({ type }) => told.push(type) });
  await expect(refused).rejects.toMatchObject({ code: 'DATA_IDENTICAL' });
  expect(told).not.toContain('audit');
});
