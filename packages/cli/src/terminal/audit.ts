import {
  SEVERITIES,
  type Finding,
  type FindingExample,
  type RunEvent,
  type Severity,
} from '@parallax-map/core';
import type { AuditAnswer } from '@parallax-map/pipeline';
import { count, plural, safe } from './words.js';
import { wrap } from './wrap.js';

/** Findings that a run tells; the rest is left to `parallax audit`. */
const MOST_IN_SHORT = 6;
/** Characters of a value that an example shows. */
const LONGEST_VALUE = 90;
const LANGUAGES = 5;

/**
 * An audit in words: every finding, worst first, and where the files are.
 *
 * @param width columns that a line may take
 */
export function auditText({ audit, columns, folder }: AuditAnswer, width: number): string {
  const { source, rows, findings } = audit;
  const head = [
    `${safe(source)}: ${plural(rows, 'row')}, ${plural(audit.columns, 'column')}.`,
    `Read as ${roles(columns)}.`,
    ...(audit.languages.length > 0 ? [`Languages of the texts: ${languages(audit.languages)}.`] : []),
  ].map((line) => wrap(line, width, 2));
  const parts = SEVERITIES.flatMap((severity) => {
    const own = findings.filter((one) => one.severity === severity);
    if (own.length === 0) return [];
    return [plural(own.length, severity), ...own.map((one) => findingText(one, width))];
  });
  const counted = SEVERITIES.map((severity) =>
    plural(findings.filter((one) => one.severity === severity).length, severity),
  ).join(', ');
  const files = `${safe(folder)}/audit.json and rejects.csv`;
  return [head.join('\n'), ...parts, wrap(`${counted}: ${files}`, width, 2)].join('\n\n') + '\n';
}

/** The worst findings of a run, in short; nothing where there is nothing to warn of. */
export function auditInShort(
  { source, findings, reused }: Extract<RunEvent, { type: 'audit' }>,
  width: number,
): string[] {
  const bad = findings.filter(({ severity }) => severity !== 'note');
  if (bad.length === 0) return [];
  const told = `parallax audit ${safe(source)}`;
  if (reused) return [`The table still has ${severities(bad)}: ${told} tells them.`];
  const shown = bad.slice(0, MOST_IN_SHORT);
  const left = bad.length - shown.length;
  return [
    'What is wrong with the table',
    ...shown.flatMap(({ severity, message, action }) => [
      wrap(`  ${severity === 'error' ? '!!' : '! '} ${safe(message)}`, width, 5),
      wrap(`     ${safe(action)}`, width, 5),
    ]),
    ...(left > 0 ? [`  and ${count(left)} more: ${told}`] : []),
  ];
}

function findingText({ code, column, message, action, examples }: Finding, width: number): string {
  const where = column === null ? '' : `  ${safe(column)}`;
  return [
    wrap(`  ${code}${where}`, width, 4),
    wrap(`    ${safe(message)}`, width, 4),
    wrap(`    ${safe(action)}`, width, 4),
    ...examples.map((example) => wrap(`      ${exampleText(example)}`, width, 8)),
  ].join('\n');
}

function exampleText({ row, line, file, value }: FindingExample): string {
  const places = [
    ...(file === null ? [] : [safe(file)]),
    ...(line === null ? [] : [`line ${count(line)}`]),
    ...(row === null ? [] : [`row ${count(row)}`]),
  ];
  const clipped = clip(safe(value));
  const shown = clipped === '' ? '(blank)' : row === null && line === null ? clipped : `“${clipped}”`;
  return places.length === 0 ? shown : `${places.join(', ')}: ${shown}`;
}

function clip(text: string): string {
  const letters = [...text];
  return letters.length > LONGEST_VALUE ? `${letters.slice(0, LONGEST_VALUE - 1).join('')}…` : text;
}

/** `text {overview}, title title, time release_date` */
function roles(columns: AuditAnswer['columns']): string {
  const said = SHOWN.flatMap((role) => {
    const value = [columns[role] ?? []].flat().join(', ');
    return value === '' ? [] : [`${role} ${safe(value)}`];
  });
  return columns['text'] === null ? ['no text', ...said].join('; ') : said.join('; ');
}

const SHOWN = ['text', 'title', 'id', 'time', 'image', 'weight', 'facets'];

function languages(found: AuditAnswer['audit']['languages']): string {
  const shown = found.slice(0, LANGUAGES).map(({ language, texts }) => `${nameOf(language)} ${count(texts)}`);
  const left = found.length - shown.length;
  return shown.join(', ') + (left > 0 ? ` and ${plural(left, 'other')}` : '');
}

/** es → Spanish */
function nameOf(language: string): string {
  return language === 'und' ? 'not clear' : (NAMES.of(language) ?? language);
}

const NAMES = new Intl.DisplayNames(['en'], { type: 'language' });

function severities(findings: readonly Finding[]): string {
  const of = (severity: Severity): number => findings.filter((one) => one.severity === severity).length;
  return (['error', 'warning'] as const)
    .filter((severity) => of(severity) > 0)
    .map((severity) => plural(of(severity), severity))
    .join(' and ');
}
