import { THEMES, fromHex, labelStyle, toLinear, type Rgb, type ThemeName } from '@parallax-map/core';
import { describe, expect, it } from 'vitest';

type Token = keyof (typeof THEMES)['day'];

/** Text on its ground, as src/styles sets them: what stands on the map, on panels, and on what is chosen there. */
const TEXT: [Token, Token][] = [
  ['ink', 'background'],
  ['ink', 'panel'],
  ['ink', 'raised'],
  ['muted', 'background'],
  ['muted', 'panel'],
  ['muted', 'raised'],
  ['accent', 'background'],
  ['accent', 'panel'],
  ['accent', 'raised'],
  ['wrong', 'background'],
  ['wrong', 'panel'],
];

describe.each<ThemeName>(['day', 'night'])('by %s', (name) => {
  const theme = THEMES[name];

  it.each(TEXT)('%s reads on %s (WCAG 2.2 AA, 4.5 : 1)', (text, ground) => {
    expect(contrast(fromHex(theme[text]), fromHex(theme[ground]))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([1, 2, 3, 4, 5])('a name of level %d reads on its halo, as light as it is set', (level) => {
    const { opacity } = labelStyle(level, 0.1, 'Lighthouse keepers');
    const halo = fromHex(theme.halo);
    const set = fromHex(theme.ink).map((ink, k) => ink * opacity + halo[k]! * (1 - opacity));
    expect(contrast(set as unknown as Rgb, halo)).toBeGreaterThanOrEqual(4.5);
  });

  it.each<Token>(['background', 'panel'])('rings, focus and switches stand out from %s (3 : 1)', (ground) => {
    expect(contrast(fromHex(theme.accent), fromHex(theme[ground]))).toBeGreaterThanOrEqual(3);
  });
});

it('is measured as WCAG does', () => {
  expect(contrast(fromHex('#000000'), fromHex('#ffffff'))).toBeCloseTo(21, 6);
  expect(contrast(fromHex('#777777'), fromHex('#ffffff'))).toBeCloseTo(4.48, 2);
});

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = toLinear(rgb);
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
