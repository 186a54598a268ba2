import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSchema } from '@parallax-map/core';
import { describe, expect, it } from 'vitest';
import { tinyVision, TINY_PICTURE_DIMENSIONS, writeModel } from '../../../../test/support/tiny-vision.js';
import { encodeStep, gatherPictures, resolveEncoder, type Picture } from '../../dist/encode/index.js';
import { decodePicture } from '../../dist/encode/picture/decode.js';
import { prepare } from '../../dist/encode/picture/prepare.js';
import { resize } from '../../dist/encode/picture/resize.js';
import type { PictureSettings } from '../../dist/encode/picture/settings.js';
import { emptyFolder, lengthOf, never, rowOf, stepContext, tableOf } from './helpers.js';

interface Golden {
  pictures: Record<string, { base64: string; size: [number, number]; sha256: string; first: number[] }>;
  resized: { filter: number; size: [number, number]; sha256: string }[];
  prepared: { picture: string; shortest: number; crop: number; sha256: string; some: number[] }[];
}

/** What Pillow and numpy make of small pictures; `fixtures/pictures/make.py` says how. */
const golden = JSON.parse(
  readFileSync(new URL('fixtures/pictures/pictures.json', import.meta.url), 'utf8'),
) as Golden;
const bytesOf = (name: string): Buffer => Buffer.from(golden.pictures[name]!.base64, 'base64');
const sha256 = (values: Uint8Array | Float32Array): string =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');

const CLIP: PictureSettings = {
  resize: { shortest: 224 },
  resample: 3,
  crop: { width: 224, height: 224 },
  rescale: 1 / 255,
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
};

describe('a picture is read as Pillow reads it', () => {
  it.each(Object.keys(golden.pictures).filter((name) => !name.endsWith('.avif')))(
    '%s, to the bit',
    async (name) => {
      const { data, width, height } = await decodePicture(bytesOf(name));
      expect([width, height]).toEqual(golden.pictures[name]!.size);
      expect(sha256(data)).toBe(golden.pictures[name]!.sha256);
    },
  );

  it('AVIF to one of 255, since its colours are rounded by the decoder', async () => {
    const { data } = await decodePicture(bytesOf('photo.avif'));
    golden.pictures['photo.avif']!.first.forEach((value, i) => {
      expect(Math.abs(data[331 * i]! - value)).toBeLessThanOrEqual(1);
    });
  });

  it('and resized as Pillow does, by every filter, larger and smaller, to the bit', async () => {
    const pixels = await decodePicture(bytesOf('rgb.png'));
    for (const { filter, size, sha256: wanted } of golden.resized) {
      expect([filter, size, sha256(resize(pixels, ...size, filter).data)]).toEqual([filter, size, wanted]);
    }
  });

  it('and cut out, scaled and centred as CLIP was trained, to the bit', async () => {
    for (const { picture, shortest, crop, some, sha256: wanted } of golden.prepared) {
      const settings = { ...CLIP, resize: { shortest }, crop: { width: crop, height: crop } };
      const { data } = prepare(await decodePicture(bytesOf(picture)), settings);
      const step = Math.floor((crop * crop) / 4) + 3;
      some.forEach((value, i) => expect(data[i * step]).toBeCloseTo(value, 5));
      expect(sha256(data)).toBe(wanted);
    }
  });

  it('a strip of a million pixels by one costs no more than what is seen of it', () => {
    const strip = { data: new Uint8Array(3_000_000).fill(255), width: 1_000_000, height: 1 };
    const { data } = prepare(strip, CLIP);
    expect(data).toHaveLength(3 * 224 * 224);
    expect(data[0]).toBeCloseTo((1 - 0.48145466) / 0.26862954, 5);
  });
});

describe('a model of pictures in a folder', () => {
  it('gives each picture a vector of unit length, the same alone, in any order and with any threads', async () => {
    const folder = emptyFolder();
    const names = ['rgb.png', 'grey.jpg', 'palette.png', 'photo.webp', 'inks.tiff', 'turned.jpg', 'rgb.png'];
    const all = await encode(folder, names);
    expect(all.vectors).toMatchObject({ rows: 7, cols: TINY_PICTURE_DIMENSIONS });
    expect(all.info).toMatchObject({ name: './clip', cut: 0 });
    expect(all.notes).toEqual(['1 of 7 rows have the picture of an earlier row, to the byte']);
    expect(all.tallies).toEqual([{ unit: 'vectors', fromBefore: 0, made: 6 }]);
    expect(rowOf(all.vectors, 6)).toEqual(rowOf(all.vectors, 0));
    for (let row = 0; row < 7; row++) expect(lengthOf(rowOf(all.vectors, row))).toBeCloseTo(1, 6);
    const [alone] = [await encode(folder, ['photo.webp'], { threads: 1 })];
    expect(rowOf(alone.vectors, 0)).toEqual(rowOf(all.vectors, 3));
    const backwards = await encode(folder, names.toReversed(), { threads: 3 });
    names.forEach((_, row) => expect(rowOf(backwards.vectors, 6 - row)).toEqual(rowOf(all.vectors, row)));
  });

  it('encodes only the pictures that are new, by their bytes and not their names', async () => {
    const folder = emptyFolder();
    const store = emptyFolder();
    await encode(folder, ['rgb.png', 'grey.jpg'], { store });
    const grown = await encode(folder, ['grey.jpg', 'photo.jpg', 'rgb.png'], { store });
    expect(grown.tallies).toEqual([{ unit: 'vectors', fromBefore: 2, made: 1 }]);
  });

  it.each([
    ['pooler_output' as const, {}],
    ['states' as const, {}],
    ['image_embeds' as const, { size: 8, crop_size: 8 }],
    ['image_embeds' as const, { size: { width: 8, height: 8 }, do_center_crop: false, resample: 2 }],
  ])('may give %s, and ask for %j', async (output, preprocessor) => {
    const { vectors } = await encode(emptyFolder(), ['rgb.png'], { output, preprocessor });
    expect(lengthOf(rowOf(vectors, 0))).toBeCloseTo(1, 6);
  });

  it.each([
    [{ preprocessor: { crop_pct: 0.9 } }, /asks for crop_pct/],
    [{ preprocessor: { resample: 0 } }, /filter 0; known are 1, 2, 3, 4, 5/],
    [{ preprocessor: { size: { longest_edge: 8 } } }, /preprocessor_config\.json cannot be used/],
    [{ preprocessor: { image_mean: null } }, /must say image_mean and image_std/],
    [{ extraInput: true }, /must take pixel_values and nothing else; it takes pixel_values, input_ids/],
  ])('is refused as %j', async (options, words) => {
    await expect(encode(emptyFolder(), ['rgb.png'], options)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(words),
    });
  });

  it('is refused where the folder holds a sentence encoder', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'clip'));
    writeFileSync(join(folder, 'clip', 'tokenizer.json'), '{}');
    await expect(resolve(folder)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(/needs onnx\/vision_model\.onnx or .*preprocessor_config\.json/),
    });
  });
});

describe('a picture that cannot be read', () => {
  it.each([
    ['', 'picture of 0 bytes'],
    ['<!DOCTYPE html><html>Not found</html>', 'a web page in place of a picture'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'not a picture in JPEG, PNG, WebP, GIF, TIFF or AVIF'],
    [bytesOf('photo.jpg').subarray(0, 900), 'picture broken or cut off'],
    [bytesOf('rgb.png').subarray(0, 400), 'picture broken or cut off'],
    [bomb(), 'picture of more than 100 megapixels'],
  ])('is known for what it is (%#)', async (content, because) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'p.jpg'), content);
    expect(await gather(folder, ['p.jpg'])).toEqual([{ because }]);
  });

  it.each([
    ['gone.jpg', 'picture file that is not there'],
    ['.', 'picture path that is no file'],
    ['../secret.png', 'picture path that leaves the folder of the table'],
    ['/etc/passwd', 'picture path that leaves the folder of the table'],
    ['file:///etc/passwd', 'picture address that is not plain http or https'],
    ['ftp://example.org/a.png', 'picture address that is not plain http or https'],
    ['http://me:secret@example.org/a.png', 'picture address that is not plain http or https'],
    ['http://127.0.0.1/a.png', 'picture address that leads into a private network'],
    ['http://2130706433/a.png', 'picture address that leads into a private network'],
    ['http://[::ffff:10.0.0.1]/a.png', 'picture address that leads into a private network'],
    ['http://169.254.169.254/latest/meta-data', 'picture address that leads into a private network'],
    ['http://localhost/a.png', 'picture address that leads into a private network'],
  ])('is not looked for at %s', async (cell, because) => {
    expect(await gather(emptyFolder(), [cell])).toEqual([{ because }]);
  });
});

/** A PNG of some bytes that says it is 60,000 pixels wide and high. */
function bomb(): Buffer {
  const bytes = Buffer.from(bytesOf('rgb.png'));
  bytes.writeUInt32BE(60_000, 16);
  bytes.writeUInt32BE(60_000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

async function gather(folder: string, cells: string[]) {
  const wanted = cells.map((cell) => ({ cell, folder }));
  return gatherPictures(wanted, async () => new Set(), await stepContext(emptyFolder()));
}

interface Options {
  threads?: number;
  store?: string;
  output?: 'image_embeds' | 'pooler_output' | 'states';
  preprocessor?: Record<string, unknown>;
  extraInput?: boolean;
}

function resolve(folder: string) {
  return resolveEncoder(encodeSchema.parse({ encoder: 'image-model', model: './clip' }), {
    folder,
    tables: ['films.csv'],
    cells: async () => undefined,
    signal: never,
    emit: () => {},
  });
}

async function encode(folder: string, names: string[], options: Options = {}) {
  const { threads = 2, store = emptyFolder(), ...model } = options;
  writeModel(join(folder, 'clip'), tinyVision(model));
  for (const name of names) writeFileSync(join(folder, name), bytesOf(name));
  const pictures = (await gather(folder, names)) as Picture[];
  const { section, resources } = await resolve(folder);
  const tallies: unknown[] = [];
  const context = {
    ...(await stepContext(store)),
    threads,
    tally: (tally: unknown) => void tallies.push(tally),
  };
  const table = tableOf(names.map((name, i) => `${i} ${name}`));
  const made = await encodeStep.make(section, { table, pictures, resources }, context);
  const notes = context.events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
  return { ...made, tallies, notes };
}
