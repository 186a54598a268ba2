import { FONTS, linesAround, type MapFonts, type MapScene } from '@parallax-map/core';
import { readFileSync } from 'node:fs';
import { alphabetFiles } from './png-fonts.js';
import { scriptFonts } from './script-fonts.js';

/** Fonts for a file that is to look the same everywhere: rules with the fonts inside, and what the families are called. */
export interface EmbeddedFonts {
  fontFaces: string;
  families: MapFonts;
}

/** The bundled fonts that the names and words of a picture are written in, and no others. */
export function svgFonts({ labels, words }: MapScene): EmbeddedFonts {
  const names = labels.map(({ label: { lines, style } }) => ({
    text: lines.join(' '),
    weight: style.weight,
  }));
  const lines = words === null ? [] : linesAround(words);
  const serif = [...names, ...lines.filter(({ family }) => family === 'serif')];
  const sans = lines.filter(({ family }) => family === 'sans');
  const faces = [
    ...alphabetFiles('alegreya', serif).map((file) => face('Alegreya', file)),
    ...alphabetFiles('source-sans-3', sans).map((file) => face('Source Sans 3', file)),
  ];
  const scripts = scriptFonts([...serif, ...sans].map(({ text }) => text));
  faces.push(...scripts.map(({ family, path }) => face(family, { path })));
  // After the first family, which is the main one.
  const stack = (families: string): string => {
    const [main, ...others] = families.split(', ');
    return [main, ...scripts.map(({ family }) => `'${family}'`), ...others].join(', ');
  };
  return { fontFaces: faces.join(''), families: { serif: stack(FONTS.serif), sans: stack(FONTS.sans) } };
}

function face(family: string, file: { path: string; weight?: number; ranges?: string }): string {
  const bytes = readFileSync(file.path).toString('base64');
  const weight = file.weight === undefined ? '100 900' : String(file.weight);
  const ranges = file.ranges === undefined ? '' : `;unicode-range:${file.ranges}`;
  return `@font-face{font-family:'${family}';font-weight:${weight};src:url(data:font/woff2;base64,${bytes}) format('woff2')${ranges}}\n`;
}
