import type { StudioData, Topic } from '@parallax-map/core';
import {
  Dictionary,
  Float32,
  Float64,
  Int32,
  Table,
  TimestampMillisecond,
  Uint8,
  Utf8,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
  type DataType,
  type Vector,
} from 'apache-arrow';
import { encodeLinkage, singleLinkage } from '@parallax-map/kernels';
import { gzipSync } from 'node:zlib';
import { HOSTILE, makeAudit, makeBlindSpots, makeChanges } from './fixture-audit.js';

export { HOSTILE } from './fixture-audit.js';

/** An invented table with its layout: five islands of rows around a sea of dust, named in many scripts. */
export interface Made {
  studio: StudioData;
  table: Uint8Array;
}

const FINEST = [
  { label: 'Lighthouse keepers', words: ['lighthouse', 'keeper', 'storm'], parent: 0 },
  { label: 'Whalers and nets', words: ['whale', 'net', 'harbour'], parent: 0 },
  { label: 'قصص الصحراء', words: ['صحراء', 'قافلة', 'واحة'], parent: 1 },
  { label: 'पहाड़ की कहानियाँ', words: ['पहाड़', 'नदी', 'गाँव'], parent: 1 },
  { label: '山中的茶館', words: ['山', '茶', '雨'], parent: 2 },
] as const;
const COARSE = ['At sea', 'Far roads', '山水'] as const;

const TITLES = [
  ['The Keeper of Gannet Rock', 'Storm over Skerry', 'A Lamp for Æthelred', 'Fyrvaktaren', 'Naïve Signals'],
  ['Nets of Marrow Bay', 'The Last Harpoon', 'Łódź Harbour Blues', 'Öresund by Night', 'Ebb'],
  ['ليلة في الواحة', 'قافلة الملح', 'رمال بعيدة', 'Sand and Salt', 'طريق النجوم'],
  ['नदी के पार', 'पहाड़ी स्कूल', 'बर्फ़ का घर', 'A House of Snow', 'गाँव की शाम'],
  ['雨夜茶館', '山路', '竹林的信', 'Letters from the Bamboo', 'お茶の時間'],
] as const;

/** Rows with places of their own in the table below, for tests to look for. */
export const KNOWN = { keeper: 0, hostile: 3, long: 4 };

export function makeStudio(perTopic = 50, dust = 100): Made {
  const n = FINEST.length * perTopic + dust;
  const draw = generator(7);
  const rows = Array.from({ length: n }, (_, i) => makeRow(i, perTopic, draw));
  rows[KNOWN.keeper]!.link = 'https://example.org/item/0?a=1&b=2';
  Object.assign(rows[KNOWN.hostile]!, { title: HOSTILE.markup, link: HOSTILE.link, text: HOSTILE.markup });
  Object.assign(rows[KNOWN.long]!, { title: HOSTILE.long, text: HOSTILE.bidi });
  const finest = Int32Array.from(rows, ({ topic }) => topic);
  const coarse = finest.map((topic) => (topic < 0 ? -1 : FINEST[topic]!.parent));
  const column = <T extends DataType>(values: unknown[], type: T) =>
    vectorFromArray(values, type) as Vector<T>;
  const texts = (values: (string | undefined)[]) => column(values, new Utf8());
  // A vector keeps the array it is made from, and a file written from two that share one cannot be read.
  const table = new Table({
    row: vectorFromArray(Uint32Array.from(rows, (_, i) => i)),
    x: vectorFromArray(Float32Array.from(rows, ({ x }) => x)),
    y: vectorFromArray(Float32Array.from(rows, ({ y }) => y)),
    level_1: vectorFromArray(coarse.slice()),
    level_2: vectorFromArray(coarse.slice()),
    level_3: vectorFromArray(finest.slice()),
    level_4: vectorFromArray(finest.slice()),
    level_5: vectorFromArray(finest.slice()),
    probability: vectorFromArray(Float32Array.from(rows, ({ topic }) => (topic < 0 ? 0 : 0.75))),
    outlier_score: vectorFromArray(new Float32Array(n)),
    title: texts(rows.map(({ title }) => title)),
    text: texts(rows.map(({ text }) => text)),
    link: texts(rows.map(({ link }) => link)),
    year: column(
      rows.map((_, i) => (i % 7 === 6 ? null : 1900 + (i % 120))),
      new Int32(),
    ),
    weight: column(
      rows.map((_, i) => (i % 11 === 10 ? null : (i * 37) % 1000)),
      new Float32(),
    ),
    line: vectorFromArray(Uint32Array.from(rows, (_, i) => (i % 5 === 4 ? 0 : 1000 + i))),
    'column:kind': column(
      rows.map((_, i) => ['tale', 'report', HOSTILE.markup][i % 3]),
      new Dictionary(new Utf8(), new Uint8()),
    ),
    'column:votes': column(
      rows.map((_, i) => (i % 11 === 10 ? null : (i * 37) % 1000)),
      new Float64(),
    ),
    'column:seen': column(
      rows.map((_, i) => (i === 1 ? null : Date.UTC(1990 + (i % 30), i % 12, 1 + (i % 28)))),
      new TimestampMillisecond('UTC'),
    ),
    'written:seen': column(
      rows.map((_, i) => (i === 1 ? 'about 1990' : null)),
      new Dictionary(new Utf8(), new Uint8()),
    ),
    'column:notes': column(
      rows.map((_, i) => (i === 0 ? HOSTILE.markup + 'note '.repeat(80) : null)),
      new Utf8(),
    ),
  });
  return { studio: makeData(rows, perTopic, dust), table: tableToIPC(table, 'file') };
}

/** The offline page as the publisher writes it. */
export function offlinePage(
  shell: string,
  { studio, table, linkage }: { studio: unknown; table: Uint8Array; linkage?: Uint8Array },
): string {
  const part = (id: string, bytes: Uint8Array | string) =>
    `<script type="application/octet-stream" id="${id}">${gzipSync(bytes).toString('base64')}</script>`;
  const data =
    part('parallax-studio', JSON.stringify(studio)) +
    part('parallax-table', table) +
    (linkage === undefined ? '' : part('parallax-linkage', linkage));
  return shell.replace('<!--parallax:data-->', () => data);
}

/** The density tree of the rows as they lie on the map, as a run would write it. */
export async function linkageOf({ table }: Pick<Made, 'table'>): Promise<Uint8Array> {
  const columns = tableFromIPC(table);
  const [x, y] = ['x', 'y'].map((name) => columns.getChild(name)!.toArray() as Float32Array);
  const data = Float32Array.from({ length: 2 * x!.length }, (_, k) => (k % 2 === 0 ? x! : y!)[k >> 1]!);
  return encodeLinkage(await singleLinkage({ data, rows: x!.length, cols: 2 }, { minSamples: 5 }));
}

interface Row {
  x: number;
  y: number;
  topic: number;
  title: string;
  text: string;
  link: string;
}

function makeRow(i: number, perTopic: number, draw: () => number): Row {
  const topic = i < FINEST.length * perTopic ? i % FINEST.length : -1;
  // The first rows of the table must not all be one topic's: real tables come in any order.
  const place = Math.floor(i / FINEST.length);
  const angle = 2 * Math.PI * draw();
  const far = topic < 0 ? 9 * Math.sqrt(draw()) : 1.4 * Math.sqrt(draw());
  const centre = topic < 0 ? [0, 0] : [6 * Math.cos(topic * 1.2566), 6 * Math.sin(topic * 1.2566)];
  const titles = TITLES[topic < 0 ? i % TITLES.length : topic]!;
  const turn = Math.floor(place / titles.length);
  const title = titles[place % titles.length]!;
  return {
    x: centre[0]! + far * Math.cos(angle),
    y: centre[1]! + far * Math.sin(angle),
    topic,
    title: turn === 0 && topic >= 0 ? title : `${title} ${turn + 1}${topic < 0 ? ' (adrift)' : ''}`,
    text: `A tale told ${turn + 1} times.`,
    link: i % 2 === 0 ? `https://example.org/item/${i}` : '',
  };
}

function makeData(rows: Row[], perTopic: number, dust: number): StudioData {
  const n = rows.length;
  const topic = (
    id: number,
    parent: number | null,
    label: string,
    words: readonly string[],
    own: number[],
  ): Topic => ({
    id,
    parent,
    size: own.length,
    share: own.length / n,
    label,
    words: words.map((word, k) => ({ word, weight: 1 / (k + 1) })),
    exemplars: own.slice(0, 3),
    x: own.reduce((sum, i) => sum + rows[i]!.x, 0) / own.length,
    y: own.reduce((sum, i) => sum + rows[i]!.y, 0) / own.length,
    persistence: null,
    stability: null,
  });
  const members = (test: (topic: number) => boolean) =>
    rows.flatMap((row, i) => (row.topic >= 0 && test(row.topic) ? [i] : []));
  const coarse = (parents: boolean) =>
    COARSE.map((label, id) =>
      topic(
        id,
        parents ? id : null,
        label,
        ['one', 'two'],
        members((t) => FINEST[t]!.parent === id),
      ),
    );
  const finest = (first: boolean) =>
    FINEST.map(({ label, words, parent }, id) =>
      topic(
        id,
        first ? parent : id,
        label,
        words,
        members((t) => t === id),
      ),
    );
  const last = finest(false).map((each, id) => ({
    ...each,
    persistence: 0.3,
    stability: id === 1 ? 0.41 : 0.92,
  }));
  return {
    version: 1,
    name: 'invented tales',
    perspective: 'main',
    facets: ['kind', 'votes', 'seen'],
    topics: {
      version: 1,
      levels: [coarse(false), coarse(true), finest(true), finest(false), last].map((topics, k) => ({
        level: k + 1,
        topics,
      })),
    },
    audit: makeAudit(n + 5),
    columns: [
      {
        name: 'title',
        type: 'VARCHAR',
        role: 'title',
        filled: n,
        distinct: n,
        examples: ['Ebb', HOSTILE.markup],
        field: 'title',
      },
      ...(
        [
          ['kind', 'text', 'facet'],
          ['votes', 'integer', 'weight'],
          ['seen', 'date', null],
          ['notes', 'text', null],
        ] as const
      ).map(([name, type, role]) => ({
        ...{ name, type, role, filled: n, distinct: n, examples: [] },
        field: `column:${name}`,
      })),
      { name: 'born', type: 'INTEGER', role: 'time', filled: 300, distinct: 120, examples: ['1900'] },
    ],
    textCut: false,
    report: {
      version: 1,
      parallax: '0.1.0',
      source: 'tales.csv',
      perspective: 'main',
      purpose: 'explore',
      purposeNote: 'To understand the data.',
      decisions: [
        { path: 'cluster.minClusterSize', value: 20, origin: 'data', reason: 'max(5, round(0.28 √n))' },
        { path: 'seed', value: 42, origin: 'default', reason: 'a fixed start' },
      ],
      encoder: { name: 'tfidf', dimensions: 100, model: null, cutShare: 0, fellBackBecause: null },
      neighbors: { k: 14, recall: null },
      audit: { errors: 0, warnings: 0, notes: 1, rejectedLines: 0, rejoinedRows: 0 },
      counts: {
        rows: n + 5,
        kept: n,
        dropped: [{ because: 'no text', rows: 5 }],
        topics: FINEST.length,
        noise: dust,
        noiseShare: dust / n,
      },
      noiseNote: `${FINEST.length * perTopic} of ${n} rows have a topic; ${dust} fit none tightly enough. That is honest, not a failure.`,
      doubts: {
        refit: {
          seed: 43,
          topics: 6,
          ari: 0.71,
          ami: 0.74,
          survived: 4,
          threshold: 0.6,
          jaccard: [0.92, 0.41, 0.92, 0.92, 0.92],
        },
        collapse: null,
      },
      blindSpots: makeBlindSpots(n + 5),
      changes: makeChanges(n),
      warnings: [{ code: 'TEXT_SHORT', message: 'Five texts are shorter than three words.' }],
    },
  };
}

/** Small numbers in a fixed order, 0 to 1. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}
