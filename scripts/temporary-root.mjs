/**
 * A Vitest global setup: all temporary folders of a run lie in one, which goes when the run ends. Files of tests that
 * share a process register what they clear only once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setup() {
  // Every project of the run is set up, and the folder of one is not to lie in that of another.
  if (process.env.PARALLAX_TEST_ROOT !== undefined) return;
  const root = mkdtempSync(join(tmpdir(), 'parallax-tests-'));
  process.env.PARALLAX_TEST_ROOT = root;
  // What tmpdir() reads, in this process and in those it starts: TEMP on Windows.
  process.env.TMPDIR = process.env.TEMP = root;
  return () => rmSync(root, { recursive: true, force: true, maxRetries: 3 });
}
