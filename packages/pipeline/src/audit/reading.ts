import type { FileReading, Finding, FindingExample, Reading } from '@parallax-map/core';
import { finding } from './finding.js';
import { count, cut, does, listed, part, plural, quoted } from './words.js';

/** What reading the bytes brought to light. */
export function readingFindings({ files, rejects, rejoined }: Reading): Finding[] {
  const lines = sum(files, ({ lines: all }) => all ?? 0);
  const place = (
    file: string,
    line: number | null,
    value: string,
    row: number | null = null,
  ): FindingExample => ({
    row,
    line,
    file: files.length > 1 ? file : null,
    value: cut(value, 200),
  });
  const findings: Finding[] = [];
  const rejected = sum(files, ({ rejectedLines }) => rejectedLines);
  if (rejected > 0) {
    const [first] = rejects;
    const why = first === undefined ? '' : ` The first, line ${count(first.line)}: ${first.reason}`;
    findings.push(
      finding({
        code: 'LINES_REJECTED',
        message: `${part(rejected, lines, 'lines')} ${rejected === 1 ? 'is no row' : 'are no rows'} of the table.${why.replace(/\.?$/, why === '' ? '' : '.')}`,
        action:
          'Left out, each with its line and reason in rejects.csv. Above --most-rejected the run stops. Mend these lines in the table.',
        count: rejected,
        all: lines,
        of: 'lines',
        examples: rejects.map(({ file, line, text }) => place(file, line, text)),
      }),
    );
  }
  if (rejoined.length > 0) {
    const rows = sum(files, (file) => file.rows);
    const broken = rejoined.reduce((total, { lines: many }) => total + many, 0);
    findings.push(
      finding({
        code: 'RECORDS_REJOINED',
        message: `${part(rejoined.length, rows, 'rows')} ${does(rejoined.length, 'were')} broken over ${count(broken)} lines by line breaks inside values.`,
        action: 'Put together again. audit.json names the lines of each, under reading.rejoined.',
        count: rejoined.length,
        all: rows,
        of: 'rows',
        examples: rejoined.map(({ file, row, line, lines: many }) =>
          place(file, line, `${plural(many, 'line')} from line ${count(line)}`, row),
        ),
      }),
    );
  }
  return [...findings, ...bytes(files, lines, place)];
}

type Place = (file: string, line: number | null, value: string) => FindingExample;

function bytes(files: readonly FileReading[], lines: number, place: Place): Finding[] {
  const findings: Finding[] = [];
  const whole = (concerned: readonly FileReading[], value: (file: FileReading) => string) => ({
    count: concerned.length,
    all: files.length,
    of: 'files' as const,
    examples: concerned.map((file) => place(file.name, null, `${file.name}: ${value(file)}`)),
  });
  const recoded = sum(files, ({ recodedLines }) => recodedLines);
  if (recoded > 0) {
    const concerned = files.filter(({ recodedLines }) => recodedLines > 0);
    findings.push(
      finding({
        code: 'LINES_RECODED',
        message: `${part(recoded, lines, 'lines')} ${does(recoded, 'are')} not valid ${listed([...new Set(concerned.map(({ encoding }) => encoding ?? 'utf-8'))])}.`,
        action: 'These lines are read as windows-1252. --text-encoding names the encoding of the whole file.',
        count: recoded,
        all: lines,
        of: 'lines',
        examples: concerned.map((file) =>
          place(file.name, null, `${file.name}: ${plural(file.recodedLines, 'line')}`),
        ),
      }),
    );
  }
  const detected = files.filter(({ encodingFrom }) => encodingFrom === 'detected');
  if (detected.length > 0) {
    findings.push(
      finding({
        code: 'ENCODING_DETECTED',
        message: `${fileNames(detected)} ${detected.length === 1 ? 'is' : 'are'} not UTF-8; the bytes look like ${listed([...new Set(detected.map(({ encoding }) => encoding!))])}.`,
        action: 'Read so. If letters with accents come out wrong, --text-encoding names another.',
        ...whole(detected, ({ encoding }) => encoding!),
      }),
    );
  }
  const withNuls = files.filter(({ nulBytes }) => nulBytes > 0);
  if (withNuls.length > 0) {
    findings.push(
      finding({
        code: 'NUL_BYTES',
        message: `${fileNames(withNuls)} ${withNuls.length === 1 ? 'holds' : 'hold'} ${plural(
          sum(withNuls, ({ nulBytes }) => nulBytes),
          'NUL byte',
        )}, which text has no use for.`,
        action: 'Left out. The file may have been cut off, or written by a program that failed.',
        ...whole(withNuls, ({ nulBytes }) => plural(nulBytes, 'NUL byte')),
      }),
    );
  }
  const mixed = files.filter(({ lineEnds }) => Object.values(lineEnds).filter((n) => n > 0).length > 1);
  if (mixed.length > 0) {
    findings.push(
      finding({
        code: 'LINE_ENDS_MIXED',
        message: `${fileNames(mixed)} ${mixed.length === 1 ? 'ends' : 'end'} lines in several ways: ${listed(mixed.map(ends))}.`,
        action: 'Each is read as the end of a line. The file may be joined from several.',
        ...whole(mixed, ends),
      }),
    );
  }
  const lacking = files.filter(({ missingColumns }) => missingColumns.length > 0);
  if (lacking.length > 0) {
    const names = ({ missingColumns }: FileReading): string =>
      listed(missingColumns.map((name) => quoted(name, 40)));
    findings.push(
      finding({
        code: 'FILE_COLUMNS_MISSING',
        message: `${plural(lacking.length, 'file')} ${lacking.length === 1 ? 'lacks' : 'lack'} columns that other files have: ${listed(
          lacking.map((file) => `${file.name} ${names(file)}`),
        )}.`,
        action: 'The cells of these files are blank in these columns.',
        ...whole(lacking, names),
      }),
    );
  }
  return findings;
}

function ends({ lineEnds: { lf, crlf, cr } }: FileReading): string {
  const kinds: [string, number][] = [
    ['LF', lf],
    ['CRLF', crlf],
    ['CR', cr],
  ];
  return kinds
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${count(n)} ${name}`)
    .join(', ');
}

function fileNames(files: readonly FileReading[]): string {
  return listed(files.map(({ name }) => name));
}

function sum(files: readonly FileReading[], of: (file: FileReading) => number): number {
  return files.reduce((total, file) => total + of(file), 0);
}
