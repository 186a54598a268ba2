import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, platform, totalmem } from 'node:os';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

/** What a timing depends on. */
export function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: platform(),
    node: process.version,
  };
}

/** The command as another person would type it: files by their names, without this machine's folders. */
export function command() {
  const [, script, ...rest] = process.argv;
  return ['node', `benchmarks/${basename(script)}`, ...rest.map((word) => basename(word))].join(' ');
}

/**
 * Writes the results as JSON, with the command, the day and the machine.
 *
 * @param {string} path
 */
export async function writeResults(path, results) {
  const day = new Date().toISOString().slice(0, 10);
  const text = JSON.stringify({ command: command(), day, machine: machine(), ...results });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
  console.log(`\n${path}`);
}

/** Where results are kept to be committed. */
export function resultsFile(name) {
  return fileURLToPath(new URL(`../results/${name}.json`, import.meta.url));
}

/** Prints rows of cells, the first column to the left and the others to the right. */
export function printTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  for (const row of rows) {
    console.log(
      row
        .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i])))
        .join('  '),
    );
  }
}

/** Middle value; of an even number, the mean of the two in the middle. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function round(value, digits) {
  return Number(value.toFixed(digits));
}
