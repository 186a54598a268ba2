import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../.cache/bench-python', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('../python/requirements.txt', import.meta.url));

/**
 * The interpreter of a virtual environment with the Python stack, set up in .cache/ where there is none yet.
 *
 * @returns {string} its path
 */
export function pythonEnvironment() {
  const python = `${FOLDER}/bin/python`;
  const ready = `${FOLDER}/ready`;
  if (!existsSync(ready)) {
    console.error('Setting up the Python stack in .cache/bench-python (once, some minutes)');
    const options = { stdio: ['ignore', 2, 2] };
    execFileSync('python3', ['-m', 'venv', '--clear', FOLDER], options);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS], options);
    execFileSync(python, ['-c', `open(${JSON.stringify(ready)}, 'w')`], options);
  }
  return python;
}
