import { createCanvas, loadImage } from '@napi-rs/canvas';
import { ParallaxError, THEMES, fromHex, type Topics } from '@parallax-map/core';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { missingScripts } from '../../src/publish/missing-scripts.js';
import { mapFonts } from '../../src/publish/png-fonts.js';
import { scriptFonts } from '../../src/publish/script-fonts.js';
import { renderPng, scriptsWithoutFont, type PictureInput } from '../../src/publish/png.js';

const input: PictureInput = {
  ...spiral(600),
  topics: topics(['love in war', 'space', 'heists']),
  title: 'Films',
  caption: '450 of 600 films have a topic; the rest fit none tightly enough.',
};

test('a picture has the size that was asked for, 2400 by 1600 without a wish', async () => {
  expect(await size(await renderPng(input))).toEqual([2400, 1600]);
  expect(await size(await renderPng({ ...input, width: 360, height: 480 }))).toEqual([360, 480]);
});

test('the same map gives the same bytes', async () => {
  const small = { ...input, width: 600, height: 400 };
  const hashes = [await renderPng(small), await renderPng(small)].map(hash);
  expect(hashes[0]).toBe(hashes[1]);
});

test.each(['day', 'night'] as const)(
  'by %s the corners are bare ground: nothing is clipped',
  async (theme) => {
    const picture = await loadImage(await renderPng({ ...input, theme, width: 900, height: 600 }));
    const canvas = createCanvas(900, 600);
    const context = canvas.getContext('2d');
    context.drawImage(picture, 0, 0);
    const ground = fromHex(THEMES[theme].background);
    for (const [x, y, width, height] of [
      [0, 0, 900, 4],
      [0, 596, 900, 4],
      [0, 0, 4, 600],
      [896, 0, 4, 600],
    ]) {
      const { data } = context.getImageData(x, y, width, height);
      for (let at = 0; at < data.length; at += 4) {
        for (let c = 0; c < 3; c++) expect(Math.abs(data[at + c] - ground[c])).toBeLessThanOrEqual(3);
      }
    }
  },
);

test('names in any script, very long names and none are drawn', async () => {
  for (const names of [['أفلام الفضاء', 'अंतरिक्ष', '太空'], ['a very long name '.repeat(40)], ['']]) {
    const bytes = await renderPng({
      ...input,
      topics: topics(names),
      topic: input.topic.map((t) => Math.min(t, names.length - 1)),
      width: 400,
      height: 300,
    });
    expect(await size(bytes)).toEqual([400, 300]);
  }
});

test('bundled fonts hold the letters of Latin, Greek, Cyrillic and Vietnamese names', () => {
  const context = createCanvas(10, 10).getContext('2d');
  for (const [stack, alphabets] of Object.entries(mapFonts([]))) {
    const bundled = alphabets
      .split(', ')
      .filter((name: string) => name.includes('Parallax'))
      .join(', ');
    expect(stack === 'serif' || stack === 'sans').toBe(true);
    for (const letter of ['ł', 'Ω', 'ж', 'ộ', 'ệ', 'ờ']) {
      context.font = `40px ${bundled}`;
      const own = context.measureText(letter).width;
      context.font = `40px 'No Such Family'`;
      expect(own).toBeGreaterThan(5);
      expect(own).not.toBe(context.measureText(letter).width);
    }
  }
});

test('marks stand over their own letters', () => {
  const context = createCanvas(10, 10).getContext('2d');
  for (const families of Object.values(mapFonts([]))) {
    context.font = `40px ${families}`;
    for (const letter of ['ờ', 'ớ', 'ế', 'ź', 'č', 'ώ']) {
      const { width, actualBoundingBoxRight } = context.measureText(letter);
      expect(actualBoundingBoxRight).toBeLessThan(width + 2.5);
    }
  }
});

const NAMES = {
  arabic: 'أفلام الفضاء والحرب',
  hebrew: 'סרטי חלל ומלחמה',
  devanagari: 'अंतरिक्ष और युद्ध',
  bengali: 'মহাকাশ যুদ্ধ',
  tamil: 'விண்வெளி போர்',
  thai: 'อวกาศและสงคราม',
  chinese: '太空与战争，电影',
  japanese: '宇宙と戦争・スター',
  korean: '우주와 전쟁',
};

test.each(Object.entries(NAMES))('bundled fonts alone draw a name in %s', (_, name) => {
  for (const stack of Object.values(mapFonts([name]))) {
    const bundled = stack
      .split(', ')
      .filter((family: string) => family.includes('Parallax'))
      .join(', ');
    expect(missingScripts([name], bundled)).toEqual([]);
  }
});

test('letters that join are shaped, not set side by side', () => {
  const context = createCanvas(10, 10).getContext('2d');
  for (const name of ['فضاء', 'क्षत्रिय', 'যুদ্ধ']) {
    context.font = `40px ${mapFonts([name]).serif}`;
    const apart = Array.from(name).reduce((sum, letter) => sum + context.measureText(letter).width, 0);
    expect(context.measureText(name).width).toBeLessThan(0.95 * apart);
  }
});

test('only the files that a text needs are loaded', () => {
  expect(scriptFonts(['love in war', 'Kraków', 'война', 'ώρα', '“quoted” – 12 €'])).toEqual([]);
  expect(scriptFonts([NAMES.thai]).map(({ family }) => family)).toEqual(['Parallax noto-serif-thai thai']);
  const chinese = scriptFonts([NAMES.chinese]);
  expect(chinese.length).toBeLessThanOrEqual(new Set(NAMES.chinese).size);
  expect(chinese.every(({ family }) => family.includes('noto-sans-sc'))).toBe(true);
});

test('Han letters beside kana are drawn as in Japan, beside Hangul as in Korea', () => {
  expect(scriptFonts(['宇宙', 'スター']).every(({ family }) => family.includes('noto-sans-jp'))).toBe(true);
  expect(scriptFonts(['宇宙', '우주']).every(({ family }) => family.includes('noto-sans-kr'))).toBe(true);
});

test('a script that no font on this machine has is named', () => {
  const named = (label: string): string[] => scriptsWithoutFont({ ...input, topics: topics([label]) });
  expect(named('love in war')).toEqual([]);
  expect(named(Object.values(NAMES).join(' '))).toEqual([]);
  // A script that was put into Unicode lately: should a machine have a font of it, there is nothing to tell.
  const [script] = named('\u{11f04}\u{11f05}');
  if (script !== undefined) expect(script).toBe('the script of U+11Fxx');
});

test('a size that cannot be drawn is refused with what was asked for', async () => {
  await expect(renderPng({ ...input, width: 0 })).rejects.toThrow(
    /1 to 16384 pixels a side; 0 was asked for/,
  );
  await expect(renderPng({ ...input, height: 2.5 })).rejects.toBeInstanceOf(ParallaxError);
});

async function size(bytes: Uint8Array): Promise<[number, number]> {
  const { width, height } = await loadImage(bytes);
  return [width, height];
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Rows on a spiral, every fourth of no topic. */
function spiral(rows: number): Pick<PictureInput, 'x' | 'y' | 'topic'> {
  const along = (turn: (angle: number) => number): Float32Array =>
    Float32Array.from({ length: rows }, (_, i) => turn(i * 2.4) * Math.sqrt(i));
  return {
    x: along(Math.cos),
    y: along(Math.sin),
    topic: Int32Array.from({ length: rows }, (_, i) => (i % 4 === 3 ? -1 : i % 3)),
  };
}

function topics(names: string[]): Topics {
  const level = (number: number): Topics['levels'][number] => ({
    level: number,
    topics: names.map((label, id) => ({
      id,
      parent: number > 1 ? id : null,
      size: 150,
      share: 0.25,
      label,
      words: [],
      exemplars: [],
      x: 12 * Math.cos(id * 2.1),
      y: 12 * Math.sin(id * 2.1),
      persistence: null,
      stability: null,
    })),
  });
  return { version: 1, levels: [1, 2, 3, 4, 5].map(level) };
}
