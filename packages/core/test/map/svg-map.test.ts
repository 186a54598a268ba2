import { composeMap, mapSvg, THEMES, type MapPicture, type Topics } from '@parallax-map/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topic } from './trees.js';

/** Every letter is as wide as every other. */
const canvas = {
  font: '',
  letterSpacing: '0px',
  measureText: (text: string) => ({ width: 8 * text.length }),
};

function svgOf(picture: Partial<MapPicture>, fontFaces = ''): string {
  const scene = composeMap(canvas, { ...tale(['storms']), ...picture });
  return mapSvg(canvas, scene, { title: picture.title ?? 'tales', fontFaces });
}

test('points are circles grouped by colour: dropped rows first, then dust, then rows of topics', () => {
  const svg = svgOf({ bright: Uint8Array.of(1, 1, 0, 1) });
  const groups = [...svg.matchAll(/<g id="(\w+)"/g)].map(([, id]) => id);
  expect(groups.slice(0, 3)).toEqual(['dimmed', 'dust', 'points']);
  const circles = (id: string): number =>
    svg
      .split(`<g id="${id}"`)[1]!
      .split('<g id=')[0]!
      .match(/<circle /g)!.length;
  expect([circles('dimmed'), circles('dust'), circles('points')]).toEqual([1, 1, 2]);
  expect(svg).toContain(`fill="${THEMES.day.background}"`);
});

test('rows without a topic can be left out, and rows can have colours of their own', () => {
  const rgb = Uint8Array.from([255, 0, 0, 0, 128, 0, 255, 0, 0, 9, 9, 9]);
  const svg = svgOf({ noise: false, rgb, theme: 'night' });
  expect(svg).not.toContain('id="dust"');
  expect([...svg.matchAll(/<g fill="(#\w+)">/g)].map(([, colour]) => colour)).toEqual(['#ff0000', '#008000']);
});

test('a legend is swatches with their values, or a ramp with both ends', () => {
  const entries = [{ value: 'Drama & tears', colour: '#0072b2', count: 2020 }];
  const values = svgOf({ legend: { kind: 'categories', column: 'genres', entries, others: 0 } });
  const [, legend] = values.split('<g id="legend">');
  expect(legend).toMatch(/<circle [^>]*fill="#0072b2"\/>/);
  expect([...legend!.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual([
    'genres',
    'Drama &amp; tears',
    '2,020',
  ]);
  const ends = { kind: 'ramp', name: 'year', from: '1902', to: '2022', about: '' } as const;
  const ramp = svgOf({ legend: { ...ends, colours: ['#ffffff', '#000000'] } }).split('<g id="legend">')[1]!;
  expect(ramp).toContain('<stop offset="1" stop-color="#000000"/>');
  expect([...ramp.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual([
    'year',
    '1902',
    '2022',
  ]);
  expect(svgOf({})).not.toContain('id="legend"');
});

test('points are as large as their weight says', () => {
  const radii = (weight?: (row: number) => number): number[] =>
    [...svgOf({ weight }).matchAll(/<circle [^>]*r="([\d.]+)"/g)].map(([, r]) => Number(r));
  const [, ...placed] = radii((row) => [10, 1, 1000, 1][row]!);
  expect(new Set(radii().slice(1)).size).toBe(1);
  expect(placed[2]).toBeGreaterThan(placed[0]!);
  expect(placed[0]).toBeGreaterThan(placed[1]!);
});

test('the same map is the same text, and numbers are short', () => {
  expect(svgOf({})).toBe(svgOf({}));
  expect(svgOf({})).not.toMatch(/\d\.\d{3}/);
});

test('a name of a right-to-left script runs that way, and a title stands at the same edge', () => {
  const svg = svgOf({ ...tale(['قصص']), title: 'قصص' });
  expect(svg).toMatch(/<text class="serif"[^>]*direction="rtl"[^>]*><tspan[^>]*>قصص</);
  expect(svg).toMatch(/text-anchor="end" direction="rtl"[^>]*>قصص</);
});

test('names of one level, or of all that find room', () => {
  const shown = (level?: MapPicture['level']): string[] => {
    const names = svgOf({ topics: nested(), level }).split('<g id="names">')[1]!;
    return [...names.matchAll(/<tspan[^>]*>([^<]*)</g)].map(([, name]) => name!);
  };
  expect(shown(1)).toEqual(['COARSE']);
  expect(shown(5).sort()).toEqual(['Fine left', 'Fine right']);
  expect(shown('all')).toContain('COARSE');
  expect(shown('all').length).toBeGreaterThanOrEqual(shown().length);
});

test('whatever a name holds, the file stays one that XML programs read', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"/><a href="javascript:x">',
    '&amp;\u0000\u001b\uFFFF',
    '\uD800',
  ];
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile));
  fc.assert(
    fc.property(text, text, (name, title) => {
      const svg = svgOf({ ...tale([name]), title, caption: name });
      // eslint-disable-next-line no-control-regex -- what XML 1.0 has no place for
      expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u);
      const left = svg.replace(/<\?xml [^<>]*\?>|<\/?[a-zA-Z]+(?: [\w:-]+="[^"<]*")*\/?>/g, '');
      expect(left).not.toMatch(/[<>]/);
      expect(left).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/);
      expect(svg).not.toContain('<script');
    }),
    { numRuns: 60 },
  );
});

function tale(names: string[]): MapPicture {
  const level = (number: number) => ({
    level: number,
    topics: names.map((label, id) => topic({ id, label, parent: number > 1 ? id : null })),
  });
  return {
    x: Float32Array.of(0, 1, 2, 3),
    y: Float32Array.of(0, 1, 0, 1),
    topic: Int32Array.of(0, 0, 0, -1),
    topics: { version: 1, levels: [1, 2, 3, 4, 5].map(level) },
    width: 800,
    height: 500,
    pixelRatio: 1,
  };
}

/** One coarse topic over two fine ones. */
function nested(): Topics {
  const coarse = (level: number) => ({
    level,
    topics: [topic({ label: 'coarse', parent: level > 1 ? 0 : null, share: 1, x: 1.5, y: 0.5 })],
  });
  const fine = ['fine left', 'fine right'].map((label, id) =>
    topic({ id, label, parent: 0, share: 0.5, x: 3 * id, y: id }),
  );
  return { version: 1, levels: [...[1, 2, 3, 4].map(coarse), { level: 5, topics: fine }] };
}
