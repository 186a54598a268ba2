import {
  fitView,
  fold,
  pictureWords,
  placeLabels,
  scaleAt,
  toScreen,
  type Measure,
  type RefitDoubt,
  type Topics,
} from '@parallax-map/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeBeside } from '../src/card/place-beside.js';
import { safeLink } from '../src/data/link.js';
import { readRows } from '../src/data/rows.js';
import { withAnswer } from '../src/data/with-answer.js';
import { clampCamera, deckState, fromDeckState, wholeMap } from '../src/map/camera.js';
import { pointRadius } from '../src/map/crowding.js';
import { dust } from '../src/map/dust.js';
import { flight } from '../src/map/flight.js';
import { nameFrame, namesInSight, type ShownName } from '../src/map/name-places.js';
import { pickIndex } from '../src/map/picking.js';
import { shrunk, shrunkFrame, typeScale } from '../src/map/type-scale.js';
import { edits } from '../src/search/edits.js';
import { titleIndexer } from '../src/search/titles.js';
import { tokens } from '../src/search/tokens.js';
import { START, formatPlace, parsePlace, steadyPlace, type Place } from '../src/state/place.js';
import { agreementInWords, refitInWords } from '../src/report/doubt-words.js';
import { fragileIn, stabilityInWords } from '../src/topics/doubt.js';
import { withoutTopic } from '../src/topics/without-topic.js';
import { finestOf } from '../src/topics/tree.js';
import { lineEntries } from '../src/report/account.js';
import { head, stretches } from '../src/report/unseen.js';
import { percent } from '../src/words.js';
import { makeStudio } from './fixture.js';

const coordinate = fc.float({ min: -20, max: 20, noNaN: true });
const zoom = fc.double({ min: -1, max: 8, noNaN: true });

describe('another answer on the same rows', () => {
  const { table, studio } = makeStudio(6, 10);
  const rows = readRows(table, studio);
  const zeros = () => new Float32Array(rows.n);

  it('shares what the table says, and says anew where rows lie', () => {
    const x = rows.x.map((value) => value + 1);
    const levels = rows.levels.map((level) => level.slice().fill(0));
    const other = withAnswer(rows, { x, y: rows.y, levels, probability: zeros() });
    expect(other.columns).toBe(rows.columns);
    expect(other.key).toBe(rows.key);
    expect(other.title(0)).toBe(rows.title(0));
    expect(other.levels[4]![3]).toBe(0);
    expect(other.x[5]).toBe(rows.x[5]! + 1);
    expect(rows.levels[4]![3]).not.toBe(0);
    const back = withAnswer(other, rows);
    expect([...back.x]).toEqual([...rows.x]);
    expect(back.columns).toBe(rows.columns);
  });

  it('must be whole and on these rows', () => {
    const short = { ...rows, x: rows.x.slice(1) };
    expect(() => withAnswer(rows, short)).toThrow(`An answer on ${rows.n} rows is needed; its x has`);
    const flat = { ...rows, levels: rows.levels.slice(1) };
    expect(() => withAnswer(rows, flat)).toThrow('An answer needs 5 levels; it has 4.');
    const lost = { ...rows, y: rows.y.slice().fill(NaN, 2, 3) };
    expect(() => withAnswer(rows, lost)).toThrow('Row 2 of an answer lies at');
  });
});

describe('the place in the address', () => {
  const place: fc.Arbitrary<Place> = fc.record({
    view: fc.constantFrom('map' as const, 'topics' as const, 'data' as const, 'recipe' as const),
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
    cut: fc.option(
      fc.record({
        minClusterSize: fc.integer({ min: 2, max: 9999 }),
        selection: fc.constantFrom('eom' as const, 'leaf' as const),
        epsilon: fc.constantFrom(0, 0.25),
        maxClusterSize: fc.option(fc.integer({ min: 2, max: 9999 })),
        allowSingleCluster: fc.boolean(),
        topics: fc.constant(null),
      }),
    ),
    compare: fc.constantFrom('leaves', 'seed-7', null),
    shown: fc.constantFrom('after' as const, 'before' as const),
    moved: fc.boolean(),
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(place, (each) => {
        expect(parsePlace(formatPlace(each))).toEqual(each);
      }),
    );
  });

  it('stays the same object while it says the same, and keeps what did not change', () => {
    fc.assert(
      fc.property(place, place, (before, after) => {
        expect(steadyPlace(before, parsePlace(formatPlace(before)))).toBe(before);
        expect(steadyPlace(before, after)).toEqual(after);
      }),
    );
    const before = parsePlace('#where=year:1940..1959 kind:tale&colour=column:kind&at=1_2_3');
    const after = steadyPlace(
      before,
      parsePlace('#where=kind:tale year:1941..1959&colour=column:kind&at=1_2_4'),
    );
    expect(after.colour).toBe(before.colour);
    expect(after.filter[0]).toBe(before.filter[1]);
    expect(after.filter[1]).toMatchObject({ from: 1941 });
    expect(after.at).toEqual({ x: 1, y: 2, zoom: 4 });
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

describe('the search', () => {
  const over = (titles: readonly string[], weights: readonly number[] = []) => {
    const rows = {
      n: titles.length,
      title: (i: number) => titles[i]!,
      weight: (i: number) => weights[i] ?? null,
    };
    return titleIndexer(rows).advance(Infinity)!;
  };
  const found = (titles: readonly string[], query: string) =>
    over(titles)
      .find(query)
      .best.map((i) => titles[i]);

  it('finds every title with all the words, the last of them perhaps unfinished', () => {
    const word = fc.constantFrom('sea', 'seal', 'star', 'stars', 'été', 'ocean', '雨夜', 'дом', 'ليل');
    const title = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(title, { minLength: 1, maxLength: 30 }), title, (titles, query) => {
        const wanted = tokens(fold(query));
        const holds = (each: string) => {
          const words = tokens(fold(each));
          return wanted.every((one, k) =>
            words.some((other) => (k === wanted.length - 1 ? other.startsWith(one) : other === one)),
          );
        };
        const { best: rows, count } = over(titles).find(query);
        const exact = titles.flatMap((each, i) => (holds(each) ? [i] : []));
        expect(count).toBe(rows.length);
        // A typo may add to them, never take away; each row once.
        expect(new Set(rows).size).toBe(rows.length);
        if (exact.length > 0) expect(rows).toEqual(expect.arrayContaining(exact));
        expect(over(titles).find(query).best).toEqual(rows);
      }),
    );
  });

  it('puts first the title that is the query, then those that begin with it, then the heavier', () => {
    expect(found(['the sea wolf at night', 'old sea', 'sea', 'sea wolf'], 'sea')).toEqual([
      'sea',
      'sea wolf',
      'old sea',
      'the sea wolf at night',
    ]);
    expect(over(['a sea', 'b sea'], [1, 5000]).find('sea').best).toEqual([1, 0]);
  });

  it.each([
    ['keepr', 'The Keeper'],
    ['kepeer', 'The Keeper'],
    ['lodz harbuor', 'Łódź Harbour'],
    ['العواصف', 'العاصفة'],
    ['storm', 'Storms'],
  ])('forgives %s for %s', (query, title) => {
    expect(found(['Something else', title], query)).toEqual([title]);
  });

  it('finds titles with any of the words where none has all, and says so', () => {
    const foxes = over(['red fox', 'blue whale']);
    expect(foxes.find('fox whale').partly).toBe(true);
    expect(foxes.find('red fox').partly).toBe(false);
    expect(foxes.find('fox whale', [1]).partly).toBe(false);
    expect(found(['red fox', 'blue whale', 'grey wolf'], 'fox whale xyzzy').sort()).toEqual([
      'blue whale',
      'red fox',
    ]);
    // What nearly every title says finds nothing by itself.
    const many = Array.from({ length: 40 }, (_, i) => `a house with a view in town ${i}`);
    expect(found([...many, 'I, Robot'], 'a robot in love with a human')).toEqual(['I, Robot']);
  });

  it('is made in slices, and says how far it is', () => {
    const titles = Array.from({ length: 3000 }, (_, i) => `title ${i}`);
    const indexer = titleIndexer({ n: 3000, title: (i) => titles[i]!, weight: () => null });
    let slices = 0;
    let index = null;
    while (index === null) {
      index = indexer.advance(0);
      slices++;
      expect(indexer.share).toBeLessThanOrEqual(1);
    }
    expect(slices).toBeGreaterThan(5);
    expect(index.find('title 2999').best[0]).toBe(2999);
  });

  it('says of how many titles one letter is too few, and finds what it begins in fewer', () => {
    const titles = Array.from({ length: 200_001 }, (_, i) => (i % 2 === 0 ? 'Storm' : '夜 I'));
    const many = over(titles);
    expect(['s', 'old s', 'É', 'د'].map((query) => many.tooShort(query))).toEqual([true, true, true, true]);
    expect(many.find('s')).toMatchObject({ count: 0, best: [] });
    expect(['', 'st', '夜', '7'].map((query) => many.tooShort(query))).toEqual([false, false, false, false]);
    expect(many.find('st').count).toBe(100_001);
    const few = over(titles.slice(0, 200_000));
    expect(few.tooShort('s')).toBe(false);
    expect(few.find('s').count).toBe(100_000);
  });

  it('counts all that it finds, and puts the best of them in order, ties as in the table', () => {
    const titles = Array.from({ length: 12_000 }, (_, i) =>
      i % 3 === 0 ? 'Sea' : i % 3 === 1 ? 'Sea wolf' : 'Fox',
    );
    const { count, best } = over(titles).find('sea');
    expect(count).toBe(8000);
    expect(best.length).toBe(5000);
    const all = [...titles.keys()];
    const inOrder = [...all.filter((i) => i % 3 === 0), ...all.filter((i) => i % 3 === 1)];
    expect(best).toEqual(inOrder.slice(0, 5000));
  });

  it('puts rows that were found by their id first, and counts each row once', () => {
    const titles = ['sea', 'fox', 'sea wolf', 'seal'];
    expect(over(titles).find('sea', [2, 1])).toMatchObject({ count: 4, best: [2, 1, 0, 3] });
    expect(over(titles).find('', [1])).toMatchObject({ count: 1, best: [1] });
  });

  it('counts edits as the whole table of them does', () => {
    const word = fc.stringMatching(/^[abc]{0,7}$/);
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, most) => {
        const table = Array.from({ length: a.length + 1 }, (_, i) =>
          Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
        );
        for (let i = 1; i <= a.length; i++) {
          for (let j = 1; j <= b.length; j++) {
            const cost = a[i - 1] === b[j - 1] ? 0 : 1;
            const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
            table[i]![j] = Math.min(
              table[i - 1]![j]! + 1,
              table[i]![j - 1]! + 1,
              table[i - 1]![j - 1]! + cost,
              swap ? table[i - 2]![j - 2]! + 1 : Infinity,
            );
          }
        }
        expect(edits(a, b, most)).toBe(Math.min(most + 1, table[a.length]![b.length]!));
      }),
      { numRuns: 500 },
    );
  });
});

describe('the point under the pointer', () => {
  const disc = fc.record({
    x: coordinate,
    y: coordinate,
    radius: fc.double({ min: 0.1, max: 6, noNaN: true }),
    there: fc.boolean(),
  });

  it('is the disc drawn last of those that hold the place, else the one whose edge is nearest', () => {
    const all = fc.array(disc, { minLength: 1, maxLength: 80 });
    const reach = fc.double({ min: 0, max: 8, noNaN: true });
    const order = fc.array(fc.nat(), { minLength: 80, maxLength: 80 });
    fc.assert(
      fc.property(all, order, coordinate, coordinate, reach, (discs, draws, x, y, far) => {
        const drawn = discs.map((_, i) => i).sort((a, b) => draws[a]! - draws[b]! || a - b);
        const rank = new Uint32Array(discs.length);
        drawn.forEach((row, k) => (rank[row] = k));
        const xs = Float32Array.from(discs, (each) => each.x);
        const ys = Float32Array.from(discs, (each) => each.y);
        const gap = (i: number) =>
          Math.max(0, Math.sqrt((xs[i]! - x) ** 2 + (ys[i]! - y) ** 2) - discs[i]!.radius);
        // One by one in the order of drawing: what comes later covers what came before.
        let seen = -1;
        for (const i of drawn) {
          if (discs[i]!.there && gap(i) <= (seen < 0 ? far : gap(seen))) seen = i;
        }
        const found = pickIndex(xs, ys).find(
          x,
          y,
          { radius: (i) => discs[i]!.radius, most: 6, rank, counts: (i) => discs[i]!.there },
          far,
        );
        expect(found).toBe(seen);
      }),
      { numRuns: 400 },
    );
  });

  it('is none where there are no points', () => {
    const none = { radius: () => 1, most: 1, rank: [], counts: () => true };
    expect(pickIndex(new Float32Array(0), new Float32Array(0)).find(0, 0, none, 1)).toBe(-1);
  });
});

describe('names in sight', () => {
  /** Topics around topics, so that names crowd at every zoom. */
  const world = fc
    .array(fc.tuple(coordinate, coordinate, fc.integer({ min: 1, max: 24 })), { minLength: 5, maxLength: 40 })
    .map((spots): Topics => {
      const level = (k: number) => ({
        level: k + 1,
        topics: spots.map(([x, y, letters], id) => ({
          ...{ id, parent: k === 0 ? null : id, size: 100 - id, share: 1 / spots.length / (k + 1) },
          ...{ label: `${'letters and '.repeat(2).slice(0, letters)}${k}`, words: [], exemplars: [] },
          ...{ x: x + k * 0.3, y: y - k * 0.2, persistence: null, stability: null },
        })),
      });
      return { version: 1, levels: [0, 1, 2, 3, 4].map(level) };
    });
  const measure: Measure = (text, style) => [...text].length * (style.size * 0.5 + style.letterSpacing);
  const screen = fc.constantFrom([1280, 800], [360, 640], [2560, 1300]);
  const boxes = ({ label, left, top }: ShownName) => ({
    ...{ left: left - label.width / 2, right: left + label.width / 2 },
    ...{ top: top - label.height / 2, bottom: top + label.height / 2 },
  });

  it('cover no other, at 200 zooms and centres', () => {
    const cameras = fc.array(fc.record({ x: coordinate, y: coordinate, zoom }), {
      minLength: 200,
      maxLength: 200,
    });
    fc.assert(
      fc.property(world, screen, cameras, (topics, [width, height], all) => {
        const view = fitView({ minX: -20, minY: -20, maxX: 20, maxY: 20 }, width!, height!, 40);
        const labels = placeLabels({ topics, view }, measure);
        for (const camera of all) {
          const shown = namesInSight(labels, camera, view, width!, height!).map(boxes);
          shown.forEach((a, k) => {
            for (const b of shown.slice(0, k)) {
              const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
              expect(apart).toBe(true);
            }
          });
        }
      }),
      { numRuns: 25 },
    );
  });

  it('are cut by nothing while the whole map shows, on screens from 320 to 3,840 wide', () => {
    const width = fc.oneof(fc.constantFrom(320, 360, 3840), fc.integer({ min: 320, max: 3840 }));
    const height = fc.integer({ min: 480, max: 2160 });
    const panel = fc.constantFrom(0, 392);
    fc.assert(
      fc.property(world, width, height, panel, (topics, width, height, panel) => {
        const narrow = width < 720;
        const side = narrow ? 20 : 56;
        const left = side + (narrow ? 0 : panel);
        const padding = { top: 92, right: side, bottom: 76, left };
        const scale = typeScale(width, height);
        const view = fitView({ minX: -20, minY: -20, maxX: 20, maxY: 20 }, width, height, padding);
        const small = shrunk(view, scale);
        const frame = shrunkFrame(nameFrame(width, height, padding), scale);
        const labels = placeLabels({ topics, view: small, frame }, measure);
        for (const name of namesInSight(labels, wholeMap(view), small, width / scale, height / scale)) {
          const box = boxes(name);
          expect(box.left * scale).toBeGreaterThanOrEqual(left - side + 8 - 1e-6);
          expect(box.right * scale).toBeLessThanOrEqual(width - 8 + 1e-6);
          expect(box.top).toBeGreaterThanOrEqual(0);
          expect(box.bottom * scale).toBeLessThanOrEqual(height + 1e-6);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('neither come, go nor jump while the map is moved, but at the edge of the screen', () => {
    const step = fc.record({ dx: fc.integer({ min: -6, max: 6 }), dy: fc.integer({ min: -6, max: 6 }) });
    const camera = fc.record({ x: coordinate, y: coordinate, zoom });
    fc.assert(
      fc.property(world, screen, camera, step, (topics, [width, height], at, { dx, dy }) => {
        const view = fitView({ minX: -20, minY: -20, maxX: 20, maxY: 20 }, width!, height!, 40);
        const labels = placeLabels({ topics, view }, measure);
        const scale = scaleAt(view, at.zoom);
        const moved = { ...at, x: at.x + dx / scale, y: at.y + dy / scale };
        const before = namesInSight(labels, at, view, width!, height!);
        const after = new Map(
          namesInSight(labels, moved, view, width!, height!).map((name) => [name.label, name]),
        );
        for (const name of before) {
          const now = after.get(name.label);
          if (now === undefined) {
            const { left, right, top, bottom } = boxes(name);
            const inside = Math.min(right, width! - left, bottom, height! - top);
            expect(inside).toBeLessThanOrEqual(Math.max(Math.abs(dx), Math.abs(dy)) + 1e-6);
          } else {
            expect(Math.abs(now.left - name.left)).toBeLessThanOrEqual(Math.abs(dx) + 1e-6);
            expect(Math.abs(now.top - name.top)).toBeLessThanOrEqual(Math.abs(dy) + 1e-6);
          }
        }
      }),
      { numRuns: 300 },
    );
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

describe('points', () => {
  it('of a dozen rows are larger on a wall than on a desk, and those of a million are a grain', () => {
    const radius = (rows: number, width: number, height: number) => pointRadius(rows, width * height, 0);
    expect(radius(12, 1280, 800)).toBeGreaterThan(5);
    expect(radius(12, 3840, 2160)).toBeGreaterThan(2.5 * radius(12, 1280, 800));
    expect(radius(1_000_000, 1280, 800)).toBeLessThan(1);
  });

  it('without a topic stand back among many, and hardly where they may be all there is', () => {
    for (const theme of ['day', 'night'] as const) {
      expect(dust(100_000, theme).opacity).toBeLessThan(0.8);
      expect(dust(100_000, theme).size).toBeLessThan(0.8);
      expect(dust(12, theme).opacity).toBeGreaterThan(0.95);
      expect(dust(12, theme).size).toBeGreaterThan(0.9);
    }
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
    expect(stabilityInWords({ ...topics.levels[4]!.topics[1]!, stability: 0.599 }, true, refit)).toContain(
      '59%',
    );
    expect(stabilityInWords(topics.levels[3]!.topics[1]!, true, refit)).toBe('');
    const own = topics.levels[4]!.topics[1]!;
    const each = [43, 44, 45].map((seed) => ({ seed, topics: 5, ari: 0.7, ami: 0.7 }));
    expect(stabilityInWords(own, true, { ...refit, each })).toBe(
      'Fragile: from 3 other random starts, the topic most like it shares on average (mean Jaccard) 41% of the rows that either holds.',
    );
    expect(pictureWords({ ...studio, report }).doubtKey).toContain('from another random start');
    const many = { ...report, doubts: { ...report.doubts, refit: { ...refit, each } } };
    expect(pictureWords({ ...studio, report: many }).doubtKey).toContain(
      'from 3 other random starts, the topic most like it shared on average less than 60%',
    );
  });
});

describe('a row without a topic', () => {
  const decided = (values: Record<string, unknown>) => ({
    decisions: Object.entries(values).map(([path, value]) => ({
      ...{ path, value, origin: 'recipe' as const, reason: '' },
    })),
  });

  it('fits none, or its own column names none', () => {
    expect(withoutTopic(decided({ 'cluster.method': 'hdbscan' }))).toBe(
      'No topic: it fits none tightly enough',
    );
    const own = decided({ 'cluster.method': 'column', 'cluster.topicColumn': 'kind' });
    expect(withoutTopic(own)).toBe('No topic: "kind" names none');
  });
});

describe('other seeds in words', () => {
  const refit: RefitDoubt = {
    ...{ seed: 43, topics: 6, ari: 0.71, ami: 0.74, survived: 4, threshold: 0.6, jaccard: [0.9] },
  };
  const each = [6, 5, 8].map((topics, turn) => ({ seed: 43 + turn, topics, ari: 0.7, ami: 0.7 }));

  it.each([
    ['of a report that has one', refit],
    ['of one', { ...refit, each: each.slice(0, 1) }],
  ])('%s', (_, one) => {
    expect(refitInWords(one)).toContain('once more from another random start (seed 43). It found 6 topics;');
    expect(agreementInWords(one)).toContain('partial: agreement of the two answers');
  });

  it('of several', () => {
    expect(refitInWords({ ...refit, each })).toContain(
      'again from 3 other random starts (seeds 43 to 45). They found 5 to 8 topics;',
    );
    expect(refitInWords({ ...refit, each: [each[0]!, each[0]!] })).toContain('They found 6 topics;');
    expect(agreementInWords({ ...refit, each })).toContain('partial: mean agreement with the answers');
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
