/**
 * `npm start [-- <flags of parallax run>]`: sets up what is missing, makes the map of the bundled sample and
 * opens the studio.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildMissing, installMissing, root } from './setup.mjs';

installMissing();
buildMissing();

const command = join(root, 'packages', 'cli', 'bin', 'parallax.js');
const sample = join(root, 'samples', 'films-small', 'films.csv');
const child = spawn(process.execPath, [command, 'run', sample, '--open', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// The child hears Ctrl-C itself and closes in order; this process only waits for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 0));
