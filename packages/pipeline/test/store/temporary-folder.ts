import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder that is gone after the run of all tests. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'parallax-test-'));
}
