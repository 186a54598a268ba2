import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * Folds the command and what it is made of into a few files, since to find and read some 600 modules takes Node
 * longer than many a command does its work. What package.json of the command names beside our own packages is left
 * where it is installed; the rest is folded in, with its licences beside it.
 */
const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, 'dist', 'bundle');
const packages = resolve(here, '..');
const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const FOLDED = ['@parallax-map/core', '@parallax-map/kernels', '@parallax-map/pipeline', 'commander'];
const left = Object.keys(dependencies).filter((name) => !FOLDED.includes(name));

rmSync(out, { recursive: true, force: true });
const bundle = await rolldown({
  input: { main: join(here, 'dist', 'main.js'), ...workers() },
  platform: 'node',
  external: (id) => left.some((name) => id === name || id.startsWith(`${name}/`)),
  plugins: [
    { name: 'places', transform: withPlaces },
    { name: 'languages', transform: withLanguages },
  ],
});
const { output } = await bundle.write({ dir: out, format: 'esm', entryFileNames: '[name].js' });
await bundle.close();
writeFileSync(join(out, 'LICENSES.txt'), licences(output.flatMap(({ moduleIds = [] }) => moduleIds)));
const kilobytes = Math.round(output.reduce((sum, { code = '' }) => sum + code.length, 0) / 1024);
console.log(`command: ${out} (${kilobytes} kB)`);

/** Programs of worker threads, each an entry of its own: `encode-tfidf-worker` is encode/tfidf/worker.js. */
function workers() {
  const sources = readdirSync(join(packages, 'pipeline', 'src'), { recursive: true });
  const files = sources
    .filter((file) => basename(file) === 'worker.ts')
    .map((file) => file.slice(0, -2) + 'js');
  const paths = files.map((file) => join(packages, 'pipeline', 'dist', file));
  return Object.fromEntries(paths.map((path) => [entryName(path), path]));
}

function entryName(path) {
  return relative(join(packages, 'pipeline', 'dist'), path)
    .replaceAll('\\', '/')
    .replaceAll('/', '-')
    .slice(0, -3);
}

/** A module that asks where it stands is told where it stood: files beside it are still there. Workers are here. */
function withPlaces(code, id) {
  const home = ['cli', 'pipeline'].find((name) => id.startsWith(join(packages, name, 'dist')));
  if (home === undefined || !code.includes('import.meta.url')) return null;
  const worker = JSON.stringify(`./${entryName(join(dirname(id), 'worker.js'))}.js`);
  const folder = `${relative(join(packages, home, 'dist'), dirname(id)).replaceAll('\\', '/') || '.'}/`;
  const from =
    home === 'cli' ? `new URL('../', import.meta.url)` : `import.meta.resolve('@parallax-map/pipeline')`;
  const place = `new URL(${JSON.stringify(folder + basename(id))}, ${from}).href`;
  const marked = code.replaceAll("new URL('./worker.js', import.meta.url)", `new URL(${worker}, HERE)`);
  return marked.replaceAll('import.meta.url', place).replaceAll('HERE', 'import.meta.url');
}

/** What the detector of languages knows is an object of megabytes; V8 reads it twice as fast as JSON. */
async function withLanguages(_code, id) {
  if (!/[\\/]eld[\\/]src[\\/]ngrams[\\/]/.test(id)) return null;
  const { ngramsData } = await import(pathToFileURL(id).href);
  return `export const ngramsData = JSON.parse(${JSON.stringify(JSON.stringify(ngramsData))});`;
}

function licences(modules) {
  const folders = modules.flatMap(
    (id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/')) ?? [],
  );
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
      const said = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim());
      return [`${name} ${version} (${license})`, ...said].join('\n\n');
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}
