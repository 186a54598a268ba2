import {
  composeMap,
  drawMap,
  fitView,
  frameLabels,
  mapCaption,
  placeLabels,
  pointBands,
  pointRadius,
  THEMES,
  fromHex,
  type Legend,
  type MapCanvas,
  type MapPicture,
} from '@parallax-map/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { topic, treeOf } from './trees.js';

const empty = { version: 1 as const, levels: [1, 2, 3, 4, 5].map((level) => ({ level, topics: [] })) };

test('the caption says how many rows have a topic, and leaves nothing unsaid', () => {
  expect(mapCaption(5000, 2564, 'films')).toBe(
    '2,436 of 5,000 films have a topic; the rest fit none tightly enough.',
  );
  expect(mapCaption(12, 0)).toBe('All 12 rows have a topic.');
  expect(mapCaption(12, 12)).toBe('None of the 12 rows has a topic: none fit tightly enough.');
});

test('points are large for a dozen rows and a grain for a million', () => {
  const radii = [1, 12, 5000, 100_000, 1_000_000].map((rows) => pointRadius(rows, 1500 * 1000));
  expect(radii).toEqual([...radii].sort((a, b) => b - a));
  expect(radii[0]).toBeLessThan(6);
  expect(radii[4]).toBeGreaterThanOrEqual(0.5);
});

test('a row is drawn in its topic’s colour where it lies, and noise as dust', () => {
  const canvas = paper();
  drawMap(canvas, {
    x: Float32Array.of(0, 10),
    y: Float32Array.of(0, 10),
    topic: Int32Array.of(0, -1),
    topics: {
      version: 1,
      levels: empty.levels.map(({ level }) => ({
        level,
        topics: [topic({ label: '', parent: level > 1 ? 0 : null })],
      })),
    },
    width: 300,
    height: 300,
    pixelRatio: 1,
  });
  const ground = fromHex(THEMES.day.background);
  const lowerLeft = canvas.inked(ground, (x, y) => x < 150 && y > 150);
  const upperRight = canvas.inked(ground, (x, y) => x > 150 && y < 150);
  const elsewhere = canvas.inked(ground, (x, y) => x > 170 && y > 170);
  expect(lowerLeft.saturation).toBeGreaterThan(40);
  expect(upperRight.pixels).toBeGreaterThan(4);
  expect(upperRight.saturation).toBeLessThan(40);
  expect(elsewhere.pixels).toBe(0);
});

test('large pictures are drawn in bands that leave no seam', () => {
  const input = {
    x: Float32Array.from({ length: 400 }, (_, i) => Math.cos(i) * i),
    y: Float32Array.from({ length: 400 }, (_, i) => Math.sin(i) * i),
    topic: new Int32Array(400).fill(-1),
    topics: empty,
  };
  // 2,097,152 pixels is one band: the second picture needs two, of which the first ends inside the map.
  const one = paper();
  drawMap(one, { ...input, width: 2048, height: 1024, pixelRatio: 1 });
  const two = paper();
  drawMap(two, { ...input, width: 2048, height: 1026, pixelRatio: 1 });
  expect(two.puts).toBe(2);
  expect(one.puts).toBe(1);
  expect(two.rowsSeen).toBe(1026);
});

test('names in a still picture stay inside its frame, apart from each other and from the words', () => {
  const frame = { left: 10, top: 10, right: 790, bottom: 490 };
  const title = { left: 20, top: 20, right: 260, bottom: 80 };
  const view = fitView({ minX: -10, minY: -10, maxX: 10, maxY: 10 }, 800, 500, 10);
  fc.assert(
    fc.property(treeOf(), (topics) => {
      const labels = placeLabels({ topics, view }, (text, { size }) => text.length * size * 0.55);
      const shown = frameLabels(
        labels.filter(({ minZoom }) => minZoom === 0),
        view,
        frame,
        [title],
      );
      const boxes = shown.map(({ label, left, top }) => ({
        left: left - label.width / 2,
        right: left + label.width / 2,
        top: top - label.height / 2,
        bottom: top + label.height / 2,
      }));
      boxes.forEach((box, i) => {
        expect(box.left).toBeGreaterThanOrEqual(frame.left - 1e-9);
        expect(box.right).toBeLessThanOrEqual(frame.right + 1e-9);
        expect(box.top).toBeGreaterThanOrEqual(frame.top - 1e-9);
        expect(box.bottom).toBeLessThanOrEqual(frame.bottom + 1e-9);
        for (const other of [title, ...boxes.slice(0, i)]) {
          expect(
            box.left < other.right &&
              box.right > other.left &&
              box.top < other.bottom &&
              box.bottom > other.top,
          ).toBe(false);
        }
      });
    }),
    { numRuns: 40 },
  );
});

test('a band may be of any size: the picture is the same, and what is drawn of it is told', () => {
  const picture = {
    x: Float32Array.from({ length: 300 }, (_, i) => Math.cos(i) * i),
    y: Float32Array.from({ length: 300 }, (_, i) => Math.sin(i) * i),
    ...{ topic: new Int32Array(300).fill(-1), topics: empty, width: 300, height: 200, pixelRatio: 1 },
  };
  const [whole, slices] = [paper(), paper()];
  drawMap(whole, picture);
  const shares = [...pointBands(slices, composeMap(slices, picture), 300 * 7)];
  expect(shares).toHaveLength(1 + 29);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
  expect(slices.pixels()).toEqual(whole.pixels());
});

test('a row of more weight is a larger point; without weights all are alike', () => {
  const inked = (weight?: (row: number) => number | null) => {
    const canvas = paper();
    const rows = { x: Float32Array.of(0, 10), y: Float32Array.of(0, 0), topic: Int32Array.of(-1, -1) };
    drawMap(canvas, { ...rows, topics: empty, weight, width: 300, height: 200, pixelRatio: 2 });
    const ground = fromHex(THEMES.day.background);
    return [
      canvas.inked(ground, (x) => x < 300).pixels,
      canvas.inked(ground, (x) => x >= 300).pixels,
    ] as const;
  };
  const [alike, same] = inked();
  expect(same).toBe(alike);
  const [light, heavy] = inked((row) => [1, 900][row]);
  expect(light).toBeLessThan(alike);
  expect(heavy).toBeGreaterThan(1.5 * alike);
  expect(inked((row) => [null, 900][row])).toEqual([light, heavy]);
});

test('a legend says what colours mean, above the caption and over no point or name', () => {
  const legends: Legend[] = [
    {
      ...{ kind: 'categories', column: 'original_language', others: 13 },
      entries: ['Drama', 'Comedy', 'Thriller', 'Science fiction and a very long value that is cut'].map(
        (value, k) => ({ value, count: 2000 - k, colour: '#0072b2' }),
      ),
    },
    {
      kind: 'ramp',
      name: 'probability',
      from: '0',
      to: '1',
      colours: ['#fff', '#000'],
      about: 'How firmly.',
    },
  ];
  const size = fc.record({
    width: fc.integer({ min: 320, max: 2000 }),
    height: fc.integer({ min: 400, max: 1400 }),
  });
  fc.assert(
    fc.property(treeOf(), size, fc.constantFrom(...legends), (topics, size, legend) => {
      const picture: MapPicture = {
        x: Float32Array.from({ length: 200 }, (_, i) => Math.cos(i) * (i % 14)),
        y: Float32Array.from({ length: 200 }, (_, i) => Math.sin(i) * (i % 14)),
        ...{ topic: new Int32Array(200).fill(-1), topics, legend, pixelRatio: 1, ...size },
        ...{ title: 'films', caption: 'All 200 rows have a topic.', doubtKey: 'Dots mean doubt.' },
      };
      const { words, points, labels } = composeMap(paper(), picture);
      const { box } = words!.legend!;
      expect(box.bottom).toBeLessThanOrEqual(words!.foot.box.top);
      expect(box.left).toBe(words!.foot.box.left);
      expect(box.right).toBeLessThanOrEqual(size.width - words!.margin + 1e-6);
      points.noise.left.forEach((left, i) => {
        const top = points.noise.top[i];
        expect(left > box.left && left < box.right && top > box.top && top < box.bottom).toBe(false);
      });
      for (const { label, left, top } of labels) {
        const apart =
          left + label.width / 2 <= box.left ||
          left - label.width / 2 >= box.right ||
          top + label.height / 2 <= box.top ||
          top - label.height / 2 >= box.bottom;
        expect(apart).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
  const canvas = paper();
  const rows = { x: Float32Array.of(0, 1), y: Float32Array.of(0, 1), topic: Int32Array.of(-1, -1) };
  drawMap(canvas, { ...rows, topics: empty, legend: legends[0], width: 900, height: 500 });
  expect(canvas.texts.slice(0, 5)).toEqual(['original language', 'Drama', '2,000', 'Comedy', '1,999']);
  expect(canvas.texts.at(-1)).toBe('13 other values and blanks as dust');
});

test('no rows at all still make a picture', () => {
  const canvas = paper();
  const none = { x: new Float32Array(0), y: new Float32Array(0), topic: new Int32Array(0), topics: empty };
  drawMap(canvas, { ...none, width: 200, height: 100, pixelRatio: 1, theme: 'night' });
  expect(canvas.inked(fromHex(THEMES.night.background), () => true).pixels).toBe(0);
});

test('fragile names have dots under them, and only then does the picture say what dots mean', () => {
  const drawn = (stability: number, fragileBelow?: number) => {
    const canvas = paper();
    const one = (level: number) =>
      topic({ label: 'storms', parent: level > 1 ? 0 : null, stability: level === 5 ? stability : null });
    drawMap(canvas, {
      x: Float32Array.of(0, 1),
      y: Float32Array.of(0, 1),
      topic: new Int32Array(2),
      topics: { version: 1, levels: empty.levels.map(({ level }) => ({ level, topics: [one(level)] })) },
      fragileBelow,
      doubtKey: 'Dots mean doubt.',
      width: 800,
      height: 500,
      pixelRatio: 1,
    });
    return { dotted: canvas.strokes > 0, said: canvas.texts.includes('Dots mean doubt.') };
  };
  expect(drawn(0.4, 0.6)).toEqual({ dotted: true, said: true });
  expect(drawn(0.8, 0.6)).toEqual({ dotted: false, said: false });
  expect(drawn(0.4)).toEqual({ dotted: false, said: false });
});

/** A canvas that keeps the pixels it is given. */
function paper() {
  let width = 0;
  let strokes = 0;
  const texts: string[] = [];
  const bands: { top: number; data: Uint8ClampedArray }[] = [];
  const canvas = {
    font: '',
    fillStyle: '' as unknown,
    strokeStyle: '' as unknown,
    lineWidth: 1,
    lineJoin: '',
    lineCap: '',
    direction: '',
    textAlign: '',
    textBaseline: '',
    globalAlpha: 1,
    letterSpacing: '0px',
    setTransform: () => undefined,
    measureText: (text: string) => ({ width: text.length * 8 }),
    fillText: (text: string) => texts.push(text),
    setLineDash: () => undefined,
    beginPath: () => undefined,
    moveTo: () => undefined,
    lineTo: () => undefined,
    stroke: () => void strokes++,
    createLinearGradient: () => ({ addColorStop: () => undefined }),
    strokeText: () => undefined,
    createImageData: (w: number, h: number) => {
      width = w;
      return { data: new Uint8ClampedArray(4 * w * h) };
    },
    putImageData: (image: unknown, _x: number, top: number) => {
      bands.push({ top, data: (image as { data: Uint8ClampedArray }).data.slice() });
    },
    texts,
    pixels: () => bands.flatMap(({ data }) => [...data]),
    get strokes() {
      return strokes;
    },
    get puts() {
      return bands.length;
    },
    get rowsSeen() {
      return bands.reduce((sum, { data }) => sum + data.length / (4 * width), 0);
    },
    /** Pixels unlike the ground where `at` holds, and the widest span between channels among them. */
    inked(ground: readonly number[], at: (x: number, y: number) => boolean) {
      let pixels = 0;
      let saturation = 0;
      for (const { top, data } of bands) {
        for (let i = 0; i < data.length; i += 4) {
          const [x, y] = [(i / 4) % width, top + Math.floor(i / 4 / width)];
          if (!at(x, y) || ground.every((channel, c) => Math.abs(channel - data[i + c]) <= 2)) continue;
          pixels++;
          const rgb = [data[i], data[i + 1], data[i + 2]];
          saturation = Math.max(saturation, Math.max(...rgb) - Math.min(...rgb));
        }
      }
      return { pixels, saturation };
    },
  };
  return canvas satisfies MapCanvas;
}
