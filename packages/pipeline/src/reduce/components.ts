import { pca, type Matrix } from '@parallax-map/kernels';
import { decodeMatrix, encodeMatrix } from '../store/index.js';
import type { Step } from '../step.js';
import { withPool } from '../with-pool.js';

/** Of the randomised decomposition, which hardly differs between seeds: another one is no other answer. */
const SEED = 0;

/** Principal components: the directions in which the vectors vary most, as many as there can be at most. */
export const componentsStep: Step<{ dimensions: number }, Matrix, Matrix> = {
  name: 'components',
  version: 2,
  about: 'finding the directions in which rows differ most',
  make({ dimensions }, vectors, { threads, signal, progress }) {
    const onProgress = (share: number): void =>
      progress(Math.round(share * vectors.rows), vectors.rows, 'rows');
    return withPool(threads, async (pool) => {
      return (await pca(vectors, { dimensions, seed: SEED, pool, signal, onProgress })).scores;
    });
  },
  save: (scores) => ({ 'components.arrow': encodeMatrix(scores) }),
  load: ({ files }) => decodeMatrix(files['components.arrow']!),
};
