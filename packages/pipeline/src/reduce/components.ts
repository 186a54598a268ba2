import { pca, type Matrix } from '@parallax-map/kernels';
import { decodeMatrix, encodeMatrix } from '../store/index.js';
import type { Step } from '../step.js';

/** Of the randomised decomposition, which hardly differs between seeds: another one is no other answer. */
const SEED = 0;

/** Principal components: the directions in which the vectors vary most, as many as there can be at most. */
export const componentsStep: Step<{ dimensions: number }, Matrix, Matrix> = {
  name: 'components',
  version: 1,
  about: 'finding the directions in which rows differ most',
  make: ({ dimensions }, vectors) => Promise.resolve(pca(vectors, { dimensions, seed: SEED }).scores),
  save: (scores) => ({ 'components.arrow': encodeMatrix(scores) }),
  load: ({ files }) => decodeMatrix(files['components.arrow']!),
};
