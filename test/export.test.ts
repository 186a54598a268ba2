import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Batch } from './support/batch.js';
import { fileIn, finished, parallax } from './support/parallax.js';

describe('parallax export', () => {
  test('png is map.png by default, and any size by night', async () => {
    const out = await finished();
    const cwd = dirname(out);
    const { status, out: said, err } = await parallax(['export', 'png', out], { cwd });
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(said).toMatch(/^films\.png \(\d+ kB\)\n$/);
    const png = await readFile(join(cwd, 'films.png'));
    expect(png.equals(await readFile(fileIn(out, 'map.png')))).toBe(true);

    const wall = join(cwd, 'wall.png');
    const flags = [
      '--theme',
      'night',
      '--width',
      '3000',
      '--height',
      '1200',
      '--level',
      'all',
      '--out',
      wall,
    ];
    expect((await parallax(['export', 'png', out, ...flags])).status).toBe(0);
    const bytes = await readFile(wall);
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([3000, 1200]);
  });

  test('svg has names as text, points as circles and its fonts inside, the same bytes each time', async () => {
    const out = await finished();
    const files = ['one.svg', 'two.svg'].map((name) => join(dirname(out), name));
    for (const file of files) {
      const flags = ['--width', '1500', '--level', '5', '--out', file];
      expect((await parallax(['export', 'svg', out, ...flags])).status).toBe(0);
    }
    const [one, two] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    expect(two).toBe(one);
    expect(one).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<svg [^>]*width="1500" height="1000" /);
    expect(one!.match(/<circle /g)).toHaveLength(120);
    // Films of many votes are larger.
    expect(new Set(one!.match(/ r="[\d.]+"/g)).size).toBeGreaterThan(10);
    expect(one).toContain("@font-face{font-family:'Alegreya'");
    expect(one).toContain('120 rows');
    // Nothing that a page would have to fetch, and nothing that runs.
    expect(one).not.toMatch(/<script|(?:href|src)="http|url\(http/);
    expect(Buffer.byteLength(one!)).toBeLessThan(300_000);
  });

  test('html is map.html again', async () => {
    const out = await finished();
    const page = join(dirname(out), 'page.html');
    const { status, err } = await parallax(['export', 'html', out, '--out', page]);
    expect(err).toBe('');
    expect(status).toBe(0);
    expect((await readFile(page)).equals(await readFile(fileIn(out, 'map.html')))).toBe(true);
  });

  test('leaves a file that is there alone, unless it is told to write over it', async () => {
    const out = await finished();
    const file = join(dirname(out), 'thesis.svg');
    await writeFile(file, 'three years of work');
    const refused = await parallax(['export', 'svg', out, '--out', file]);
    expect(refused.status).toBe(64);
    expect(refused.err).toContain('is there already, and is left as it is. --force writes over it');
    expect(await readFile(file, 'utf8')).toBe('three years of work');
    expect((await parallax(['export', 'svg', out, '--out', file, '--force'])).status).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('<svg');
  });

  test('says what was required and what was got', async () => {
    const out = await finished();
    const cwd = dirname(out);
    await mkdir(join(cwd, 'plain'));
    const before = await readdir(cwd);
    const cases: [args: string[], status: number, says: string][] = [
      [['png', join(cwd, 'plain')], 66, 'is no folder of results: it holds no parallax.json'],
      [
        ['png', out, '--perspective', 'mian'],
        64,
        'has no results of a perspective "mian". Did you mean "main"?',
      ],
      [
        ['png', out, '--width', '20000'],
        64,
        'A picture measures 1 to 16384 pixels a side; 20000 was asked for',
      ],
      [['png', out, '--width', '1e99'], 64, 'pixels a side; 1e+99 was asked for'],
      [['svg', out, '--height', 'tall'], 64, '--height needs a whole number of pixels; got "tall"'],
      [['svg', out, '--level', '6'], 64, '--level needs a whole number from 1 to 5, or all; got "6"'],
      [['html', out, '--width', '900'], 64, '--width is of pictures (png, svg)'],
      [['png', out, '--out', cwd], 64, 'is a folder. Name a file in it'],
      [['png', out, '--out', join(cwd, 'no', 'map.png')], 73, 'there is no folder'],
      [['gif', out], 64, 'Allowed choices are png, svg, html'],
    ];
    const batch = new Batch();
    onTestFinished(() => batch.end());
    for (const [args, status, says] of cases) {
      const ended = await batch.run(['export', ...args], cwd);
      expect(ended.err).toContain(says);
      expect(ended.status, says).toBe(status);
    }
    expect(await readdir(cwd)).toEqual(before);
    expect((await stat(fileIn(out, 'map.png'))).isFile()).toBe(true);
  });
});
