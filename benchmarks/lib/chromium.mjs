import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  ...['--enable-unsafe-swiftshader', '--use-angle=swiftshader', '--enable-precise-memory-info'],
];

/** Chromium that draws WebGL2 in software; `PARALLAX_CHROMIUM` says which, else the usual places do. */
export function openChromium() {
  const executablePath = process.env.PARALLAX_CHROMIUM ?? PLACES.find((place) => existsSync(place));
  return chromium.launch({ executablePath, args: FLAGS });
}
