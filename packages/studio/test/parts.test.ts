import { fitView, fold, toScreen, type RefitDoubt } from '@parallax-map/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeBeside } from '../src/card/place-beside.js';
import { safeLink } from '../src/data/link.js';
import { clampCamera, deckState, fromDeckState } from '../src/map/camera.js';
import { flight } from '../src/map/flight.js';
import { nearestIndex } from '../src/map/nearest.js';
import { shrunk, typeScale } from '../src/map/type-scale.js';
import { tokens } from '../src/search/tokens.js';
import { START, formatPlace, parsePlace, type Place } from '../src/state/place.js';
import { fragileIn, stabilityInWords } from '../src/topics/doubt.js';
import { finestOf } from '../src/topics/tree.js';
import { lineEntries } from '../src/report/account.js';
import { head, stretches } from '../src/report/unseen.js';
import { percent } from '../src/words.js';
import { makeStudio } from './fixture.js';

const coordinate = fc.float({ min: -20, max: 20, noNaN: true });
const zoom = fc.double({ min: -1, max: 8, noNaN: true });

describe('the place in the address', () => {
  const place: fc.Arbitrary<Place> = fc.record({
    view: fc.constantFrom('map' as const, 'topics' as const, 'data' as const),
    theme: fc.constantFrom('day' as const, 'night' as const, null),
    row: fc.option(fc.nat()),
    topic: fc.option(fc.record({ level: fc.integer({ min: 1, max: 5 }), id: fc.nat(9999) })),
    pair: fc.option(fc.tuple(fc.nat(1e9), fc.nat(1e9))),
    at: fc.option(fc.record({ x: fc.integer(), y: fc.integer(), zoom: fc.integer({ min: -1, max: 12 }) })),
    noise: fc.boolean(),
    filter: fc.constantFrom<Place['filter']>([], [{ kind: 'range', column: 'year', from: 1940, to: null }]),
    colour: fc.oneof<fc.Arbitrary<Place['colour']>[]>(
      fc.record({ by: fc.constant('topic'), level: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ by: fc.constant('column'), name: fc.string() }),
      fc.record({ by: fc.constantFrom('probability', 'stability', 'distortion') }),
    ),
    dock: fc.boolean(),
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(place, (each) => {
        expect(parsePlace(formatPlace(each))).toEqual(each);
      }),
    );
  });

  it('is the start when the address makes no sense', () => {
    expect(parsePlace('#view=cosmos&row=-1&topic=9.9&at=a_b&theme=teal')).toEqual(START);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parsePlace(`#${text}`)).not.toThrow();
      }),
    );
  });
});

describe('links', () => {
  it.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'item/7',
    '',
  ])('does not follow %s', (link) => expect(safeLink(link)).toBeNull());

  it('follows http and https', () => {
    expect(safeLink('https://example.org/a b')).toBe('https://example.org/a%20b');
    expect(safeLink('http://example.org')).toBe('http://example.org/');
  });
});

describe('what search compares', () => {
  it.each([
    ['Amélie', 'amelie'],
    ['ŁÓDŹ', 'lodz'],
    ['Ｆｕｌｌ', 'full'],
    ['مُحَمَّد', 'محمد'],
    ['ガメラ', 'ガメラ'],
    ['हिंदी', 'हिंदी'],
  ])('folds %s to %s', (text, folded) => expect(fold(text)).toBe(folded));

  it('takes words apart where a script writes none', () => {
    expect(tokens("it's 3 men")).toEqual(['its', '3', 'men']);
    expect(tokens('雨夜 tea館')).toEqual(['雨', '夜', 'tea', '館']);
  });
});

describe('the nearest point', () => {
  it('is the one that looking at all of them finds', () => {
    const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 80 });
    const radius = fc.double({ min: 0.01, max: 30, noNaN: true });
    fc.assert(
      fc.property(points, coordinate, coordinate, radius, fc.nat(3), (all, x, y, reach, every) => {
        const xs = Float32Array.from(all, ([each]) => each);
        const ys = Float32Array.from(all, ([, each]) => each);
        const counts = (i: number) => every === 0 || i % every !== 0;
        let best = -1;
        xs.forEach((px, i) => {
          const square = (px - x) ** 2 + (ys[i]! - y) ** 2;
          const least = best < 0 ? reach * reach : (xs[best]! - x) ** 2 + (ys[best]! - y) ** 2;
          if (counts(i) && square < least) best = i;
        });
        expect(nearestIndex(xs, ys).find(x, y, reach, counts)).toBe(best);
      }),
    );
  });

  it('is none where there are no points', () => {
    expect(nearestIndex(new Float32Array(0), new Float32Array(0)).find(0, 0, 1, () => true)).toBe(-1);
  });
});

describe('the camera', () => {
  const bounds = { minX: -8, minY: -5, maxX: 9, maxY: 6 };
  const view = fitView(bounds, 1280, 800, { top: 72, right: 56, bottom: 56, left: 448 });

  it('comes back from deck.gl as it went', () => {
    fc.assert(
      fc.property(coordinate, coordinate, zoom, (x, y, near) => {
        const { target, zoom: deckZoom } = deckState({ x, y, zoom: near }, view, 1280, 800);
        const back = fromDeckState(target, deckZoom, view, 1280, 800);
        expect(back.x).toBeCloseTo(x, 6);
        expect(back.y).toBeCloseTo(y, 6);
        expect(back.zoom).toBeCloseTo(near, 6);
      }),
    );
  });

  it('flies from where it is to where it should be, and never to nowhere', () => {
    const camera = fc.record({ x: coordinate, y: coordinate, zoom });
    fc.assert(
      fc.property(camera, camera, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, part) => {
        const way = flight(from, to, view);
        expect(way(0).x).toBeCloseTo(from.x, 4);
        expect(way(0).zoom).toBeCloseTo(from.zoom, 4);
        expect(way(1)).toEqual({ x: to.x, y: to.y, zoom: to.zoom });
        expect(Object.values(way(part)).every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it('keeps the map within reach', () => {
    expect(clampCamera({ x: 1e9, y: -1e9, zoom: 99 }, view).zoom).toBe(12);
    expect(Math.abs(clampCamera({ x: 1e9, y: 0, zoom: 0 }, view).x)).toBeLessThan(100);
  });
});

describe('type on the map', () => {
  it('grows with the window, slower than the window does', () => {
    expect(typeScale(1280, 800)).toBe(1);
    expect(typeScale(2560, 1440)).toBeGreaterThan(1.3);
    expect(typeScale(2560, 1440)).toBeLessThan(1.8);
    expect(typeScale(2560, 400)).toBeLessThan(1);
    expect(typeScale(360, 740)).toBe(0.85);
  });

  it('stands where the points are, at any size', () => {
    const view = fitView({ minX: -8, minY: -5, maxX: 9, maxY: 6 }, 2560, 1440, 56);
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        zoom,
        fc.double({ min: 0.5, max: 2, noNaN: true }),
        (x, y, near, scale) => {
          const [left, top] = toScreen(view, x, y, near);
          const [smallLeft, smallTop] = toScreen(shrunk(view, scale), x, y, near);
          expect(smallLeft * scale).toBeCloseTo(left, 6);
          expect(smallTop * scale).toBeCloseTo(top, 6);
        },
      ),
    );
  });
});

describe('doubt', () => {
  const { studio } = makeStudio(10, 0);
  const { topics, report } = studio;

  it('is asked of the finest topic that a name stands for', () => {
    expect(finestOf(topics, 5, 1)?.label).toBe('Whalers and nets');
    expect(finestOf(topics, 3, 1)?.stability).toBe(0.41);
    expect(finestOf(topics, 1, 2)?.label).toBe('山中的茶館');
    expect(finestOf(topics, 1, 0)).toBeNull();
    expect(finestOf(topics, 5, 99)).toBeNull();
  });

  it('takes the threshold of the refit, and is silent where there was none', () => {
    const below = (refit: RefitDoubt | null) =>
      fragileIn({ ...studio, report: { ...report, doubts: { refit, collapse: null } } });
    const refit = report.doubts.refit!;
    expect([0, 1].map((id) => below(refit)(5, id))).toEqual([false, true]);
    expect(below(refit)(3, 1)).toBe(true);
    expect(below({ ...refit, threshold: 0.4 })(5, 1)).toBe(false);
    expect(below(null)(5, 1)).toBe(false);
    expect(stabilityInWords({ ...topics.levels[4]!.topics[1]!, stability: 0.599 }, true)).toContain('59%');
    expect(stabilityInWords(topics.levels[3]!.topics[1]!, true)).toBe('');
  });
});

describe('shares in words', () => {
  it.each([
    [0, '0.0%'],
    [0.0001, '<0.1%'],
    [0.0132, '1.3%'],
    [0.4872, '49%'],
    [0.9999, '>99%'],
    [1, '100%'],
  ])('says %d as %s', (share, words) => expect(percent(share)).toBe(words));
});

describe('a value from a table', () => {
  const said = (text: string) =>
    stretches(text)
      .map((each) => (each.unseen ? `[${each.text}]` : each.text))
      .join('');

  it.each([
    ['\u202Egnp.exe\u202C', '[U+202E]gnp.exe[U+202C]'],
    ['a\nb\tc\u0000', 'a[↵]b[⇥]c[U+0000]'],
    ['\uFEFFid', '[U+FEFF]id'],
    ['half \uD83D', 'half [U+D83D]'],
    ['می‌خواهم 👩‍🚀', 'می‌خواهم 👩‍🚀'],
    ['', ''],
  ])('says what cannot be seen in %j', (text, words) => expect(said(text)).toBe(words));

  it('keeps all that can be seen, and cuts no character in two', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'é', '茶', '👩', '\u202E', '\0', '\u200D') }),
        fc.nat(40),
        (text, most) => {
          const seen = stretches(text).filter(({ unseen }) => !unseen);
          expect(seen.map((each) => each.text).join('')).toBe(
            Array.from(text)
              .filter((character) => !stretches(character)[0]!.unseen)
              .join(''),
          );
          expect(text.startsWith(head(text, most))).toBe(true);
          expect(head(text, most)).not.toMatch(/[\uD800-\uDBFF]$/);
        },
      ),
    );
  });
});

describe('the account of lines', () => {
  it('adds up to the lines of all files', () => {
    const [file] = makeStudio(10, 0).studio.audit.reading.files;
    const count = fc.nat(1000);
    const files = fc.array(fc.record({ header: count, blank: count, rows: count, rejected: count }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(files, (all) => {
        const reading = all.map(({ header, blank, rows, rejected }) => ({
          ...file!,
          lines: header + blank + rows + rejected,
          headerLines: header,
          blankLines: blank,
          rowLines: rows,
          rejectedLines: rejected,
        }));
        const [total, ...parts] = lineEntries({ files: reading, rejects: [], rejoined: [] })!;
        expect(parts.reduce((sum, each) => sum + each.count, 0)).toBe(total!.count);
      }),
    );
  });

  it('is none where a format has no lines', () => {
    const [file] = makeStudio(10, 0).studio.audit.reading.files;
    expect(lineEntries({ files: [{ ...file!, lines: null }], rejects: [], rejoined: [] })).toBeNull();
  });
});

describe('a card beside its point', () => {
  it('does not go under the panel at the left of the stage', () => {
    fc.assert(
      fc.property(fc.integer({ min: 672, max: 1280 }), fc.integer({ min: 0, max: 800 }), (x, y) => {
        const { left } = placeBeside([x, y], 344, 300, 1280, 800, 64, 672);
        expect(left).toBeGreaterThanOrEqual(672);
        expect(left + 344).toBeLessThanOrEqual(1280);
      }),
    );
  });

  it('stays on the stage and does not cover the point where there is room beside it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1280 }), fc.integer({ min: 0, max: 800 }), (x, y) => {
        const { left, top } = placeBeside([x, y], 344, 300, 1280, 800, 64);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left + 344).toBeLessThanOrEqual(1280);
        expect(top).toBeGreaterThanOrEqual(64);
        expect(top + 300).toBeLessThanOrEqual(800);
        expect(x < left || x > left + 344).toBe(true);
      }),
    );
  });
});
