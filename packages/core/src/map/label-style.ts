import { FONTS } from './themes.js';
import { scriptOf } from './script.js';

/** How a name is set. Lengths are CSS pixels. */
export interface LabelStyle {
  family: string;
  size: number;
  weight: 400 | 500 | 600 | 700;
  letterSpacing: number;
  lineHeight: number;
  transform: 'uppercase' | 'sentence';
  /** Of the ink: coarse names are light, fine names dark. */
  opacity: number;
}

interface Cut {
  /** Size of the smallest and of the largest topic of a level. */
  sizes: readonly [number, number];
  weight: LabelStyle['weight'];
  /** In em. */
  spacing: number;
  lineHeight: number;
  capitals: boolean;
  opacity: number;
}

const CUTS: readonly Cut[] = [
  { sizes: [20, 26], weight: 400, spacing: 0.19, lineHeight: 1.2, capitals: true, opacity: 0.84 },
  { sizes: [14.5, 17], weight: 400, spacing: 0.13, lineHeight: 1.2, capitals: true, opacity: 0.86 },
  { sizes: [15.5, 17], weight: 500, spacing: 0.01, lineHeight: 1.12, capitals: false, opacity: 0.9 },
  { sizes: [14, 15], weight: 500, spacing: 0, lineHeight: 1.12, capitals: false, opacity: 0.95 },
  { sizes: [13, 13.5], weight: 500, spacing: 0, lineHeight: 1.12, capitals: false, opacity: 1 },
];

/**
 * Type of a name, as atlases set regions: coarse names large, light, in letter-spaced capitals; each level
 * down smaller, tighter and darker; the finest in sentence case. Capitals and spacing only where the name's
 * script has them: never between letters that join.
 *
 * @param level 1 (coarsest) to 5
 * @param share of the kept rows that the topic holds, 0 to 1
 */
export function labelStyle(level: number, share: number, text: string): LabelStyle {
  const cut = CUTS[Math.min(CUTS.length, Math.max(1, level)) - 1];
  const script = scriptOf(text);
  const capitals = cut.capitals && script.hasCase;
  const [least, most] = cut.sizes;
  const size = least + (most - least) * Math.min(1, Math.sqrt(Math.max(0, share) * 4));
  return {
    family: FONTS.serif,
    size,
    weight: cut.weight,
    letterSpacing: script.mayBeSpaced ? cut.spacing * size : 0,
    // Scripts with marks above and below need more air than capitals do.
    lineHeight: size * (script.hasCase ? cut.lineHeight : 1.4),
    transform: capitals ? 'uppercase' : 'sentence',
    opacity: cut.opacity,
  };
}

/** The name as it is set: white space evened out, in capitals or with a capital first. */
export function displayText(text: string, style: LabelStyle): string {
  const even = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (style.transform === 'uppercase') return even.toUpperCase();
  const [first = ''] = even;
  return first.toUpperCase() + even.slice(first.length);
}

/** The style as a canvas or the CSS shorthand `font` takes it; letter-spacing is set beside it. */
export function fontOf(style: Pick<LabelStyle, 'family' | 'size' | 'weight'>): string {
  return `${style.weight} ${style.size}px ${style.family}`;
}
