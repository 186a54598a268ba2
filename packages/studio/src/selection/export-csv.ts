import type { StudioData } from '@parallax-map/core';
import { formatCell } from './csv-cell.js';
import type { Rows } from '../data/rows.js';
import { topicOf } from '../topics/tree.js';

/** The rows kept as CSV (RFC 4180, UTF-8 with a mark that spreadsheets know it by), in input order. */
export function selectionCsv(data: StudioData, rows: Rows, kept: Uint8Array): Blob {
  const facets = rows.facets.map(({ name }) => name);
  const head = ['row', 'title', 'year', 'topic', 'label', 'probability', 'x', 'y', 'link', 'text', ...facets];
  const lines = [head.map(formatCell).join(',')];
  const finest = rows.levels.at(-1)!;
  for (let i = 0; i < rows.n; i++) {
    if (kept[i] === 0) continue;
    const topic = finest[i]!;
    const label = topicOf(data.topics, rows.levels.length, topic)?.label ?? '';
    const cells = [rows.key[i]!, rows.title(i), rows.year(i) ?? '', topic, label];
    cells.push(rows.probability[i]!, rows.x[i]!, rows.y[i]!, rows.link(i), rows.text(i));
    lines.push([...cells, ...rows.facets.map(({ value }) => value(i))].map(formatCell).join(','));
  }
  return new Blob(['\uFEFF', lines.join('\r\n'), '\r\n'], { type: 'text/csv;charset=utf-8' });
}

/** Hands a file to the reader. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
