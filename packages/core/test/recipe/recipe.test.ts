import {
  decisions,
  faultOf,
  flagValue,
  formatRecipe,
  nearest,
  ParallaxError,
  parseRecipe,
  parseRecipeText,
  recipeJsonSchema,
  type Decision,
} from '@parallax-map/core';
import { describe, expect, test } from 'vitest';

const minimal = {
  data: { source: 'films.csv', columns: { text: '{overview}' } },
  perspectives: { main: {} },
};

function refusal(value: unknown): ParallaxError {
  try {
    parseRecipe(value, 'parallax.json');
  } catch (error) {
    return error as ParallaxError;
  }
  throw new Error('the recipe was taken');
}

function decision(path: string): Decision {
  return decisions().find((one) => one.path === path)!;
}

describe('a recipe', () => {
  test('that only says the table and its text gets every default', () => {
    const { perspectives, data } = parseRecipe(minimal, 'parallax.json');
    expect(data.duplicates).toBe('drop');
    expect(perspectives.main).toMatchObject({
      purpose: 'explore',
      seed: 42,
      encode: { encoder: 'minilm-l6-v2', maxTokens: null, long: 'cut' },
      reduce: { neighbors: 15, dimensions: 5, minDist: 0, mapMinDist: 0.1 },
      cluster: { method: 'hdbscan', minClusterSize: null, minSamples: 5 },
    });
  });

  test('reads back as it was written', () => {
    const recipe = parseRecipe(minimal, 'parallax.json');
    expect(parseRecipeText(formatRecipe(recipe), 'parallax.json')).toEqual(recipe);
    expect(parseRecipeText(`\uFEFF${formatRecipe(recipe)}`, 'parallax.json')).toEqual(recipe);
  });

  test.each([
    [{ ...minimal, dta: 1 }, '"dta" is no decision Parallax knows. Did you mean "data"?'],
    [
      { ...minimal, perspectives: { main: { reduce: { neighbours: 5 } } } },
      '"perspectives.main.reduce.neighbours" is no decision Parallax knows. Did you mean "neighbors"?',
    ],
    [
      { ...minimal, perspectives: { main: { seed: '1' } } },
      '"perspectives.main.seed" needs a number; got "1".',
    ],
    [
      { ...minimal, perspectives: { main: { cluster: { method: 'dbscan' } } } },
      '"perspectives.main.cluster.method" needs one of "hdbscan", "evoc", "density", "kmeans", "agglomerative", "column"; got "dbscan".',
    ],
    [
      { ...minimal, perspectives: { main: { cluster: { minSamples: 0 } } } },
      '"perspectives.main.cluster.minSamples" needs at least 1; got 0.',
    ],
    [{ ...minimal, perspectives: { 'A/..': {} } }, 'cannot be the name of a perspective'],
    [{ perspectives: {} }, '"data" needs an object; got nothing.'],
    [[], '"the recipe" needs an object; got [].'],
  ])('with a mistake is refused in words: %#', (value, words) => {
    const error = refusal(value);
    expect(error.code).toBe('RECIPE_INVALID');
    expect(error.message).toContain(words);
  });

  test('that is no JSON names the file', () => {
    expect(() => parseRecipeText('{', 'x/parallax.json')).toThrow(/x\/parallax\.json must be JSON/);
  });

  test('has a JSON Schema that knows every decision', () => {
    const text = JSON.stringify(recipeJsonSchema());
    for (const { path } of decisions()) expect(text).toContain(`"${path.split('.').at(-1)}"`);
  });
});

describe('decisions', () => {
  test('each has a description, and no two share a flag', () => {
    const all = decisions();
    expect(all.filter(({ about }) => about.length < 20)).toEqual([]);
    const flags = all.flatMap(({ flag }) => flag ?? []);
    expect(new Set(flags).size).toBe(flags.length);
  });

  test('the default of each stands in a recipe that leaves it out', () => {
    const perspective = parseRecipe(minimal, 'r').perspectives.main as unknown as Record<string, unknown>;
    for (const { path, default: value } of decisions().filter(({ path }) => !path.startsWith('data.'))) {
      const got = path
        .split('.')
        .reduce<unknown>((place, key) => (place as Record<string, unknown>)[key], perspective);
      expect([path, got]).toEqual([path, value]);
    }
  });
});

describe('the value of a flag', () => {
  test.each([
    ['cluster.minClusterSize', '20', 20],
    ['cluster.minClusterSize', 'auto', null],
    ['reduce.minDist', '0.25', 0.25],
    ['reduce.neighbors', 'auto', 15],
    ['data.columns.facets', 'genres, countries', ['genres', 'countries']],
    ['data.columns.facets', 'none', []],
    ['data.columns.link', 'none', null],
    ['label.stopWords', 'auto', 'auto'],
    ['label.stopWords', 'en,fr', ['en', 'fr']],
    ['data.columns.text', '{title}. {overview}', '{title}. {overview}'],
    ['doubt.refit', false, false],
    ['cluster.method', 'kmeans', 'kmeans'],
    ['encode.prefix', '', ''],
    ['encode.prefix', 'query: ', 'query: '],
  ])('--%s %s', (path, text, value) => {
    expect(flagValue(decision(path), text)).toEqual(value);
  });

  test.each([
    ['cluster.minSamples', 'few', '--min-samples needs a number; got "few".'],
    [
      'cluster.method',
      'hdbscn',
      '--cluster needs one of hdbscan, evoc, density, kmeans, agglomerative, column; got "hdbscn". Did you mean "hdbscan"?',
    ],
    ['reduce.minDist', '', '--min-dist needs a number; got "".'],
  ])('--%s %s is refused', (path, text, words) => {
    expect(() => flagValue(decision(path), text)).toThrow(words);
  });
});

test('the nearest known word forgives two slips, and does not guess wildly', () => {
  expect(nearest('overveiw', ['title', 'overview', 'review'])).toBe('overview');
  expect(nearest('minClustersize', ['minClusterSize', 'minSamples'])).toBe('minClusterSize');
  expect(nearest('foo', ['hdbscan', 'eom'])).toBeUndefined();
  expect(nearest('', ['x'])).toBe('x');
});

describe('a decision', () => {
  test('says what it hides or shows, each in a sentence of its own', () => {
    for (const { path, shows } of decisions()) expect(shows, path).toMatch(/^[A-Z“].{20,110}\.$/u);
    expect(new Set(decisions().map(({ shows }) => shows)).size).toBeGreaterThan(decisions().length - 4);
  });

  test('names the ends of its numbers, both of them values', () => {
    for (const { path, kind, min, max, whole } of decisions()) {
      if (kind !== 'number') continue;
      for (const end of [min, max]) if (end !== null) expect(faultOf(path, end), path).toBeNull();
      const step = whole ? 1 : 1e-9;
      if (min !== null) expect(faultOf(path, min - step), path).toMatch(/^Needs (at least|more than) /);
      if (max !== null) expect(faultOf(path, max + (whole ? 1 : 1e-6)), path).toMatch(/^Needs at most /);
      if (whole) expect(faultOf(path, (min ?? 0) + 0.5), path).toMatch(/^Needs a whole number/);
    }
  });

  test('is checked alone, in words', () => {
    expect(faultOf('cluster.minClusterSize', 1)).toBe('Needs at least 2; got 1.');
    expect(faultOf('cluster.minClusterSize', null)).toBeNull();
    expect(faultOf('cluster.selection', 'best')).toBe('Needs one of "eom", "leaf"; got "best".');
    expect(faultOf('data.columns.text', '')).toBe('Needs some text; got "".');
    expect(faultOf('label.stopWords', 7)).toContain('"auto" or a list of languages');
    expect(faultOf('cluster.__proto__', 1)).toContain('no decision Parallax knows');
  });
});
