import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';
import type { MapFonts } from '@parallax-map/core';
import { parseRanges, rangesOf, scriptFonts } from './script-fonts.js';

const require = createRequire(import.meta.url);

/**
 * Bundled files hold one alphabet each; a canvas looks through them in this order. Vietnamese stands before
 * Latin, from whose parts its letters would be put together with the marks out of place.
 */
const ALPHABETS = ['vietnamese', 'latin', 'latin-ext', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext'];
const WEIGHTS = [400, 500];

/** The system's fonts for scripts that the bundled ones lack, if it has them. */
const SERIF_FALLBACKS = ['Noto Serif', 'DejaVu Serif', 'DejaVu Sans'];
const SANS_FALLBACKS = ['Noto Sans', 'DejaVu Sans'];

const registered = new Set<string>();

/**
 * Makes the bundled fonts that these texts need known to the canvas, each once a process, and says by what
 * names: the main fonts always, those of other scripts where a text has letters of them.
 */
export function mapFonts(texts: readonly string[]): MapFonts {
  const scripts = scriptFonts(texts).map(({ family, path }) => registerFile(family, [path]));
  const stack = (main: string[], system: readonly string[], generic: string): string =>
    [...main, ...scripts, ...system.map(quote), generic].join(', ');
  return {
    serif: stack(register('alegreya', 'Parallax Serif'), SERIF_FALLBACKS, 'serif'),
    sans: stack(register('source-sans-3', 'Parallax Sans'), SANS_FALLBACKS, 'sans-serif'),
  };
}

/**
 * The files of a main font that these texts need, each with the letters it holds as CSS has them.
 *
 * @param texts with the weight that each is set in
 */
export function alphabetFiles(
  name: string,
  texts: readonly { text: string; weight: number }[],
): { path: string; weight: number; ranges: string }[] {
  const held = rangesOf(`@fontsource/${name}`);
  return WEIGHTS.flatMap((weight) => {
    const letters = new Set(texts.flatMap((one) => (one.weight === weight ? Array.from(one.text) : [])));
    const codes = Array.from(letters, (letter) => letter.codePointAt(0)!);
    return ALPHABETS.filter((alphabet) => {
      const ranges = parseRanges(held[alphabet]!);
      return codes.some((code) => ranges.some(([from, to]) => code >= from && code <= to));
    }).map((alphabet) => ({ path: alphabetFile(name, alphabet, weight), weight, ranges: held[alphabet]! }));
  });
}

function alphabetFile(name: string, alphabet: string, weight: number): string {
  return require.resolve(`@fontsource/${name}/files/${name}-${alphabet}-${weight}-normal.woff2`);
}

/** Each alphabet gets a family of its own: of files under one name a canvas would use the first only. */
function register(name: string, family: string): string[] {
  return ALPHABETS.map((alphabet) => {
    const paths = WEIGHTS.map((weight) => alphabetFile(name, alphabet, weight));
    return registerFile(`${family} ${alphabet}`, paths);
  });
}

function registerFile(family: string, paths: readonly string[]): string {
  if (!registered.has(family)) {
    for (const path of paths) GlobalFonts.register(readFileSync(path), family);
    registered.add(family);
  }
  return quote(family);
}

function quote(family: string): string {
  return `'${family}'`;
}
