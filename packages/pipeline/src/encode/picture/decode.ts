import { ParallaxError } from '@parallax-map/core';

/** Red, green and blue of each pixel, 0 to 255, row by row from the top left. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Why bytes are no picture that can be looked at; the message follows "dropped:". */
export class Unreadable extends Error {}

/** Bytes of a picture's file at most. */
export const MOST_BYTES = 50_000_000;
/** Pixels of a picture at most: a small file can claim to be larger than memory. */
export const MOST_PIXELS = 100_000_000;

/**
 * Reads a picture as Pillow does with `convert("RGB")`: as it is stored, whatever turn its camera asks for, without its
 * colour profile; transparency is left out, grey made grey in red, green and blue, CMYK multiplied out; of an animation
 * the first frame. JPEG, PNG, WebP, GIF, TIFF and AVIF are read.
 *
 * @throws Unreadable; ParallaxError MODEL_UNAVAILABLE where pictures cannot be read on this machine
 */
export async function decodePicture(bytes: Uint8Array): Promise<Pixels> {
  checkKind(bytes);
  const sharp = await loadSharp();
  const options = {
    failOn: 'error',
    limitInputPixels: MOST_PIXELS,
    ignoreIcc: true,
    sequentialRead: true,
  } as const;
  try {
    const { width, height, space } = await sharp(bytes, { ...options, limitInputPixels: 0 }).metadata();
    if (width * height > MOST_PIXELS) throw new Unreadable('picture of more than 100 megapixels');
    const isInk = space === 'cmyk';
    const picture = sharp(bytes, options);
    // As inks they come as they are stored; else libvips would print them by a profile.
    const kept = isInk
      ? picture.pipelineColourspace('cmyk').toColourspace('cmyk')
      : picture.toColourspace('srgb');
    const { data, info } = await kept.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return { data: toRgb(data, info.channels, isInk), width: info.width, height: info.height };
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('picture broken or cut off', { cause: error });
  }
}

const KINDS: readonly RegExp[] = [
  /^\xff\xd8\xff/,
  /^\x89PNG\r\n/,
  /^GIF8[79]a/,
  /^RIFF[^]{4}WEBP/,
  /^(II\*\0|MM\0\*)/,
  /^[^]{4}ftypavi[fs]/,
];

/** Known by its first bytes, so that no reader of anything else is ever asked. */
function checkKind(bytes: Uint8Array): void {
  if (bytes.length === 0) throw new Unreadable('picture of 0 bytes');
  if (bytes.length > MOST_BYTES) throw new Unreadable('picture of more than 50 MB');
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  if (KINDS.some((kind) => kind.test(head))) return;
  const isPage = /^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)\b/i.test(head);
  throw new Unreadable(
    isPage ? 'a web page in place of a picture' : 'not a picture in JPEG, PNG, WebP, GIF, TIFF or AVIF',
  );
}

let loaded: Promise<(typeof import('sharp'))['default']> | undefined;

/** Loaded where there is a picture to read, and never with texts alone. */
async function loadSharp(): Promise<(typeof import('sharp'))['default']> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    // One thread to a picture: there are as many pictures under way as threads are allowed.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
  try {
    return await loaded;
  } catch (error) {
    const why = (error as Error).message.split('\n')[0];
    throw new ParallaxError('MODEL_UNAVAILABLE', `Pictures cannot be read on this machine: ${why}`, {
      cause: error,
    });
  }
}

/** Three channels out of one (grey), two (with transparency), three, or four (with transparency, or inks). */
function toRgb(data: Uint8Array, channels: number, isInk: boolean): Uint8Array {
  if (channels === 3) return data;
  const pixels = data.length / channels;
  const rgb = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++) {
    for (let c = 0; c < 3; c++) {
      const at = channels * i;
      rgb[3 * i + c] = isInk ? paper(data[at + c]!, data[at + 3]!) : data[at + (channels < 3 ? 0 : c)]!;
    }
  }
  return rgb;
}

/** Light that is left under a coloured ink and black, as Pillow reckons it. */
function paper(ink: number, black: number): number {
  const light = 255 - black;
  const product = ink * light + 128;
  return light - ((product + (product >> 8)) >> 8);
}
