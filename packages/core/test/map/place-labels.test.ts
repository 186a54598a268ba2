import {
  fitView,
  LEAST_ZOOM,
  placeLabels,
  shownAt,
  scaleAt,
  toScreen,
  type Measure,
  type PlacedLabel,
  type Topic,
  type Topics,
} from '@parallax-map/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topic, treeOf } from './trees.js';

const measure: Measure = (text, style) => [...text].length * (style.size * 0.5 + style.letterSpacing);
const view = fitView({ minX: -10, minY: -10, maxX: 10, maxY: 10 }, 1200, 800, 60);

const place = (topics: Topics): PlacedLabel[] => placeLabels({ topics, view }, measure);

const overlap = (a: PlacedLabel, b: PlacedLabel, zoom: number): boolean => {
  const scale = scaleAt(view, zoom);
  const across = (a.x - b.x) * scale + a.shiftX - b.shiftX;
  const down = (b.y - a.y) * scale + a.shiftY - b.shiftY;
  return Math.abs(across) < (a.width + b.width) / 2 && Math.abs(down) < (a.height + b.height) / 2;
};

test('no two shown names overlap at any zoom, and each name has one interval', () => {
  fc.assert(
    fc.property(treeOf(), (topics) => {
      const labels = place(topics);
      for (const { minZoom, maxZoom } of labels) {
        expect(minZoom).toBeGreaterThanOrEqual(LEAST_ZOOM);
        expect(maxZoom).toBeGreaterThan(minZoom);
      }
      for (let zoom = LEAST_ZOOM; zoom <= 14; zoom += 0.37) {
        const shown = shownAt(labels, zoom);
        for (let i = 0; i < shown.length; i++) {
          for (let j = 0; j < i; j++) expect(overlap(shown[i], shown[j], zoom)).toBe(false);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('no name is cut while the whole map shows, on screens from a phone to a wall', () => {
  const width = fc.oneof(fc.constantFrom(320, 360, 3840), fc.integer({ min: 320, max: 3840 }));
  fc.assert(
    fc.property(treeOf(), width, fc.integer({ min: 400, max: 2160 }), (topics, width, height) => {
      const view = fitView({ minX: -10, minY: -10, maxX: 10, maxY: 10 }, width, height, 24);
      const frame = { left: 8, top: 8, right: width - 8, bottom: height - 8 };
      for (const label of shownAt(placeLabels({ topics, view, frame }, measure), 0)) {
        const [left, top] = toScreen(view, label.x, label.y);
        const [x, y] = [left + label.shiftX, top + label.shiftY];
        expect(x - label.width / 2).toBeGreaterThanOrEqual(frame.left - 1e-6);
        expect(x + label.width / 2).toBeLessThanOrEqual(frame.right + 1e-6);
        expect(y - label.height / 2).toBeGreaterThanOrEqual(frame.top - 1e-6);
        expect(y + label.height / 2).toBeLessThanOrEqual(frame.bottom + 1e-6);
        // It stands beside its topic, or on it.
        expect(Math.abs(label.shiftX)).toBeLessThanOrEqual(label.width / 2 + 1e-6);
        expect(Math.abs(label.shiftY)).toBeLessThanOrEqual(label.height / 2 + 1e-6);
      }
    }),
    { numRuns: 60 },
  );
});

test('where a phone has no room for two coarse names beside each other, the smaller topic’s waits', () => {
  const topics = tree([
    topic({ id: 0, size: 60, share: 0.6, label: 'detectives', x: -4, y: 0 }),
    topic({ id: 1, size: 40, share: 0.4, label: 'lighthouses', x: 4, y: 0 }),
  ]);
  const phone = fitView({ minX: -10, minY: -10, maxX: 10, maxY: 10 }, 360, 740, 20);
  const [first, second] = placeLabels({ topics, view: phone }, measure);
  expect(first).toMatchObject({ text: 'detectives', minZoom: LEAST_ZOOM });
  expect(second.minZoom).toBeGreaterThan(0);
  expect(second.shiftX).toBe(0);
});

test('where a phone has room for a coarse name in shorter lines, it need not wait', () => {
  const topics = tree([
    topic({ id: 0, size: 60, share: 0.6, label: 'soldiers', x: -9, y: 0 }),
    topic({ id: 1, size: 40, share: 0.4, label: 'hunter sheep and mountain', x: 9, y: 0 }),
  ]);
  const phone = fitView({ minX: -10, minY: -10, maxX: 10, maxY: 10 }, 360, 740, 20);
  const frame = { left: 8, top: 8, right: 352, bottom: 732 };
  const [, second] = placeLabels({ topics, view: phone, frame }, measure);
  expect(second.lines).toEqual(['HUNTER', 'SHEEP AND', 'MOUNTAIN']);
  expect(second.minZoom).toBeLessThanOrEqual(0);
});

test('on a phone a long coarse name takes three lines rather than lose its end', () => {
  const label = 'mothers daughters and grandmothers';
  const phone = fitView({ minX: -10, minY: -10, maxX: 10, maxY: 10 }, 360, 740, 20);
  const topics = tree([topic({ id: 0, size: 60, share: 0.6, label, x: 0, y: 0 })]);
  const [name] = placeLabels({ topics, view: phone }, measure);
  expect(name.lines).toHaveLength(3);
  expect(name.lines.join(' ')).toBe(label.toUpperCase());
  expect(name.width).toBeLessThan(320);
});

test('the same topics give the same labels', () => {
  fc.assert(
    fc.property(treeOf(), (topics) => {
      expect(place(structuredClone(topics))).toEqual(place(topics));
    }),
    { numRuns: 20 },
  );
});

test('a coarse name gives way to its children as one zooms in, and the finest names stay', () => {
  const topics = tree(
    [topic({ id: 0, size: 100, share: 1, label: 'space', x: 0, y: 0 })],
    [
      topic({ id: 0, parent: 0, size: 60, share: 0.6, label: 'space war', x: 0, y: 0 }),
      topic({ id: 1, parent: 0, size: 40, share: 0.4, label: 'first contact', x: 4, y: 1 }),
    ],
  );
  const labels = place(topics);
  const coarse = labels.find(({ text }) => text === 'space')!;
  const child = labels.find(({ text }) => text === 'space war')!;
  expect(coarse.minZoom).toBe(LEAST_ZOOM);
  expect(coarse.maxZoom).toBeLessThan(3);
  expect(child.minZoom).toBeGreaterThanOrEqual(coarse.maxZoom);
  expect(child.maxZoom).toBe(Infinity);
});

test('an only child of the same name is not named twice', () => {
  const same = { size: 100, share: 1, label: 'space', x: 0, y: 0 };
  const labels = place(tree([topic({ id: 0, ...same })], [topic({ id: 0, parent: 0, ...same })]));
  expect(labels.map(({ level, maxZoom }) => [level, maxZoom])).toEqual([[1, Infinity]]);
});

test('larger topics choose before smaller ones of their level', () => {
  const labels = place(
    tree([
      topic({ id: 0, size: 60, share: 0.6, label: 'dogs', x: 0, y: 0 }),
      topic({ id: 1, size: 40, share: 0.4, label: 'cats', x: 0.1, y: 0 }),
    ]),
  );
  const [dogs, cats] = labels;
  expect(dogs).toMatchObject({ text: 'dogs', minZoom: LEAST_ZOOM });
  expect(cats.text).toBe('cats');
  expect(cats.minZoom).toBeGreaterThan(2);
});

test('a long name breaks into two lines and is never shrunk', () => {
  const [short, long] = place(
    tree([
      topic({ id: 0, size: 50, share: 0.5, label: 'war', x: -6, y: 0 }),
      topic({ id: 1, size: 50, share: 0.5, label: 'detectives and serial killers', x: 6, y: 0 }),
    ]),
  );
  expect(short.lines).toEqual(['WAR']);
  expect(long.lines).toEqual(['DETECTIVES AND', 'SERIAL KILLERS']);
  expect(long.style.size).toBe(short.style.size);
});

test('a name past all measure is cut with an ellipsis, and keeps its whole text', () => {
  const text = 'a very long name '.repeat(30).trim();
  const [label] = place(tree([topic({ id: 0, size: 1, share: 1, label: text, x: 0, y: 0 })]));
  expect(label.text).toBe(text);
  expect(label.lines).toHaveLength(2);
  expect(label.lines.map((line) => line.endsWith('…'))).toEqual([false, true]);
  for (const line of label.lines) {
    expect(measure(line, label.style)).toBeLessThan(700);
  }
});

test('names in Arabic, Hindi and Chinese keep their letters joined', () => {
  const names = ['أفلام الفضاء', 'अंतरिक्ष की कहानियाँ', '太空歌剧与星际战争的故事集'];
  const labels = place(
    tree(names.map((label, id) => topic({ id, size: 10, share: 0.33, label, x: id * 6 - 6, y: 0 }))),
  );
  for (const label of labels) {
    expect(label.style.letterSpacing).toBe(0);
    expect(label.lines.join(' ').replace(/\s/gu, '')).toBe(label.text.replace(/\s/gu, ''));
  }
});

test('a map without topics has no names', () => {
  expect(place(tree([]))).toEqual([]);
});

/** These levels from the coarsest on; the rest repeat the last without children of their own. */
function tree(...levels: Topic[][]): Topics {
  return {
    version: 1,
    levels: Array.from({ length: 5 }, (_, k) => ({ level: k + 1, topics: levels[k] ?? [] })),
  };
}
