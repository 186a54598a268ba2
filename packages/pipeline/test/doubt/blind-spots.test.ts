import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { contentWords, sameInSomeForm } from '@parallax-map/core';
import { exactNeighbors, type Matrix } from '@parallax-map/kernels';
import { blindSpotsStep, unseen, type BlindSpotsInputs } from '../../dist/doubt/index.js';
import { findPairs, type PairInputs } from '../../src/doubt/blind-spots/find-pairs.js';
import { evenly, lookAt, MOST_TEXTS } from '../../src/doubt/blind-spots/looked-at.js';
import { emptyFolder, stepContext } from '../encode/helpers.js';

/** Two themes in words that do not meet, and texts of neither; each theme has a direction of meaning of its own. */
const KILLERS = [
  'A hitman takes one last job before retirement, and his young driver sells the plan.',
  'The assassin must choose between her charming target and the secret guild that raised her.',
  'When a hitman spares a witness, furious clients chase them both through the sleeping capital.',
  'An ageing assassin trains the stubborn orphan who will hunt her down across snowy mountains.',
  'Two brothers owe the mob money, and a patient hitman is sent to collect the debt.',
  'Nobody at the embassy knows that the quiet translator is an assassin under orders.',
];
const SAILORS = [
  'A crew drifts across the ocean on a raft after their ship goes down.',
  'Storms drive the fishing boat far out to sea, and the radio falls silent.',
  'The ship is lost on the ocean, and its captain refuses to give up hope.',
  'She rows a boat over the sea alone to bring the lighthouse its medicine.',
];
const TEXTS = [...KILLERS, ...SAILORS];
const TITLES = 'Ash Bell Coil Dune Ember Frost Gale Haze Iris Jade'.split(' ');

describe('what counted words cannot see', () => {
  it('finds the hitman and the assassin, and says which words tell', async () => {
    const found = await blindSpotsStep.make(RUN, await inputsOf(TEXTS), await stepContext(emptyFolder()));
    expect(found).toMatchObject({ encoder: 'by hand', texts: 10 });
    expect(found.share).toBeCloseTo(found.apart / 10, 4);
    expect(found.note).toContain(`${found.apart} (`);
    const words = found.pairs.map((pair) => pair.words.flat());
    expect(words.some((list) => list.includes('hitman') && list.includes('assassin'))).toBe(true);
    for (const { rows, titles, rank, ranked, cosine, termCosine } of found.pairs) {
      expect(titles).toEqual(rows.map((row) => TITLES[row]));
      expect(rank).toBeGreaterThanOrEqual(1);
      expect(rank).toBeLessThanOrEqual(ranked);
      expect(cosine).toBeGreaterThan(termCosine);
    }
  });

  it('gives the same answer twice, and reads what it wrote', async () => {
    const [once, again] = [0, 1].map(async () =>
      blindSpotsStep.make(RUN, await inputsOf(TEXTS), await stepContext(emptyFolder())),
    );
    expect(await once).toEqual(await again);
    const files = blindSpotsStep.save(await once!);
    expect(blindSpotsStep.load({ files } as never)).toEqual(await once);
  });

  it('leaves out texts that say the same, lists, and what is too short', async () => {
    const list =
      'Cast crew editor sound music camera light stunt makeup wardrobe casting catering transport.';
    const texts = [KILLERS[0]!, list, 'An assassin waits.', KILLERS[0]!];
    const found = await blindSpotsStep.make(RUN, await inputsOf(texts), await stepContext(emptyFolder()));
    expect(found.pairs).toEqual([]);
  });

  it('without a model says what to run to see it', () => {
    expect(unseen()).toMatchObject({ encoder: null, pairs: [] });
    expect(unseen().note).toContain('parallax models pull minilm-l6-v2');
  });

  it('never pairs texts that share a word in any form, nor one text more than twice', async () => {
    const word = fc.constantFrom(...VOCABULARY);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(word, { minLength: 8, maxLength: 12 }), { minLength: 4, maxLength: 30 }),
        async (drawn) => {
          const texts = drawn.map((words) => `${words.join(' ')} the the the the the`);
          const inputs = await pairInputs(texts);
          const pairs = findPairs(inputs);
          expect(pairs.length).toBeLessThanOrEqual(20);
          const uses = new Map<number, number>();
          for (const { texts: pair } of pairs) {
            const [a, b] = pair.map((i) => [...new Set(drawn[i]!)]);
            expect(a!.some((x) => b!.some((y) => sameInSomeForm(x, y)))).toBe(false);
            for (const text of pair) uses.set(text, (uses.get(text) ?? 0) + 1);
          }
          expect(Math.max(0, ...uses.values())).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('which texts are looked at', () => {
  it('all of them up to the limit', () => {
    const { places, nearest, pairs } = lookAt(ring(50));
    expect(places.length).toBe(50);
    expect(Math.min(...nearest)).toBeGreaterThanOrEqual(0);
    expect(new Set(pairs.map(String)).size).toBe(pairs.length);
    expect(pairs.every(([a, b]) => a < b)).toBe(true);
  });

  it('above it evenly spaced ones, and the text nearest to each', () => {
    const graph = ring(3 * MOST_TEXTS + 1);
    const { places, nearest } = lookAt(graph);
    const asked = [...nearest.keys()].filter((text) => nearest[text]! >= 0);
    expect(asked.length).toBe(MOST_TEXTS / 2);
    expect(places.length).toBeLessThanOrEqual(MOST_TEXTS);
    for (const text of asked) {
      expect(places[nearest[text]!]).toBe(graph.indices[places[text]! * graph.k]);
    }
  });

  it('are spaced evenly over any number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 1000 }), (n, wanted) => {
        const places = evenly(n, wanted);
        expect(places.length).toBe(Math.min(n, wanted));
        expect(new Set(places).size).toBe(places.length);
        expect(places.at(-1)!).toBeLessThan(n);
      }),
    );
  });
});

const RUN = { meaning: 'run', encoder: 'by hand', dimensions: 20, words: 'any' } as const;

const VOCABULARY = (
  'assassin hitman ocean boat captain detective police robbery village doctor soldier winter garden piano teacher ' +
  'murdered oceans boats gardens villages robber policeman winters soldiers kitchen lantern mirror forest bridge'
).split(' ');

/** Texts of a theme share an axis, and each has one of its own, longer or shorter, that keeps them apart. */
function meaningOf(texts: readonly string[]): Matrix {
  const cols = 3 + texts.length;
  const data = new Float32Array(texts.length * cols);
  texts.forEach((text, i) => {
    const axis = /hitman|assassin/.test(text) ? 0 : /ocean|sea\b/.test(text) ? 1 : 2;
    const own = 0.5 + 0.02 * (i % 5);
    data[cols * i + axis] = Math.sqrt(1 - own * own);
    data[cols * i + 3 + i] = own;
  });
  return { data, rows: texts.length, cols };
}

async function inputsOf(texts: readonly string[]): Promise<BlindSpotsInputs> {
  const vectors = meaningOf(texts);
  return {
    texts,
    titles: texts.map((_, i) => TITLES[i]!),
    rows: Uint32Array.from(texts, (_, i) => i),
    tableRows: texts.length,
    vectors,
    graph: await exactNeighbors(vectors, { k: 4, metric: 'cosine' }),
    resources: null,
  };
}

async function pairInputs(texts: readonly string[]): Promise<PairInputs> {
  const vectors = meaningOf(texts);
  const stop = new Set(['the']);
  return {
    looked: lookAt(await exactNeighbors(vectors, { k: 8, metric: 'cosine' })),
    vectors,
    terms: vectors,
    words: contentWords(texts, stop),
    titleWords: contentWords(
      texts.map((_, i) => String(i)),
      stop,
    ),
    languageOf: () => 'en',
    namesHaveCapitals: true,
  };
}

/** Every row beside the next. */
function ring(rows: number): { rows: number; k: number; indices: Uint32Array; distances: Float32Array } {
  const k = 2;
  const indices = Uint32Array.from({ length: rows * k }, (_, e) => ((e >> 1) + 1 + (e & 1)) % rows);
  return { rows, k, indices, distances: new Float32Array(rows * k).fill(0.5) };
}
