import { describe, expect, it } from 'vitest';
import { averageLinkage, labelSchema, nestedLevels, topicCentroids, topicsSchema } from '@parallax-map/core';
import type { RunEvent } from '@parallax-map/core';
import { labelStep } from '../../src/label/index.js';
import { findLanguages } from '../../src/label/languages.js';
import { stopWords } from '../../src/label/stop-words.js';
import type { LabelInputs } from '../../src/label/index.js';
import type { StepContext } from '../../src/step.js';

const texts = [
  'The robbers plan a heist on the bank in the city.',
  'A heist goes wrong when the bank is empty.',
  'Robbers who do not trust each other share a bank heist.',
  'The ship sinks, and a shark circles the survivors in the sea.',
  'A shark follows the ship across the sea.',
  'She dives from a ship into a sea with a shark.',
  'Nothing here belongs anywhere.',
];

describe('the label step', () => {
  it('describes every topic of five levels, as topics.json wants it', async () => {
    const topics = await labelStep.make(labelSchema.parse({}), inputs([0, 0, 0, 1, 1, 1, -1]), context());
    expect(topicsSchema.parse(topics)).toEqual(topics);
    const finest = topics.levels[4]!.topics;
    expect(finest.map(({ size, share, parent }) => ({ size, share, parent }))).toEqual([
      { size: 3, share: 3 / 7, parent: 0 },
      { size: 3, share: 3 / 7, parent: 1 },
    ]);
    expect(finest[0]!.label.toLowerCase()).toContain('heist');
    expect(finest[1]!.label.toLowerCase()).toContain('shark');
    expect(finest.map(({ persistence }) => persistence)).toEqual([0.5, 0.25]);
    expect(topics.levels[0]!.topics.map(({ parent, persistence }) => [parent, persistence])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('names exemplars by their input rows, and places names on rows of the topic', async () => {
    const topics = await labelStep.make(labelSchema.parse({}), inputs([0, 0, 0, 1, 1, 1, -1]), context());
    const [first, second] = topics.levels[4]!.topics;
    expect([...first!.exemplars].sort()).toEqual([10, 11, 12]);
    expect([...second!.exemplars].sort()).toEqual([13, 14, 15]);
    expect(first!.x).toBeLessThan(1);
    expect(second!.x).toBeGreaterThan(4);
  });

  it('has five empty levels where all is noise', async () => {
    const topics = await labelStep.make(labelSchema.parse({}), inputs(Array<number>(7).fill(-1)), context());
    expect(topics.levels.map(({ topics: list }) => list)).toEqual([[], [], [], [], []]);
  });

  it('comes back from the store as it went in', async () => {
    const topics = await labelStep.make(labelSchema.parse({}), inputs([0, 0, 0, 1, 1, 1, -1]), context());
    const files = labelStep.save(topics);
    expect(labelStep.load({ step: 'label', key: '', files })).toEqual(topics);
    const broken = { 'topics.json': files['topics.json']!.slice(0, 40) };
    expect(() => labelStep.load({ step: 'label', key: '', files: broken })).toThrow();
  });

  it('says which languages it found, and which it was asked for and does not know', async () => {
    const events: RunEvent[] = [];
    await labelStep.make(labelSchema.parse({}), inputs([0, 0, 0, 1, 1, 1, -1]), context(events));
    expect(events).toContainEqual(expect.objectContaining({ type: 'decision', value: ['en'] }));
    const section = labelSchema.parse({ stopWords: ['en', 'xx'] });
    await labelStep.make(section, inputs([0, 0, 0, 1, 1, 1, -1]), context(events));
    expect(events.at(-1)).toMatchObject({ type: 'warning', code: 'STOP_WORDS_UNKNOWN' });
  });

  it('names a topic without words by its most central text', async () => {
    const given = inputs([0, 0, 0, 1, 1, 1, -1]);
    const numbers = { ...given, texts: ['1 2 3', '1 2 3', '1 2 3', ...texts.slice(3)] };
    const topics = await labelStep.make(labelSchema.parse({}), numbers, context());
    expect(topics.levels[4]!.topics[0]!.label).toBe('1 2 3');
  });
});

describe('languages', () => {
  const french = 'Une jeune femme découvre que la maison de son père cache un secret terrible.';
  const english = 'A young woman finds out that the house of her father hides a terrible secret.';

  it('are those with a real share of the texts', () => {
    const mixed = [...Array<string>(60).fill(english), ...Array<string>(38).fill(french), 'Ein Haus am See.'];
    expect(findLanguages(mixed)).toEqual({ found: ['en', 'fr'], main: 'en' });
  });

  it('have no main one where none is over half, and none at all without texts', () => {
    expect(findLanguages([english, french]).main).toBeNull();
    expect(findLanguages([])).toEqual({ found: [], main: null });
    expect(findLanguages(['', '123'])).toEqual({ found: [], main: null });
  });

  it('bring their function words', () => {
    const words = stopWords(['en', 'fr', 'xx']);
    for (const word of ['the', 'whose', 'les', 'qui']) expect(words.has(word)).toBe(true);
    expect(words.has('war')).toBe(false);
    expect(stopWords([]).size).toBe(0);
  });
});

/** Two groups of three rows, far apart on the map and in the encoder's space; input rows start at 10. */
function inputs(labels: number[]): LabelInputs {
  const topics = Math.max(...labels) + 1;
  const near = [0, 0, 0, 5, 5, 5, 2.5];
  const vectors = {
    data: Float32Array.from(near.flatMap((x, i) => [5 - x, x, 0.1 * i])),
    rows: labels.length,
    cols: 3,
  };
  const finest = Int32Array.from(labels);
  const sizes = Array<number>(topics).fill(3);
  return {
    texts,
    rows: Uint32Array.from(labels, (_, i) => 10 + i),
    vectors,
    nested: nestedLevels(finest, averageLinkage(topicCentroids(vectors, finest, topics), sizes)),
    map: { data: Float32Array.from(near.flatMap((x, i) => [x, 0.01 * i])), rows: labels.length, cols: 2 },
    persistence: Float64Array.of(0.5, 0.25),
    nameFromBefore: undefined,
  };
}

function context(events: RunEvent[] = []): StepContext {
  return {
    store: {
      folder: '',
      read: () => Promise.resolve(undefined),
      has: () => Promise.resolve(false),
      write: () => Promise.reject(new Error('unused')),
    },
    signal: new AbortController().signal,
    threads: 1,
    emit: (event) => events.push(event),
    progress: () => {},
    tally: () => {},
  };
}
