import { colourDistance, encode, toLinear, type Rgb } from './oklch.js';

/** Ways of seeing that a palette is checked against. */
export const VISIONS = ['typical', 'protanopia', 'deuteranopia', 'tritanopia'] as const;
export type Vision = (typeof VISIONS)[number];
/** Those that palettes are made for: tritanopia is seen in about one person of ten thousand. */
export const COMMON_VISIONS = ['typical', 'protanopia', 'deuteranopia'] as const;

/** How a colour looks to such an eye (Machado, Oliveira & Fernandes 2009, full severity). */
export function asSeenBy(vision: Vision, rgb: Rgb): Rgb {
  if (vision === 'typical') return rgb;
  const [r, g, b] = toLinear(rgb);
  const m = MACHADO[vision];
  return encode([
    m[0] * r + m[1] * g + m[2] * b,
    m[3] * r + m[4] * g + m[5] * b,
    m[6] * r + m[7] * g + m[8] * b,
  ]);
}

/** Least distance in OKLab over typical, protan and deutan eyes. */
export function safeDistance(a: Rgb, b: Rgb): number {
  return Math.min(
    ...COMMON_VISIONS.map((vision) => colourDistance(asSeenBy(vision, a), asSeenBy(vision, b))),
  );
}

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

const MACHADO: Record<Exclude<Vision, 'typical'>, Matrix> = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};
