/**
 * `npm start [-- --sample films|union] [-- <flags of parallax run>]`: sets up what is missing, makes the map of a
 * sample and opens the studio.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildMissing, installMissing, root } from './setup.mjs';
import { ensureUnion } from './union.mjs';

const SAMPLES = {
  films: async () => [join(root, 'samples', 'films', 'films.csv'), '--time', 'year'],
  union: async () => {
    const table = join(root, '.cache', 'union', 'union.csv');
    await ensureUnion(table);
    return [table, '--text', '{text}', '--time', 'year'];
  },
};

const { name, flags } = chosen(process.argv.slice(2));
const sample = SAMPLES[name];
if (!sample) fail(`--sample must be ${Object.keys(SAMPLES).join(' or ')}, got ${JSON.stringify(name)}`);
installMissing();
buildMissing();

const command = join(root, 'packages', 'cli', 'bin', 'parallax.js');
const table = await sample().catch((error) => fail(error.message));
const child = spawn(process.execPath, [command, 'run', ...table, '--open', ...flags], {
  cwd: root,
  stdio: 'inherit',
});
// The child hears Ctrl-C itself and closes in order; this process only waits for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 0));

/** Which sample is asked for, and the flags that are not ours. */
function chosen(args) {
  const at = args.findIndex((arg) => arg === '--sample' || arg.startsWith('--sample='));
  if (at < 0) return { name: 'films', flags: args };
  const joined = args[at].includes('=');
  const name = joined ? args[at].slice('--sample='.length) : (args[at + 1] ?? '');
  return { name, flags: args.toSpliced(at, joined ? 1 : 2) };
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
