import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import type { MapFonts } from '@parallax-map/core';

const require = createRequire(import.meta.url);

/**
 * Bundled files hold one alphabet each; a canvas looks through them in this order. Vietnamese stands before
 * Latin, from whose parts its letters would be put together with the marks out of place.
 */
const ALPHABETS = ['vietnamese', 'latin', 'latin-ext', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext'];
const WEIGHTS = [400, 500];

/** The system's fonts for scripts that the bundled ones lack, if it has them. */
const SERIF_FALLBACKS = [
  'Noto Serif',
  'Noto Naskh Arabic',
  'Noto Serif Devanagari',
  'Noto Serif CJK SC',
  'DejaVu Serif',
  'DejaVu Sans',
];
const SANS_FALLBACKS = [
  'Noto Sans',
  'Noto Sans Arabic',
  'Noto Sans Devanagari',
  'Noto Sans CJK SC',
  'DejaVu Sans',
];

let registered: MapFonts | null = null;

/** Makes the bundled fonts known to the canvas, once a process, and says by what names. */
export function mapFonts(): MapFonts {
  registered ??= {
    serif: [...register('alegreya', 'Parallax Serif'), ...SERIF_FALLBACKS.map(quote), 'serif'].join(', '),
    sans: [...register('source-sans-3', 'Parallax Sans'), ...SANS_FALLBACKS.map(quote), 'sans-serif'].join(
      ', ',
    ),
  };
  return registered;
}

/** Each alphabet gets a family of its own: of files under one name a canvas would use the first only. */
function register(name: string, family: string): string[] {
  return ALPHABETS.map((alphabet) => {
    const alias = `${family} ${alphabet}`;
    for (const weight of WEIGHTS) {
      const file = require.resolve(`@fontsource/${name}/files/${name}-${alphabet}-${weight}-normal.woff2`);
      GlobalFonts.register(readFileSync(file), alias);
    }
    return quote(alias);
  });
}

function quote(family: string): string {
  return `'${family}'`;
}
