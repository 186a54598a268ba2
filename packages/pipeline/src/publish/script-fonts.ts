import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A file of a bundled font that holds some of the letters of a script. */
export interface FontFile {
  /** Family to register it under; each file has its own. */
  family: string;
  path: string;
}

const require = createRequire(import.meta.url);

/** Fonts of one script in one file each, by the subset that holds it. */
const ONE_FILE = [
  ['noto-naskh-arabic', 'arabic'],
  ['noto-serif-hebrew', 'hebrew'],
  ['noto-serif-devanagari', 'devanagari'],
  ['noto-serif-bengali', 'bengali'],
  ['noto-serif-tamil', 'tamil'],
  ['noto-serif-thai', 'thai'],
] as const;
/** Fonts of thousands of letters, over a hundred files each, whose subsets are called `[0]`, `[1]`, …. */
const JAPANESE = 'noto-sans-jp';
const KOREAN = 'noto-sans-kr';
const CHINESE = 'noto-sans-sc';

/** The alphabets before this code point (Hebrew's is the first after it) are those of the main fonts. */
const FIRST = 0x590;
/** Punctuation and signs that the main fonts have, between the scripts and the signs of East Asia. */
const SIGNS = { from: 0x2000, to: 0x2dff };

/**
 * The bundled files that letters of these texts need beyond the main fonts, in the order a canvas should look
 * through them. The same Han letter is drawn otherwise in Japan and in Korea than in China: kana or Hangul among
 * the texts say which is meant.
 */
export function scriptFonts(texts: readonly string[]): FontFile[] {
  const letters = new Set<number>();
  for (const text of texts) for (const letter of text) letters.add(letter.codePointAt(0)!);
  let open = [...letters].filter(
    (letter) => letter >= FIRST && !(letter >= SIGNS.from && letter <= SIGNS.to),
  );
  if (open.length === 0) return [];
  const files: FontFile[] = [];
  for (const { font, subset, ranges } of subsets(texts.join(' '))) {
    const left = open.filter((letter) => !ranges.some(([from, to]) => letter >= from && letter <= to));
    if (left.length === open.length) continue;
    open = left;
    const path = require.resolve(`@fontsource-variable/${font}/files/${font}-${subset}-wght-normal.woff2`);
    files.push({ family: `Parallax ${font} ${subset}`, path });
    if (open.length === 0) break;
  }
  return files;
}

interface Subset {
  font: string;
  subset: string;
  ranges: [number, number][];
}

/** Read one after another, only as long as letters are left. */
function* subsets(text: string): Generator<Subset> {
  for (const [font, subset] of ONE_FILE) {
    yield { font, subset, ranges: parseRanges(rangesOf(`@fontsource-variable/${font}`)[subset]!) };
  }
  for (const font of eastAsian(text)) {
    for (const [name, ranges] of Object.entries(rangesOf(`@fontsource-variable/${font}`))) {
      const [, number] = /^\[(\d+)\]$/.exec(name) ?? [];
      if (number !== undefined) yield { font, subset: number, ranges: parseRanges(ranges) };
    }
  }
}

function eastAsian(text: string): string[] {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return [JAPANESE, KOREAN, CHINESE];
  if (/\p{Script=Hangul}/u.test(text)) return [KOREAN, CHINESE, JAPANESE];
  return [CHINESE, JAPANESE, KOREAN];
}

/** The letters that each file of a font holds, by its subset. */
export function rangesOf(font: string): Record<string, string> {
  const path = require.resolve(`${font}/unicode.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
}

/** "U+0E01-0E5B,U+25CC" as first and last code points. */
export function parseRanges(ranges: string): [number, number][] {
  return ranges.split(',').map((range) => {
    const [from, to = from] = range.replace(/^U\+/, '').split('-');
    return [parseInt(from!, 16), parseInt(to!, 16)];
  });
}
