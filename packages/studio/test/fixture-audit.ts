import type { Audit, BlindSpots, Changes, FileReading, Finding, TopicOrigin } from '@parallax-map/core';

/** Values as tables hold them to fool who reads them. */
export const HOSTILE = {
  markup: '<img src=x onerror="document.title=`owned`"><script>document.title="owned"</script>',
  link: 'javascript:document.title="owned"',
  bidi: '\u202Egnp.exe\u202C',
  control: 'one\u0000two\u001Bthree',
  long: 'Interminable '.repeat(800),
};

const FILE: FileReading = {
  name: 'tales.csv',
  format: 'csv',
  gzip: false,
  encoding: 'windows-1252',
  encodingFrom: 'detected',
  delimiter: ';',
  lines: 0,
  headerLines: 1,
  blankLines: 2,
  rows: 0,
  rowLines: 0,
  rejectedLines: 14,
  nulBytes: 3,
  recodedLines: 0,
  lineEnds: { lf: 0, crlf: 0, cr: 0 },
  missingColumns: [],
};

/** What an invented table of so many rows lacks and hides; its last five rows have no text. */
export function makeAudit(rows: number): Audit {
  const file = { ...FILE, rows, rowLines: rows + 4, lines: rows + 4 + 1 + 2 + 14 };
  return {
    version: 1,
    parallax: '0.1.0',
    source: 'tales.csv',
    rows,
    columns: 2,
    reading: {
      files: [{ ...file, lineEnds: { lf: file.lines - 7, crlf: 7, cr: 0 } }],
      rejects: Array.from({ length: 13 }, (_, k) => ({
        file: 'tales.csv',
        line: 20 + 3 * k,
        lines: k === 0 ? 2 : 1,
        reason: 'must have 5 values, but has 3',
        text: k === 0 ? `${HOSTILE.markup}\n${HOSTILE.bidi}` : `Adrift;${k};-`,
      })),
      rejoined: [
        { file: 'tales.csv', row: 2, line: 4, lines: 3 },
        { file: 'tales.csv', row: 9, line: 13, lines: 3 },
      ],
    },
    languages: [
      { language: 'en', texts: rows - 45, share: (rows - 45) / rows },
      { language: 'ar', texts: 30, share: 30 / rows },
      { language: 'und', texts: 15, share: 15 / rows },
    ],
    findings: findings(rows),
  };
}

function findings(rows: number): Finding[] {
  const finding = (
    code: string,
    severity: Finding['severity'],
    count: number,
    rest: Partial<Finding>,
  ): Finding => ({
    code,
    severity,
    column: null,
    message: '',
    action: '',
    count,
    share: count / rows,
    of: 'rows',
    estimated: false,
    examples: [],
    ...rest,
  });
  const at = (row: number | null, value: string) => ({ row, line: (row ?? 40) + 2, file: null, value });
  return [
    finding('text-missing', 'error', 5, {
      column: 'title',
      message: 'Column "title" is blank in 5 rows, so that nothing can be encoded.',
      action: 'They are left out of the map.',
      examples: [at(rows - 5, ''), at(rows - 4, '')],
    }),
    finding('mojibake', 'error', 2, {
      column: 'title',
      message: 'Column "title" holds 2 values whose letters were read in a wrong encoding.',
      action: 'They are kept as they stand; data.encoding can say otherwise.',
      of: 'cells',
      examples: [at(0, 'Å\u0081Ã³dÅº Harbour'), at(3, HOSTILE.markup), at(4, HOSTILE.bidi)],
    }),
    finding('shifted', 'warning', 1, {
      message: 'In 1 row values stand in the column of another.',
      action: 'It is kept.',
      examples: [at(7, HOSTILE.long)],
    }),
    finding('number-format', 'warning', 30, {
      column: 'born',
      message: 'Column "born" holds 30 values that are no number.',
      action: 'They count as missing.',
      of: 'cells',
      estimated: true,
      examples: [at(11, '19.oo'), at(12, HOSTILE.control)],
    }),
    finding('row-rejected', 'warning', 14, {
      message: '14 lines are no rows of the table.',
      action: 'They stand in rejects.csv.',
      of: 'lines',
      examples: [at(null, 'Adrift;1;-')],
    }),
    finding('unique', 'note', 1, {
      column: 'title',
      message: 'Column "title" has another value in nearly every row.',
      action: 'Nothing.',
      of: 'columns',
      share: 0.5,
    }),
  ];
}

/** Two pairs of rows: both ends of the first are on the map, one of the second is not. */
export function makeBlindSpots(rows: number): BlindSpots {
  return {
    encoder: 'minilm-l6-v2',
    texts: rows,
    apart: 12,
    share: 12 / rows,
    pairs: [
      {
        rows: [1, 5],
        titles: ['Nets of Marrow Bay', 'Storm over Skerry'],
        words: [
          ['trawler', 'catch'],
          ['gale', 'vessel'],
        ],
        cosine: 0.714,
        termCosine: 0.021,
        rank: 291,
        ranked: rows - 1,
      },
      {
        rows: [2, rows - 1],
        titles: [HOSTILE.bidi, ''],
        words: [['صحراء'], []],
        cosine: 0.6,
        termCosine: -0.01,
        rank: 300,
        ranked: rows - 1,
      },
    ],
    note: `12 of ${rows} texts share no content word with the one nearest in meaning, so that counting words cannot know that the two belong together.`,
  };
}

/** What became of an earlier answer: a topic that kept its name, one with another, a new one, and one that is gone. */
export function makeChanges(rows: number): Changes {
  const topic = (id: number, origin: TopicOrigin['origin'], earlierLabel: string | null): TopicOrigin => ({
    id,
    origin,
    earlier: earlierLabel === null ? null : id,
    earlierLabel,
    jaccard: origin === 'same' ? 0.9 : 0.3,
    keptName: origin === 'same' && id !== 3,
    from: [{ earlier: id, rows: 40 }],
    fromNoise: 2,
    newRows: 8,
  });
  const level = (k: number) => ({
    level: k,
    topics: [
      topic(0, 'same', 'Lighthouse keepers'),
      topic(1, 'new', null),
      topic(2, 'part', 'Far roads'),
      topic(3, 'same', 'Mountain tales'),
      topic(4, 'mixed', null),
    ],
    gone: [
      {
        earlier: 5,
        label: 'Harbour ghosts',
        size: 21,
        went: [{ topic: 1, rows: 12 }],
        toNoise: 6,
        goneRows: 3,
      },
    ],
    splits: [],
    merges: [],
  });
  return {
    by: 'id',
    rows: { before: rows - 30, now: rows, unchanged: rows - 44, edited: 4, new: 40, gone: 10 },
    threshold: 0.5,
    levels: [1, 2, 3, 4, 5].map(level),
  };
}
