import { LEVELS, type Answer, type Topics } from '@parallax-map/core';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decodeJson, encodeJson } from './json.js';
import { keptRows, type Table } from './table.js';
import { decodeTable, encodeTable, tableColumn, type Column } from './table-file.js';

/**
 * An answer as files, so that a later one can be compared with it when the table has changed: `members.arrow`, one
 * line per kept row with its id, hashes of its text and of title and text, and its topics; `names.json`.
 *
 * It holds all that is needed, in a form of its own, so that it can still be read when other artifacts have changed
 * their form or are gone.
 *
 * @param levels per level, coarsest first, the topic of each kept row
 */
export function encodeAnswer(
  table: Table,
  levels: readonly Int32Array[],
  topics: Topics,
): Record<string, Uint8Array> {
  const { ids, contents, texts } = answerRows(table);
  const members = encodeTable([
    { name: 'id', type: 'utf8', values: ids },
    { name: 'row_sha256', type: 'utf8', values: contents },
    { name: 'text_sha256', type: 'utf8', values: texts },
    ...levels.map((values, i): Column => ({ name: `level_${i + 1}`, type: 'int32', values })),
  ]);
  const labels = topics.levels.map((level) => level.topics.map((topic) => topic.label));
  return { [MEMBERS]: members, [NAMES]: encodeJson({ version: 1, labels }) };
}

/**
 * Reads what {@link encodeAnswer} wrote.
 *
 * @throws Error where the files are anything else, or are not there
 */
export function decodeAnswer(files: Readonly<Record<string, Uint8Array>>): Answer {
  const { [MEMBERS]: members, [NAMES]: names } = files;
  if (!members || !names) throw new Error(`an answer must hold ${MEMBERS} and ${NAMES}`);
  const { labels } = namesSchema.parse(decodeJson(names));
  const columns = decodeTable(members);
  const column = (name: string): string[] =>
    tableColumn(columns, name, 'utf8').values.map((value) => value ?? '');
  const levels = labels.map((_, i) => tableColumn(columns, `level_${i + 1}`, 'int32').values);
  levels.forEach((level, i) => {
    for (const topic of level) {
      if (topic < -1 || topic >= labels[i]!.length) throw new Error(`topic ${topic} must have a name`);
    }
  });
  return {
    rows: { ids: column('id'), contents: column('row_sha256'), texts: column('text_sha256') },
    levels,
    labels,
  };
}

/** What the kept rows of a table are told by. */
export function answerRows({ id, title, text, ...table }: Table): Answer['rows'] {
  const kept = [...keptRows({ id, title, text, ...table })];
  return {
    ids: kept.map((row) => id[row]!),
    contents: kept.map((row) => sha256(JSON.stringify([title[row], text[row]]))),
    texts: kept.map((row) => sha256(text[row]!)),
  };
}

const MEMBERS = 'members.arrow';
const NAMES = 'names.json';

const namesSchema = z.strictObject({
  version: z.literal(1),
  labels: z.array(z.array(z.string())).length(LEVELS),
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
