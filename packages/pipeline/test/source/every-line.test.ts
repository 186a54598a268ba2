import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ParallaxError, type FileReading, type Reading } from '@parallax-map/core';
import { fileRequest, withSource } from '../../src/source/index.js';
import { tableFile } from './table-files.js';

interface Read {
  reading: Reading;
  rows: number;
  lines: number[];
}

async function readAll(name: string, content: string | Uint8Array): Promise<Read | ParallaxError> {
  const request = fileRequest(await tableFile(name, content), { mostRejected: 1 });
  try {
    return await withSource(request, async ({ reading, rows, lines }) => ({
      reading,
      rows,
      lines: [...lines!],
    }));
  } catch (error) {
    if (error instanceof ParallaxError) return error;
    throw error;
  }
}

/** Lines by a count of their own: LF, CRLF and CR end one. */
function countLines(text: string): number {
  const ends = text.match(/\r\n|\r|\n/g)?.length ?? 0;
  return ends + (/[^\r\n]$/.test(text) ? 1 : 0);
}

function expectEveryLine({ reading, rows, lines }: Read, text: string): void {
  const file: FileReading = reading.files[0]!;
  expect(file.lines).toBe(countLines(text));
  expect(file.headerLines + file.blankLines + file.rowLines + file.rejectedLines).toBe(file.lines);
  expect(reading.rejects.reduce((sum, reject) => sum + reject.lines, 0)).toBe(file.rejectedLines);
  expect(lines).toHaveLength(rows);
  expect(file.rows).toBe(rows);
  const firsts = [...lines, ...reading.rejects.map(({ line }) => line)];
  expect(new Set(firsts).size).toBe(firsts.length);
  for (let row = 1; row < rows; row++) expect(lines[row]).toBeGreaterThan(lines[row - 1]!);
  const { lf, crlf, cr } = file.lineEnds;
  expect(lf + crlf + cr).toBe(text.match(/\r\n|\r|\n/g)?.length ?? 0);
}

const piece = fc.constantFrom(
  'a',
  'b c',
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\\',
  '\\"',
  '\t',
  'é',
  '🎬',
);
const row = fc.constantFrom(
  '1,2,3\n',
  '"x ""y""",2,3\n',
  '1,"two\nlines",3\r\n',
  '\n',
  '1,2\n',
  'a,b,c\n',
  '4,"5\n',
  '1,2,3,,\n',
);
const messy = fc.array(fc.oneof(piece, row), { maxLength: 40 }).map((pieces) => pieces.join(''));

test(
  'every line of a messy CSV file is a header, blank, part of a row or a reject',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('t.csv', 't.tsv'), messy, async (name, rest) => {
        const header = name === 't.csv' ? 'a,b,c\n' : 'a\tb\tc\n';
        const text = header + (name === 't.csv' ? rest : rest.replaceAll(',', '\t'));
        const read = await readAll(name, text);
        if (read instanceof ParallaxError) expect(read.code).toBe('DATA_EMPTY');
        else expectEveryLine(read, text);
      }),
      { numRuns: RUNS },
    );
  },
);

const RUNS = 100;
