/**
 * Writes what is read off the code: docs/reference/recipe.md and recipe.schema.json from the recipe's schema,
 * docs/reference/errors.md from the error codes, findings.md from the codes of the audit, corpus.md from
 * test/corpus. With --check it only says whether they are up to date.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decisions, ERRORS, FINDINGS, recipeJsonSchema, ROW_COLUMNS } from '@parallax-map/core';
import { corpusPage } from './corpus-page.mjs';
import { root } from './setup.mjs';

const folder = join(root, 'docs', 'reference');
const pages = {
  'recipe.md': recipePage(),
  'recipe.schema.json': JSON.stringify(recipeJsonSchema(), null, 2) + '\n',
  'errors.md': errorsPage(),
  'findings.md': findingsPage(),
  'rows.md': rowsPage(),
  'corpus.md': corpusPage(),
};

mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  const path = join(folder, name);
  if (read(path) === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`docs/reference/${name} is out of date: npm run build:docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
  }
}

function recipePage() {
  const lines = [
    '# Recipe',
    '',
    'Every decision between a table and its map. They stand in `parallax.json`: those of `data` once, the others',
    'in each perspective. A flag of `parallax run` makes the same decision and writes it there.',
    '`null` (`auto` as a flag) leaves a decision to the data; the report says what came of it.',
  ];
  let section = '';
  for (const decision of decisions()) {
    if (decision.section !== section) {
      section = decision.section;
      lines.push(
        '',
        `## ${section}`,
        '',
        '| decision | flag | default | what it means |',
        '|---|---|---|---|',
      );
    }
    const flag = decision.flag ? `\`--${decision.flag}\`` : '–';
    const choices =
      decision.choices.length > 0
        ? ` One of ${decision.choices.map((choice) => `\`${choice}\``).join(', ')}.`
        : '';
    lines.push(
      `| \`${decision.path}\` | ${flag} | ${shown(decision)} | ${cell(`${decision.about}${choices} _${decision.shows}_`)} |`,
    );
  }
  return lines.join('\n') + '\n';
}

function shown({ default: value, nullable }) {
  if (value === undefined) return 'none: must be said';
  if (value === null && nullable) return '`null`';
  return `\`${JSON.stringify(value)}\``;
}

function errorsPage() {
  const lines = [
    '# Errors',
    '',
    'Every error has a stable code and the command exits with the status beside it. With `--json` an error is one',
    'line: `{"type":"error","code":…,"message":…,"status":…}`. `--stack` shows where it came from.',
    '',
    '| code | status | meaning |',
    '|---|---|---|',
  ];
  for (const [code, { status, about }] of Object.entries(ERRORS)) {
    lines.push(`| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${status} | ${cell(about)} |`);
  }
  return lines.join('\n') + '\n';
}

function findingsPage() {
  const lines = [
    '# Findings',
    '',
    'Everything `parallax audit` looks for. Codes are stable; `--fail-on` takes them. A warning about a column that',
    'plays no role in the recipe is told as a note. [The audit](../audit.md) says how to read and use them.',
    '',
    '| code | severity | what is found | what a run does about it |',
    '|---|---|---|---|',
  ];
  for (const [code, { severity, about, done }] of Object.entries(FINDINGS)) {
    lines.push(
      `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${severity} | ${cell(about)} | ${cell(done)} |`,
    );
  }
  return lines.join('\n') + '\n';
}

function rowsPage() {
  const lines = [
    '# rows.parquet',
    '',
    'One line per input row, in input order.',
    '',
    '| column | type | meaning |',
    '|---|---|---|',
  ];
  for (const { name, type, about } of ROW_COLUMNS) lines.push(`| \`${name}\` | ${type} | ${cell(about)} |`);
  return lines.join('\n') + '\n';
}

function cell(text) {
  return text.replaceAll('|', '\\|');
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
