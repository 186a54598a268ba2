/** Red, green and blue of sRGB, integers from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Lightness 0 to 1, chroma from 0 (grey) to about 0.37, hue in degrees. */
export interface Oklch {
  l: number;
  c: number;
  h: number;
}

/**
 * The nearest displayable colour of the same lightness and hue: chroma is lowered until it fits sRGB
 * (Ottosson 2020 for OKLCH; CSS Color 4, §13.2 for why chroma and not the channels).
 */
export function fromOklch({ l, c, h }: Oklch): Rgb {
  const lightness = Math.min(1, Math.max(0, l));
  let low = 0;
  let high = c;
  if (!displayable(linear(lightness, c, h))) {
    for (let i = 0; i < 24; i++) {
      const middle = (low + high) / 2;
      if (displayable(linear(lightness, middle, h))) low = middle;
      else high = middle;
    }
    high = low;
  }
  return encode(linear(lightness, high, h));
}

/** OKLCH of an sRGB colour. */
export function toOklch(rgb: Rgb): Oklch {
  const [l, a, b] = toOklab(rgb);
  const h = (Math.atan2(b, a) * 180) / Math.PI;
  return { l, c: Math.hypot(a, b), h: h < 0 ? h + 360 : h };
}

/** OKLab of an sRGB colour: lightness, green to red, blue to yellow. */
export function toOklab(rgb: Rgb): [number, number, number] {
  const [r, g, b] = toLinear(rgb);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Distance of two colours in OKLab; about 0.02 is just visible side by side. */
export function colourDistance(a: Rgb, b: Rgb): number {
  const [l1, a1, b1] = toOklab(a);
  const [l2, a2, b2] = toOklab(b);
  return Math.hypot(l1 - l2, a1 - a2, b1 - b2);
}

/** Linear light, 0 to 1 for each channel. */
export function toLinear(rgb: Rgb): [number, number, number] {
  return [decode(rgb[0]), decode(rgb[1]), decode(rgb[2])];
}

/** sRGB of linear light; what lies outside 0 to 1 is cut. */
export function encode(light: readonly [number, number, number]): Rgb {
  return [encodeChannel(light[0]), encodeChannel(light[1]), encodeChannel(light[2])];
}

/** `#rrggbb`. */
export function hex(rgb: Rgb): string {
  return `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** The colour that `#rrggbb` names. */
export function fromHex(text: string): Rgb {
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function linear(lightness: number, c: number, h: number): [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function displayable(light: readonly number[]): boolean {
  return light.every((channel) => channel >= -1e-4 && channel <= 1 + 1e-4);
}

function decode(channel: number): number {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function encodeChannel(light: number): number {
  const value = Math.min(1, Math.max(0, light));
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}
