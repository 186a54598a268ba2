import type { DecisionRecord, Perspective, Recipe } from '@parallax-map/core';
import { decisions } from '@parallax-map/core';

/** The decisions that the recipe may leave to the data, made. */
export interface Settled {
  minClusterSize: number;
  selection: 'eom' | 'leaf';
  epochs: number;
  /** Topics of the methods that must be told how many. */
  centers: number;
}

/**
 * Makes the open decisions for `rows` kept rows.
 *
 * The size rule keeps the number of topics readable from hundreds of rows to millions: at 5,000 rows it asks for
 * 20, as the talk did, at a million for 280.
 */
export function settle(perspective: Perspective, rows: number): Settled {
  const { cluster, reduce, purpose } = perspective;
  return {
    minClusterSize: cluster.minClusterSize ?? Math.max(5, Math.round(0.28 * Math.sqrt(rows))),
    selection: cluster.selection ?? (purpose === 'label' ? 'leaf' : 'eom'),
    epochs: reduce.epochs ?? (rows <= 10_000 ? 500 : 200),
    centers: cluster.topics ?? Math.max(2, Math.round(Math.sqrt(rows / 2))),
  };
}

/** The seeds after the recipe's that doubt asks for; none where another seed is the same answer. */
export function refitSeeds(perspective: Perspective): number[] {
  const { doubt, seed } = perspective;
  if (!doubt.refit || !hasChance(perspective)) return [];
  return Array.from({ length: doubt.refits }, (_, turn) => (seed + 1 + turn) % 2 ** 32);
}

/** Why no other seed is asked though refits are, in a sentence; null where they are. */
export function idleRefits(perspective: Perspective): string | null {
  const { refit, refits } = perspective.doubt;
  if (!refit) return `doubt.refits ${refits} stands in the recipe, but refit is off: no other seed is asked`;
  if (hasChance(perspective)) return null;
  return 'no other seed is asked: nothing in this recipe is drawn at random, so each would give the same answer';
}

/**
 * Without UMAP, k-means and EVoC nothing is drawn at random: another seed is the same answer. Density is UMAP's map's,
 * and on a map of one's own there is no chance in it.
 */
function hasChance({ encode, reduce, cluster }: Perspective): boolean {
  if (cluster.method === 'column') return false;
  if (cluster.method === 'density' && reduce.mapX !== null) return false;
  if (encode.encoder === 'none') return cluster.method === 'kmeans';
  return reduce.method === 'umap' || ['kmeans', 'evoc', 'density'].includes(cluster.method);
}

/** Whether any layout is made. */
function laysOut({ encode, reduce, cluster }: Perspective): boolean {
  if (reduce.mapX === null) return true;
  return (
    encode.encoder !== 'none' && reduce.method === 'umap' && !['column', 'density'].includes(cluster.method)
  );
}

/** Whether the method cannot find the number of topics itself. */
function mustBeTold({ method }: Perspective['cluster']): boolean {
  return method === 'kmeans' || method === 'agglomerative';
}

/** Why each open decision came out as it did, by its place in the recipe. */
export function reasons(
  perspective: Perspective,
  rows: number,
): Record<string, { value: unknown; reason: string }> {
  const settled = settle(perspective, rows);
  const { cluster, reduce, purpose } = perspective;
  const said: Record<string, { value: unknown; reason: string }> = {};
  const given = cluster.method === 'column';
  if (cluster.minClusterSize === null && !mustBeTold(cluster) && !given && cluster.topics === null) {
    said['cluster.minClusterSize'] = {
      value: settled.minClusterSize,
      reason: `max(5, round(0.28 √${rows})): topics stay readable in number whatever the size`,
    };
  }
  if (cluster.selection === null && cluster.method === 'hdbscan') {
    said['cluster.selection'] = {
      value: settled.selection,
      reason:
        purpose === 'label'
          ? 'the purpose is to label: leaves are finer and more even, as labels should be'
          : 'the purpose is to explore: excess of mass keeps the topics that last longest',
    };
  }
  if (reduce.epochs === null && laysOut(perspective)) {
    said['reduce.epochs'] = {
      value: settled.epochs,
      reason:
        rows <= 10_000
          ? 'up to 10,000 rows there is time for 500 rounds'
          : 'above 10,000 rows 200 rounds settle the layout',
    };
  }
  if (cluster.topics === null && mustBeTold(cluster)) {
    said['cluster.topics'] = {
      value: settled.centers,
      reason: `round(√(${rows} / 2)), a rule of thumb: ${cluster.method === 'kmeans' ? 'k-means' : 'agglomerative clustering'} cannot say how many`,
    };
  }
  return said;
}

/**
 * Every decision with the value the run used and where it comes from, read from the recipe and the data alone.
 *
 * @param guesses what inference would say now, by place in the recipe
 * @param decided what was left to the encoder's model, and what came of it
 */
export function decisionRecords(
  recipe: Recipe,
  name: string,
  rows: number,
  guesses: Record<string, { value: unknown; reason: string }>,
  decided: Record<string, { value: unknown; reason: string }>,
): DecisionRecord[] {
  const perspective = recipe.perspectives[name]!;
  const open = { ...decided, ...reasons(perspective, rows) };
  return decisions()
    .filter(({ path }) => path !== 'data.source')
    .map((decision): DecisionRecord => {
      const { path } = decision;
      const value = at(path.startsWith('data.') ? recipe : perspective, path);
      const settled = open[path];
      if (settled !== undefined)
        return { path, value: settled.value, origin: 'data', reason: settled.reason };
      const guess = guesses[path];
      if (guess !== undefined && same(guess.value, value))
        return { path, value, origin: 'inferred', reason: guess.reason };
      if (same(value, decision.default)) return { path, value, origin: 'default', reason: decision.about };
      return { path, value, origin: 'recipe', reason: 'chosen in parallax.json' };
    });
}

function at(place: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], place);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
