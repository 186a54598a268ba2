import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

/** docs/reference/corpus.md: the bad and strange inputs of test/corpus, and what comes of each. */
export function corpusPage() {
  const entries = JSON.parse(readFileSync(join(root, 'test', 'corpus', 'corpus.json'), 'utf8'));
  const lines = [
    '# Bad and strange inputs',
    '',
    `${entries.length} inputs that tables in the wild look like, and what \`parallax audit\` (or, where it says so, \`parallax run\`)`,
    'makes of each. `test/corpus.test.ts` runs them all; the files are in `test/corpus/files`.',
    '',
    '| name | what it is | what comes of it |',
    '|---|---|---|',
    ...entries.map((entry) => `| ${entry.name} | ${cell(aboutOf(entry))} | ${cell(outcomeOf(entry))} |`),
  ];
  return lines.join('\n') + '\n';
}

function aboutOf({ about, flags = [] }) {
  return flags.length === 0 ? about : `${about}: \`${flags.join(' ')}\``;
}

function outcomeOf({ run, expect, plain }) {
  const { status, code, says = [], findings = [] } = expect;
  const command = run ? 'run: ' : '';
  if (status !== 0) {
    const said = says.length === 0 ? '' : `; says ${says.map((phrase) => `"${phrase}"`).join(', ')}`;
    return `${command}status ${status}${code === undefined ? '' : `, \`${code}\``}${said}`;
  }
  const parts = FIGURES.filter(([key]) => expect[key] !== undefined && expect[key] !== false).map(
    ([key, words]) => words(expect[key]),
  );
  if (plain) parts.push('nothing printed that a terminal would act upon');
  if (findings.length > 0) parts.push(`finds ${findings.map((finding) => `\`${finding}\``).join(', ')}`);
  return `${command}${parts.length === 0 ? 'is read' : parts.join('; ')}`;
}

const FIGURES = [
  ['rows', (rows) => plural(rows, 'row')],
  ['kept', (rows) => `${rows} on the map`],
  ['columns', (columns) => plural(columns, 'column')],
  ['files', (files) => plural(files, 'file')],
  ['rejected', (lines) => `${plural(lines, 'line')} rejected`],
  ['rejoined', (rows) => `${plural(rows, 'row')} rejoined`],
  ['blankLines', (lines) => plural(lines, 'blank line')],
  ['nulBytes', (bytes) => `${plural(bytes, 'NUL byte')} left out`],
  ['recoded', (lines) => `${plural(lines, 'line')} read as windows-1252`],
  ['encoding', (encoding) => `\`${encoding}\``],
  ['format', (format) => `\`${format}\``],
  ['gzip', () => 'gzip'],
];

function plural(count, what) {
  return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}

/** Text in a cell of the table: no bar, no line break, and no tag that the page would take for its own. */
function cell(text) {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll('\n', ' ')
    .replace(/\p{Cc}/gu, '␛');
}
