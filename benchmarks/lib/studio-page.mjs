import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { OFFLINE_IDS } from '@parallax-map/core';
import { tableFromIPC } from 'apache-arrow';

/** What a map.html carries: its topics, and its rows column by column. */
export async function readPage(path) {
  const html = await readFile(path, 'utf8');
  const inside = (id) => gunzipSync(Buffer.from(new RegExp(`id="${id}">([^<]*)<`).exec(html)[1], 'base64'));
  const { topics } = JSON.parse(inside(OFFLINE_IDS.studio));
  const table = tableFromIPC(inside(OFFLINE_IDS.table));
  const column = (name) => Array.from(table.getChild(name) ?? []);
  const n = table.numRows;
  const facets = table.schema.fields
    .filter(({ name, type }) => name.startsWith('column:') && String(type).startsWith('Dictionary'))
    .map(({ name }) => facetOf(name.slice('column:'.length), column(name)));
  return {
    topics,
    rows: {
      ...{ n, facets, title: column('title'), year: column('year'), x: column('x'), y: column('y') },
      levels: [1, 2, 3, 4, 5].map((level) => column(`level_${level}`)),
      has: (name, value, i) => facets.find((each) => each.name === name).cells[i].includes(value),
      count: (keeps) => Array.from({ length: n }, (_, i) => keeps(i)).filter(Boolean).length,
    },
  };
}

/** Cells of a facet as lists of values, and how many rows have each. */
function facetOf(name, written) {
  const cells = written.map((cell) => (cell === null || cell === '' ? [] : cell.split(/,\s*/)));
  const counts = new Map();
  for (const cell of cells) for (const value of cell) counts.set(value, (counts.get(value) ?? 0) + 1);
  return { name, cells, counts };
}
