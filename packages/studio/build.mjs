import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'vite';
import { settings } from './vite.config.mjs';

/** Stands once in the shell of the offline page; whoever publishes puts the data there. */
const SLOT = '<!--parallax:data-->';

await build(settings('live'));
await build(settings('offline'));
const shell = await foldIntoOnePage();
const kilobytes = Math.round(Buffer.byteLength(shell) / 1024);
console.log(`studio: dist/live and dist/offline.html (${kilobytes} kB without data)`);

/** One page that asks for nothing: its policy names the script by hash and forbids every connection. */
async function foldIntoOnePage() {
  const parts = new URL('dist/offline-parts/', import.meta.url);
  const script = asInline(await readFile(new URL('studio.js', parts), 'utf8'));
  const style = (await readFile(new URL('studio.css', parts), 'utf8')).replaceAll('</style', '<\\/style');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
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
  await writeFile(new URL('dist/offline.html', import.meta.url), page);
  await rm(parts, { recursive: true });
  return page;
}

/** JavaScript that an HTML parser reads to its end: no closing tag, no comment opening. */
function asInline(script) {
  return script.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '\\x3C!--');
}
