import { FONTS, linesAround, type MapScene } from '@parallax-map/core';

/**
 * The page's own fonts, as far as a picture writes in them, as `@font-face` rules with the fonts inside: the file then
 * looks the same elsewhere. A font that cannot be had is left to the reader's own.
 */
export async function embeddedFonts({ labels, words }: MapScene): Promise<string> {
  const lines = words === null ? [] : linesAround(words);
  const texts: Written[] = [
    ...labels.map(({ label: { lines, style } }) => written('serif', style.weight, lines.join(''))),
    ...lines.map(({ family, weight, text }) => written(family, weight, text)),
  ];
  const rules = await Promise.all(fontRules().map((rule) => faceFor(rule, texts)));
  return rules.join('');
}

/** Letters that are set in a family and a weight. */
interface Written {
  family: string;
  weight: number;
  codes: number[];
}

function written(family: keyof typeof FONTS, weight: number, text: string): Written {
  const codes = Array.from(text, (letter) => letter.codePointAt(0)!);
  return { family: bare(FONTS[family].split(',')[0]!), weight, codes };
}

function fontRules(): CSSFontFaceRule[] {
  return Array.from(document.styleSheets).flatMap((sheet) =>
    Array.from(sheet.cssRules).filter((rule) => rule instanceof CSSFontFaceRule),
  );
}

async function faceFor({ style, parentStyleSheet }: CSSFontFaceRule, texts: Written[]): Promise<string> {
  const family = bare(style.getPropertyValue('font-family'));
  const weight = Number(style.getPropertyValue('font-weight'));
  const ranges = style.getPropertyValue('unicode-range');
  const holds = within(ranges);
  if (!texts.some((text) => text.family === family && text.weight === weight && text.codes.some(holds))) {
    return '';
  }
  const [, address] = /url\((?:"|')?([^"')]+)/.exec(style.getPropertyValue('src')) ?? [];
  if (address === undefined) return '';
  const base = parentStyleSheet?.href ?? document.baseURI;
  const inside = address.startsWith('data:') ? address : await asDataAddress(new URL(address, base).href);
  if (inside === null) return '';
  const range = ranges === '' ? '' : `;unicode-range:${ranges}`;
  return `@font-face{font-family:'${family}';font-weight:${weight};src:url(${inside}) format('woff2')${range}}\n`;
}

function bare(family: string): string {
  return family.trim().replace(/^["']|["']$/g, '');
}

/** Whether a code point is among "U+0-FF, U+131". */
function within(ranges: string): (code: number) => boolean {
  const pairs = ranges.split(',').map((range) => {
    const [from, to = from] = range.trim().replace(/^U\+/i, '').split('-');
    return [parseInt(from!, 16), parseInt(to!, 16)] as const;
  });
  return (code) => ranges === '' || pairs.some(([from, to]) => code >= from && code <= to);
}

async function asDataAddress(address: string): Promise<string | null> {
  try {
    const answer = await fetch(address);
    if (!answer.ok) return null;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return `data:font/woff2;base64,${btoa(binary)}`;
  } catch {
    return null;
  }
}
