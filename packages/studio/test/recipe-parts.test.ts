import { cutLinkage, decisions, matchTopics, topicSlots, type CutSection } from '@parallax-map/core';
import { encodeLinkage, random, singleLinkage } from '@parallax-map/kernels';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { agree, movedRows, pairByKey } from '../src/compare/agreement.js';
import { keepColours } from '../src/compare/keep-colours.js';
import type { Rows } from '../src/data/rows.js';
import type { Answer } from '../src/recipe/answer.js';
import { placeOf, sizeAt } from '../src/recipe/cut/cut-chart.js';
import { readNumber } from '../src/recipe/cut/number-field.js';
import { Recutter, UNNAMED, type RecutInput } from '../src/recipe/cut/recut.js';
import { cutBaseOf, formatCut, parseCut } from '../src/recipe/cut/settings.js';
import { nameOf } from '../src/recipe/decision-entry.js';
import { readValue, typedValue } from '../src/recipe/decision-value.js';
import { nameFault } from '../src/recipe/run/run-part.js';
import { STEPS, stepsAgain } from '../src/recipe/steps-again.js';

const SECTION: CutSection = {
  minClusterSize: 10,
  selection: 'eom',
  epsilon: 0,
  maxClusterSize: null,
  allowSingleCluster: false,
  topics: null,
};

describe('a cut in the address', () => {
  const cuts = fc.record({
    minClusterSize: fc.integer({ min: 2, max: 1e6 }),
    selection: fc.constantFrom('eom' as const, 'leaf' as const),
    epsilon: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1e6, noNaN: true })),
    maxClusterSize: fc.option(fc.integer({ min: 2, max: 1e6 })),
    allowSingleCluster: fc.boolean(),
    topics: fc.option(fc.integer({ min: 2, max: 999 })),
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(cuts, (section) => {
        const back = parseCut(formatCut(section));
        // Where a number of topics is wanted, the size follows from it.
        expect(back).toEqual(section.topics === null ? section : { ...section, minClusterSize: 2 });
      }),
    );
  });

  it.each(['', '1', 'x', '30_', '30_lea', '-5', '30_e-1', '30_m1', '1e9', '30_eNaN', '9999999999'])(
    'is none where it says %j',
    (text) => expect(parseCut(text)).toBeNull(),
  );

  it('never throws, whatever stands there', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseCut(text)));
  });
});

describe('how a run cut', () => {
  const report = (method: string, more: Record<string, unknown> = {}) =>
    ({
      counts: { kept: 5000 },
      decisions: Object.entries({ 'cluster.method': method, ...more }).map(([path, value]) => ({
        path,
        value,
      })),
    }) as unknown as Parameters<typeof cutBaseOf>[0];

  it('is read from its decisions', () => {
    const read = cutBaseOf(report('hdbscan', { 'cluster.minClusterSize': 20, 'cluster.selection': 'leaf' }));
    expect(read).toEqual({
      method: 'hdbscan',
      section: { ...SECTION, minClusterSize: 20, selection: 'leaf' },
    });
    expect(cutBaseOf(report('evoc', { 'cluster.topics': 7 }))?.section.topics).toBe(7);
  });

  it('is no cut where the method has no density tree', () => {
    for (const method of ['kmeans', 'agglomerative', 'density', 'anything']) {
      expect(cutBaseOf(report(method))).toBeNull();
    }
  });
});

/** Round groups of rows on a map, with a few astray, a title word for each group in their texts. */
async function world(groups = 6, each = 60, astray = 60) {
  const draw = random(11, 'test.recipe');
  const points: number[] = [];
  const texts: string[] = [];
  for (let i = 0; i < groups * each + astray; i++) {
    const group = i < groups * each ? i % groups : -1;
    const angle = (2 * Math.PI * group) / groups;
    const [x, y, spread] =
      group < 0 ? [0, 0, 6] : [9 * Math.cos(angle), 9 * Math.sin(angle), 0.35 + 0.1 * group];
    points.push(x + spread * draw.normal(2 * i), y + spread * draw.normal(2 * i + 1));
    texts.push(
      group < 0 ? `nothing in particular number ${i}` : `a ${WORDS[group]} and its ${WORDS[group]} tale`,
    );
  }
  const data = Float32Array.from(points);
  const rows = data.length / 2;
  const linkage = await singleLinkage({ data, rows, cols: 2 }, { minSamples: 5 });
  const none = Array.from({ length: 5 }, () => new Int32Array(rows).fill(-1));
  const keys = Uint32Array.from({ length: rows }, (_, i) => 3 * i);
  const input: RecutInput = {
    linkage: encodeLinkage(linkage),
    method: 'hdbscan',
    keys,
    x: Float32Array.from({ length: rows }, (_, i) => data[2 * i]!),
    y: Float32Array.from({ length: rows }, (_, i) => data[2 * i + 1]!),
    before: { levels: none, labels: none.map(() => []), slots: [] },
    textRows: Uint32Array.from({ length: rows }, (_, i) => i),
    texts,
    naming: {
      words: 10,
      maxNgram: 3,
      weighting: 'bm25',
      reduceFrequentWords: true,
      language: 'en',
      stopWords: ['a', 'and', 'its', 'in'],
    },
  };
  return { linkage, input, rows };
}

const WORDS = ['whale', 'lantern', 'orchard', 'glacier', 'violin', 'caravan'];

function named(recutter: Recutter) {
  for (const steps = recutter.read(); !steps.next().done;);
  return recutter.name();
}

describe('cutting anew', () => {
  test('gives the topics that the kernels give, on nested levels, whatever was cut before', async () => {
    const { linkage, input } = await world();
    const recutter = new Recutter(input);
    for (const minClusterSize of [40, 5, 12, 40]) {
      const { levels, topics, probability } = recutter.cut({ ...SECTION, minClusterSize });
      const cut = cutLinkage(linkage, { ...SECTION, minClusterSize });
      expect(levels.at(-1)).toEqual(cut.labels);
      expect(probability).toEqual(Float32Array.from(cut.probabilities));
      expect(topics.levels.at(-1)!.topics).toHaveLength(cut.topics);
      for (let k = 1; k < 5; k++) {
        levels[k]!.forEach((topic, row) => {
          const parent = topic < 0 ? -1 : topics.levels[k]!.topics[topic]!.parent;
          expect(levels[k - 1]![row]).toBe(parent);
        });
      }
      for (const { exemplars, size } of topics.levels.at(-1)!.topics) {
        expect(exemplars.length).toBe(Math.min(8, size));
        for (const key of exemplars) expect(key % 3).toBe(0);
      }
    }
  });

  test('names new topics by their words, and carries names over by members', async () => {
    const { input } = await world();
    const first = new Recutter(input);
    expect(
      first
        .cut(SECTION)
        .topics.levels.at(-1)!
        .topics.every(({ label }) => label === UNNAMED),
    ).toBe(true);
    const before = named(first);
    const finest = before.topics.levels.at(-1)!.topics;
    for (const word of WORDS) {
      expect(
        finest.some(({ label }) => label.toLowerCase().includes(word)),
        word,
      ).toBe(true);
    }
    const labels = before.topics.levels.map(({ topics }) => topics.map((_, id) => `Given ${id}`));
    const second = new Recutter({ ...input, before: { levels: before.levels, labels, slots: [] } });
    const section = { ...SECTION, minClusterSize: 5, selection: 'leaf' as const };
    const cut = second.cut(section);
    const all = Uint32Array.from(input.keys.keys());
    const { counterpart } = matchTopics(before.levels.at(-1)!, cut.levels.at(-1)!, { before: all, now: all });
    const after = named(second).topics.levels.at(-1)!.topics;
    counterpart.forEach((earlier, id) => {
      const told = [cut.topics.levels.at(-1)!.topics[id]!.label, after[id]!.label];
      if (earlier >= 0) expect(told).toEqual([`Given ${earlier}`, `Given ${earlier}`]);
      else {
        expect(told[0]).toBe(UNNAMED);
        expect(told[1]).not.toMatch(/^(Given|…)/);
      }
    });
    expect(cut.carried).toBe(counterpart.filter((earlier) => earlier >= 0).length);
    expect(after.every(({ words }) => words.length > 0)).toBe(true);
  });

  test('leaves the colours of coarse topics to those that most of their rows are in now', async () => {
    const { input } = await world();
    const first = new Recutter(input).cut(SECTION);
    const slots = first.topics.levels[0]!.topics.map((_, id) => ({ hue: 10 + 40 * id, tier: id % 3 }));
    const again = new Recutter({
      ...input,
      before: { levels: first.levels, labels: first.levels.map(() => []), slots },
    });
    expect(again.cut(SECTION).topics.slots).toEqual(slots);
    const other = again.cut({ ...SECTION, minClusterSize: 5, selection: 'leaf' });
    const given = other.topics.slots!.filter((slot) => slot !== null);
    expect(given.length).toBeGreaterThan(0);
    expect(new Set(given).size).toBe(given.length);
    other.topics.slots!.forEach((slot, topic) => {
      if (slot === null) return;
      const from = new Map<number, number>();
      other.levels[0]!.forEach((now, row) => {
        const before = first.levels[0]![row]!;
        if (now === topic && before >= 0) from.set(before, (from.get(before) ?? 0) + 1);
      });
      const most = Math.max(...from.values());
      expect(from.get(slots.indexOf(slot))).toBe(most);
    });
  });

  test('reads only some texts of a huge table, and names topics all the same', async () => {
    const { input } = await world();
    const textRows = input.textRows.filter((row) => row % 2 === 0);
    const recutter = new Recutter({
      ...input,
      textRows,
      texts: input.texts.filter((_, row) => row % 2 === 0),
    });
    recutter.cut(SECTION);
    for (const { label } of named(recutter).topics.levels.at(-1)!.topics) expect(label).not.toBe(UNNAMED);
  });

  test('finds about as many topics as are wanted', async () => {
    const { input } = await world();
    const { topics, minClusterSize } = new Recutter(input).cut({ ...SECTION, topics: 6 });
    expect(topics.levels.at(-1)!.topics).toHaveLength(6);
    expect(minClusterSize).toBeGreaterThan(2);
  });

  test('survives a cut that leaves no topic', async () => {
    const { input, rows } = await world();
    const recutter = new Recutter(input);
    const { topics, levels } = recutter.cut({ ...SECTION, minClusterSize: rows });
    expect(topics.levels.every((level) => level.topics.length === 0)).toBe(true);
    expect(levels.every((level) => level.every((topic) => topic === -1))).toBe(true);
    expect(named(recutter).topics.levels.at(-1)!.topics).toEqual([]);
  });

  test('refuses a tree that is none, or of other rows', async () => {
    const { input } = await world(3, 20, 5);
    expect(() => new Recutter({ ...input, linkage: input.linkage.subarray(1) })).toThrow('PXLT');
    const keys = input.keys.slice(1);
    expect(() => new Recutter({ ...input, keys })).toThrow(
      'the density tree is of 65 rows, but the map has 64',
    );
  });
});

describe('two answers', () => {
  const answer = (key: number[], topics: number[]): Answer =>
    ({
      rows: {
        n: key.length,
        key: Uint32Array.from(key),
        levels: [Int32Array.from(topics)],
      } as unknown as Rows,
      data: {
        topics: {
          version: 1,
          levels: [
            {
              level: 5,
              topics: [...new Set(topics.filter((t) => t >= 0))]
                .sort()
                .map((id) => ({ id, label: `T${id}`, x: id, y: -id })),
            },
          ],
        },
      },
    }) as unknown as Answer;

  it('agree wholly with themselves, however topics are numbered', () => {
    const one = answer([1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 1, -1]);
    const two = answer([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, -1]);
    const { ari, ami, counts, topics } = agree(one, two);
    expect([ari, ami]).toEqual([1, 1]);
    expect(counts).toEqual({ stayed: 6, other: 0, left: 0, joined: 0, absent: 0 });
    expect(topics.gone).toEqual([]);
  });

  it('are in the same colours, however topics are numbered, and rows need not be the same', () => {
    const one = answer([1, 2, 3, 4, 5, 6], [0, 0, 0, 1, 1, -1]);
    const two = answer([1, 2, 3, 4, 5, 7, 8], [1, 1, 1, 0, 0, 2, 2]);
    const coloured = keepColours(one, two);
    const [was, is] = [one, coloured].map(({ data }) => topicSlots(data.topics));
    expect(is![1]).toEqual(was![0]);
    expect(is![0]).toEqual(was![1]);
    expect(was!.some(({ hue }) => hue === is![2]!.hue)).toBe(false);
    expect(coloured.rows).toBe(two.rows);
  });

  it('say of every row what became of it', () => {
    //                            stays × 3, left, joined, other, absent
    const one = answer([1, 2, 3, 4, 5, 6], [0, 0, 0, 0, -1, 1]);
    const two = answer([1, 2, 3, 4, 5, 6, 9], [0, 0, 0, -1, 0, 0, 1]);
    const agreement = agree(one, two);
    expect(agreement.both).toBe(6);
    expect(agreement.counts).toEqual({ stayed: 3, other: 1, left: 1, joined: 1, absent: 1 });
    expect([...movedRows(agreement)]).toEqual([0, 0, 0, 1, 1, 1, 0]);
    expect(agreement.topics.gone.map(({ label }) => label)).toEqual(['T1']);
  });

  it('have nothing to say where no row is in both', () => {
    expect(agree(answer([1, 2], [0, 0]), answer([3, 4], [0, 0]))).toMatchObject({
      both: 0,
      ari: NaN,
      ami: NaN,
    });
  });

  it('pair the rows that both have', () => {
    const keys = fc.uniqueArray(fc.integer({ min: 0, max: 60 })).map((each) => each.sort((a, b) => a - b));
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        const pairs = pairByKey({ key: Uint32Array.from(a) }, { key: Uint32Array.from(b) });
        expect(Array.from(pairs.before, (i) => a[i])).toEqual(a.filter((key) => b.includes(key)));
        expect(Array.from(pairs.now, (i) => b[i])).toEqual(a.filter((key) => b.includes(key)));
      }),
    );
  });
});

describe('a typed value', () => {
  const decision = (path: string) => decisions().find((each) => each.path === path)!;

  it('is read as the type of its decision asks, and what is wrong is told in words', () => {
    expect(readValue(decision('cluster.minClusterSize'), '30')).toEqual({ value: 30, fault: null });
    expect(readValue(decision('cluster.minClusterSize'), '')).toEqual({ value: null, fault: null });
    expect(readValue(decision('cluster.minClusterSize'), '2.5').fault).toMatch(/whole number/);
    expect(readValue(decision('cluster.minSamples'), '').fault).toMatch(/^Needs a (whole )?number/);
    expect(readValue(decision('reduce.minDist'), '2').fault).toBe('Needs at most 1; got 2.');
    expect(readValue(decision('label.stopWords'), 'en, fr,')).toEqual({ value: ['en', 'fr'], fault: null });
    expect(readValue(decision('label.stopWords'), 'auto')).toEqual({ value: 'auto', fault: null });
    expect(readValue(decision('encode.prefix'), '')).toEqual({ value: '', fault: null });
  });

  it('comes back as it is shown, for every decision with a default', () => {
    for (const each of decisions()) {
      if (each.default === undefined || each.kind === 'switch' || each.mayBeEmpty) continue;
      expect(readValue(each, typedValue(each.default)), each.path).toEqual({
        value: each.default,
        fault: null,
      });
    }
  });

  it('of a number field is a number between its ends, or a sentence', () => {
    const ends = { min: 2, max: 5000, whole: true, nullable: false };
    expect(readNumber(' 1,200 ', ends)).toBe(1200);
    expect(readNumber('1', ends)).toBe('Needs at least 2; got 1.');
    expect(readNumber('5001', ends)).toBe('Needs at most 5000; got 5001.');
    for (const text of ['', '0x10', 'many', '1/2', '2.5', '∞', '١٢']) {
      expect(readNumber(text, ends), text).toMatch(/^Needs a whole number/);
    }
    expect(readNumber('', { ...ends, nullable: true })).toBeNull();
    expect(readNumber('.25', { ...ends, min: 0, whole: false })).toBe(0.25);
  });

  it('of a new name is checked', () => {
    expect(nameFault('leaves-2', ['main'])).toBeNull();
    expect(nameFault('main', ['main'])).toContain('already');
    for (const name of ['', 'Main', '../up', 'a b', '-a', 'ü', 'x'.repeat(65)]) {
      expect(nameFault(name, []), name).toMatch(/^Needs lower-case letters/);
    }
  });
});

describe('the axis of sizes', () => {
  it('has every size where it is found again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 250_000 }), fc.integer({ min: 2 }), (last, size) => {
        const within = 2 + (size % (last - 1));
        expect(sizeAt(placeOf(within, [2, last]), [2, last])).toBe(within);
      }),
    );
  });
});

describe('steps that run again', () => {
  it.each<[string[], string[]]>([
    [['encode.requests.batch'], []],
    [['doubt.refit'], ['doubt']],
    [['label.words'], ['label']],
    [['levels.method'], ['levels', 'label']],
    [['cluster.minClusterSize'], ['cluster', 'levels', 'label', 'doubt']],
    [['cluster.minSamples'], ['linkage', 'cluster', 'levels', 'label', 'doubt']],
    [['reduce.mapMinDist'], ['map', 'label']],
    [
      ['label.words', 'reduce.dimensions'],
      ['layout', 'linkage', 'cluster', 'levels', 'label', 'doubt'],
    ],
    [['data.top'], [...STEPS]],
  ])('for %j are %j', (paths, steps) => expect(stepsAgain(paths)).toEqual(steps));

  it('are known for every decision', () => {
    for (const { path } of decisions()) {
      const isAsking = path.startsWith('encode.requests.');
      expect(stepsAgain([path]).length > 0, path).toBe(!isAsking);
    }
  });
});

it('names a decision as a reader would', () => {
  expect(['cluster.minClusterSize', 'seed', 'data.columns.linkFallback'].map(nameOf)).toEqual([
    'Min cluster size',
    'Seed',
    'Columns link fallback',
  ]);
});
