import { describe, expect, test } from 'vitest';
import { profileTable } from '../../src/data/index.js';
import { fileRequest } from '../../src/source/index.js';
import { audited, csv, harbours, of } from '../audit/audited.js';
import { tableFile } from '../source/table-files.js';

/** Columns of every kind, with cells that are blank, trimmed, lists, addresses, dates and numbers written oddly. */
const ODD = harbours(50).map(({ id, title, text, ...row }, i) => ({
  ...{ id: id!, title: title!, text: text! },
  padded: i % 3 === 0 ? `  ${title} \u00a0` : i % 7 === 0 ? '   ' : title!,
  tags: ['ferry, naval', 'naval|old', 'old; ferry'][i % 3]!,
  page: `https://example.org/${id}.html`,
  picture: i % 2 === 0 ? `${id}.JPG?size=2` : `${id}.png`,
  film: `tt${1_000_000 + i}`,
  open: ['yes', 'no', 'TRUE'][i % 3]!,
  depth: i === 3 ? '1.234.567' : `${(i * 37) % 900}.${String((i * 91) % 1000).padStart(3, '0')}`,
  seen: i === 5 ? 'unknown' : `${1 + (i % 28)}/${1 + (i % 12)}/20${10 + (i % 10)}`,
  odd: i === 9 ? 'n/a' : i === 4 ? 'CafÃ© by the pier' : `v${i % 4}`,
  blank: '',
  ...row,
}));

/** The same columns `times` over, those that follow the first by other names. */
function widened(times: number): Record<string, string>[] {
  return ODD.map((row) =>
    Object.fromEntries(
      Array.from({ length: times }, (_, k) =>
        Object.entries(row).map(([name, cell]) => [k === 0 ? name : `${name}${k}`, cell]),
      ).flat(),
    ),
  );
}

describe('a column of a wide table', () => {
  const of70 = Math.ceil(70 / Object.keys(ODD[0]!).length);

  test('is measured as it is in a narrow one', async () => {
    const narrow = await profileTable(fileRequest(await tableFile('narrow.csv', csv(ODD))));
    const wide = await profileTable(fileRequest(await tableFile('wide.csv', csv(widened(of70)))));
    const width = narrow.columns.length;
    expect(wide.columns).toHaveLength(width * of70);
    wide.columns.forEach((column, i) => {
      const alone = narrow.columns[i % width]!;
      expect({ ...column, name: alone.name }).toEqual(alone);
    });
  });

  test('has the same faults as in a narrow one', async () => {
    const asked = { columns: { text: '{text}', time: 'seen', weight: null, facets: [] } };
    const narrow = await audited(csv(ODD), asked);
    const wide = await audited(csv(widened(of70)), asked);
    for (const { code, column, count, message, examples, of: unit } of narrow.findings) {
      if (unit === 'columns' || column === null) continue;
      const same = of(wide, code).find((one) => one.column === column);
      if (same === undefined) expect(of(wide, code), code).toMatchObject([{ column: null }]);
      else expect(same).toMatchObject({ count, message, examples });
    }
    expect(of(wide, 'COLUMN_SAME')[0]!.count).toBeGreaterThan(of70);
  });
});
