/**
 * The audit of a messy table beside the faults that were listed by reading it: see README.md.
 *
 *   node benchmarks/audit.mjs <films-tmdb-raw.csv> [--out <file.json>]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { auditAllRows } from './lib/audit-all-rows.mjs';
import { sampleLines } from './lib/audit-sample.mjs';
import { printTable, resultsFile, round, writeResults } from './lib/report.mjs';
import { readReasons } from './lib/results.mjs';
import { runParallax } from './lib/run-parallax.mjs';

/** Class of fault that a code of the audit tells; codes about columns and files are about no line. */
const CLASSES = {
  LINES_REJECTED: 'broken-record',
  RECORDS_REJOINED: 'broken-record',
  ROW_TRUNCATED: 'truncated',
  ROW_SHIFTED: 'shifted',
  TEXT_MISSING: 'missing-text',
  TEXT_SHORT: 'short-text',
  TEXT_PLACEHOLDER: 'placeholder-text',
  PLACEHOLDER: 'placeholder-text',
  TEXT_REPEATED: 'duplicate-text',
  TEXT_SHARED: 'duplicate-text',
  TEXT_NEARLY_SHARED: 'duplicate-text',
  ROW_REPEATED: 'duplicate-text',
  TITLE_REPEATED: 'duplicate-title',
  TEXT_LONG: 'too-long',
  LANGUAGE_FOREIGN: 'not-english',
  BOILERPLATE_SENTENCE: 'boilerplate',
  BOILERPLATE_START: 'boilerplate',
  BOILERPLATE_END: 'boilerplate',
  GARBLED: 'mojibake',
  REPLACEMENT_CHARACTERS: 'mojibake',
  CONTROL_CHARACTERS: 'html-or-control',
  INVISIBLE_CHARACTERS: 'html-or-control',
  MARKUP: 'html-or-control',
  NUMBER_THOUSANDS_POINTS: 'thousands-points',
  // The file's only numbers of this kind have a point too many for decimals: 5.083.954.
  NUMBER_CONFLICTING: 'thousands-points',
  DATE_IMPOSSIBLE: 'future-or-impossible-date',
  DATE_FAR: 'future-or-impossible-date',
};
const BROKEN = 'broken-record';

const { values, positionals } = parseArgs({ options: { out: { type: 'string' } }, allowPositionals: true });
const [table] = positionals;
if (table === undefined)
  throw new Error('node benchmarks/audit.mjs <films-tmdb-raw.csv> [--out <file.json>]');
const path = resolve(table);
const truth = JSON.parse(await readFile(new URL('./audit-truth.json', import.meta.url), 'utf8'));
checkSample(truth.lines, (await readFile(path, 'utf8')).split('\n').slice(0, -1));

const audit = await auditAllRows(path);
const found = faultsByLine(audit);
const classes = score(truth.lines, found, audit.reading.rejoined);
printTable([
  ['class', 'true', 'told', 'right', 'precision', 'recall'],
  ...Object.entries(classes).map(([name, { faults, told, right, precision, recall }]) => [
    name,
    faults,
    told,
    right,
    precision ?? '–',
    recall ?? '–',
  ]),
]);
const lines = await accounting(audit);
printTable([['lines', ''], ...Object.entries({ ...lines, ...lines.dropped, dropped: '' })]);
await writeResults(values.out ? resolve(values.out) : resultsFile('audit'), {
  sampled: truth.lines.length,
  classes,
  disagreements: disagreements(truth.lines, found, audit.reading.rejoined),
  lines,
});

/** The faults that were listed must be those of the lines that the rule draws from this very file. */
function checkSample(listed, lines) {
  const drawn = sampleLines(lines);
  const same = drawn.length === listed.length && drawn.every((line, i) => line === listed[i].line);
  if (!same)
    throw new Error(`${path} must be the table whose lines audit-truth.json lists; the rule draws others`);
}

/** Classes that the audit tells of each line; a record's other faults are told of its first line. */
function faultsByLine({ reading, findings }) {
  const byLine = new Map();
  const add = (line, name) => byLine.set(line, (byLine.get(line) ?? new Set()).add(name));
  for (const { line, lines } of [...reading.rejects, ...reading.rejoined]) {
    for (let i = 0; i < lines; i++) add(line + i, BROKEN);
  }
  for (const { code, of, examples } of findings) {
    const name = classOf(code);
    if (name === undefined || name === BROKEN || of === 'columns' || of === 'files') continue;
    for (const { line } of examples) if (line !== null) add(line, name);
  }
  return byLine;
}

function classOf(code) {
  if (CLASSES[code]) return CLASSES[code];
  if (code.startsWith('DATE')) return 'bad-date';
  return code.startsWith('NUMBER') ? 'bad-number' : undefined;
}

/** Precision and recall of each class and of all, over the lines that were read; doubtful ones count neither way. */
function score(listed, byLine, rejoined) {
  const tallies = {};
  for (const { name, isTrue, isTold } of judged(listed, byLine, rejoined)) {
    for (const key of [name, 'all']) {
      const tally = (tallies[key] ??= { faults: 0, told: 0, right: 0 });
      tally.faults += isTrue;
      tally.told += isTold;
      tally.right += isTrue && isTold;
    }
  }
  const { all, ...rest } = tallies;
  const named = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    [...named, ['all', all]].map(([name, tally]) => [
      name,
      { ...tally, precision: share(tally.right, tally.told), recall: share(tally.right, tally.faults) },
    ]),
  );
}

function disagreements(listed, byLine, rejoined) {
  return [...judged(listed, byLine, rejoined)]
    .filter(({ isTrue, isTold }) => isTrue !== isTold)
    .map(({ line, name, isTrue }) => ({ line, class: name, is: isTrue ? 'missed' : 'told wrongly' }));
}

/** Each class that is true of a line or told of it. */
function* judged(listed, byLine, rejoined) {
  const first = firstLines(rejoined);
  for (const { line, faults, doubtful = [] } of listed) {
    const own = byLine.get(line) ?? new Set();
    const record = byLine.get(first.get(line) ?? line) ?? new Set();
    for (const name of new Set([...faults, ...own])) {
      if (doubtful.includes(name)) continue;
      // What is wrong with a record that was put together is told of its first line, and true of any of its lines.
      yield {
        line,
        name,
        isTrue: faults.includes(name),
        isTold: own.has(name) || (faults.includes(name) && record.has(name)),
      };
    }
  }
}

function firstLines(rejoined) {
  const first = new Map();
  for (const { line, lines } of rejoined) for (let i = 0; i < lines; i++) first.set(line + i, line);
  return first;
}

/** Where every line of the file went, and what became of the rows. */
async function accounting({ reading }) {
  const [file] = reading.files;
  const folder = await mkdtemp(join(tmpdir(), 'parallax-audit-'));
  try {
    const out = join(folder, 'films.parallax');
    await runParallax(path, ['--out', out, '--encoder', 'tfidf', '--no-refit']);
    const reasons = await readReasons(out, 'main');
    return {
      all: file.lines,
      header: file.headerLines,
      blank: file.blankLines,
      rejected: file.rejectedLines,
      ofRows: file.rowLines,
      unaccounted: file.lines - file.headerLines - file.blankLines - file.rejectedLines - file.rowLines,
      rows: file.rows,
      rejoinedRows: reading.rejoined.length,
      rejoinedLines: reading.rejoined.reduce((sum, { lines }) => sum + lines, 0),
      ...reasons,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function share(part, all) {
  return all === 0 ? null : round(part / all, 3);
}
