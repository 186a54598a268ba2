import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { settings } from './vite.config.mjs';

/** Stands once in the shell of the offline page; whoever publishes puts the data there. */
const SLOT = '<!--parallax:data-->';

// The bundler reads this from whoever calls; the page must not differ by caller.
process.env.NODE_ENV = 'production';

/** Folder to build into: the argument, or dist/ of this package. */
const dist = resolve(process.argv[2] ?? fileURLToPath(new URL('dist', import.meta.url)));
const parts = join(dist, 'offline-parts');

await build(settings('live', join(dist, 'live')));
await build(settings('offline', parts));
const shell = await foldIntoOnePage();
const kilobytes = Math.round(Buffer.byteLength(shell) / 1024);
console.log(`studio: ${join(dist, 'live')} and ${join(dist, 'offline.html')} (${kilobytes} kB without data)`);

/** One page that asks for nothing: its policy names the script by hash and forbids every connection. */
async function foldIntoOnePage() {
  const script = asInline(await readFile(join(parts, 'studio.js'), 'utf8'));
  const style = (await readFile(join(parts, 'studio.css'), 'utf8')).replaceAll('</style', '<\\/style');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    // The worker that cuts topics anew stands in the script itself.
    'worker-src blob:',
    'font-src data:',
    'img-src data: blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
    '<meta name="referrer" content="no-referrer">',
    '<title>Parallax</title>',
    '<link rel="icon" href="data:,">',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="studio"></div>',
    SLOT,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
  const slots = page.split(SLOT).length - 1;
  if (slots !== 1) throw new Error(`The shell must hold ${SLOT} once, but holds it ${slots} times.`);
  await writeFile(join(dist, 'offline.html'), page);
  await rm(parts, { recursive: true });
  return page;
}

/** JavaScript that an HTML parser reads to its end: no closing tag, no comment opening. */
function asInline(script) {
  return script.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '\\x3C!--');
}
