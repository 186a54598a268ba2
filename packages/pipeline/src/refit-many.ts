import { refits, type Refit } from '@parallax-map/kernels';
import { answerFrom, layoutSection, type AnswerInput } from './answer.js';
import type { Refitted } from './doubt/index.js';
import { layoutStep } from './reduce/index.js';
import type { StepRunner } from './run-step.js';
import type { StepContext } from './step.js';
import { withPool } from './with-pool.js';

/**
 * The answers from other seeds, each with its artifacts as if it were the seed of the run. UMAP and HDBSCAN do all seeds
 * that have no layout yet together (`refits`); the rest, and other methods, go seed by seed.
 */
export function refitMany(runner: StepRunner, input: AnswerInput, seeds: number[]): Promise<Refitted[]> {
  const about = `clustering again from ${seeds.length === 1 ? 'another seed' : `${seeds.length} other seeds`}`;
  return runner.together('refit', about, async (steps, context) => {
    const { graph, perspective } = input;
    const { reduce, cluster } = perspective;
    const isShared = reduce.method === 'umap' && cluster.method === 'hdbscan';
    const missing: number[] = [];
    for (const seed of isShared ? seeds : []) {
      if (!(await steps.has(layoutStep, layoutSection(input, seed), [graph.key]))) missing.push(seed);
    }
    if (missing.length === 0) return eachSeed(steps, input, seeds, context);
    return withPool(context.threads, async (pool) => {
      const { epochs, dimensions, minDist } = layoutSection(input, missing[0]!);
      const turns = refits(graph.output, {
        ...{ seeds: missing, epochs, dimensions, minDist },
        ...{ minSamples: cluster.minSamples, metric: cluster.metric },
        ...{ pool, signal: context.signal },
        onProgress: (share) => context.progress(Math.round(100 * share), 100, 'percent'),
      });
      try {
        return await eachSeed(steps, input, seeds, context, async (seed) =>
          missing.includes(seed) ? ((await turns.next()).value as Refit) : undefined,
        );
      } finally {
        await turns.return(undefined);
      }
    });
  });
}

async function eachSeed(
  steps: StepRunner,
  input: AnswerInput,
  seeds: number[],
  context: StepContext,
  turnOf?: (seed: number) => Promise<Refit | undefined>,
): Promise<Refitted[]> {
  const found: Refitted[] = [];
  for (const seed of seeds) {
    const { labels, topics } = (await answerFrom(steps, input, seed, await turnOf?.(seed))).output;
    found.push({ seed, labels, topics });
    if (turnOf === undefined) context.progress(found.length, seeds.length, 'refits');
  }
  return found;
}
