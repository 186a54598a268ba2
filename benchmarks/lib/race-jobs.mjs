/**
 * The races: what is done to which table, by whom, and how many times as fast it is to be.
 *
 * `theirs` lists the settings of the Python side; the first is the one that `wanted` is about. `wanted.warm` and
 * `wanted.cold` are ratios: their seconds over ours. A job that runs `once` has only its first call timed.
 */
export const JOBS = [
  {
    name: 'umap-2d-5k',
    title: 'UMAP 2-D',
    ...{ table: 'films', rows: 5000, size: 'small' },
    ours: { job: 'umap', dimensions: 2, minDist: 0.1 },
    theirs: [{ seed: 42 }, { seed: null }],
    wanted: { warm: 4.5 / 0.5, cold: 37 / 0.8 },
  },
  {
    name: 'umap-5d-5k',
    title: 'UMAP 5-D',
    ...{ table: 'films', rows: 5000, size: 'small' },
    ours: { job: 'umap', dimensions: 5, minDist: 0 },
    theirs: [{ seed: 42 }],
    wanted: { warm: 5.2 / 0.7 },
  },
  {
    name: 'umap-2d-100k',
    title: 'UMAP 2-D',
    ...{ table: 'blobs', rows: 100_000, size: 'large', repeat: 1 },
    ours: { job: 'umap', dimensions: 2, minDist: 0.1 },
    theirs: [{ seed: 42 }],
    wanted: { warm: 65 / 7 },
  },
  {
    name: 'umap-2d-1m',
    title: 'UMAP 2-D',
    ...{ table: 'texture', rows: 1_000_000, size: 'full', repeat: 0 },
    ours: { job: 'umap', dimensions: 2, minDist: 0.1 },
    theirs: [{ seed: null }],
    wanted: { cold: 442 / 150 },
  },
  {
    name: 'neighbors-5k',
    title: '15 neighbours',
    ...{ table: 'films', rows: 5000, size: 'small' },
    ours: { job: 'neighbors', k: 15 },
    theirs: [{ settings: 'umap' }, { settings: 'default' }],
    wanted: { warm: 1 },
  },
  {
    name: 'neighbors-100k',
    title: '15 neighbours',
    ...{ table: 'blobs', rows: 100_000, size: 'large', repeat: 2 },
    ours: { job: 'neighbors', k: 15 },
    theirs: [{ settings: 'umap' }, { settings: 'default' }],
    wanted: { warm: 8.5 / 3 },
  },
  {
    name: 'neighbors-100k-texture',
    title: '15 neighbours',
    ...{ table: 'texture', rows: 100_000, size: 'large', repeat: 2 },
    ours: { job: 'neighbors', k: 15 },
    theirs: [{ settings: 'umap' }, { settings: 'default' }],
    wanted: { warm: 5.3 / 3 },
  },
  {
    name: 'transform-1k-into-100k',
    title: '1,000 new rows placed',
    ...{ table: 'blobs', rows: 101_000, size: 'large', repeat: 2 },
    ours: { job: 'transform', fresh: 1000 },
    theirs: [{ seed: 42 }],
    wanted: { cold: 12 / 0.3 },
  },
  {
    name: 'evoc-5k',
    title: 'EVoC',
    ...{ table: 'blobs', rows: 5000, size: 'small' },
    ours: { job: 'evoc' },
    theirs: [{ seed: 42 }],
    wanted: { warm: 0.35 / 0.25 },
  },
  {
    name: 'evoc-100k',
    title: 'EVoC',
    ...{ table: 'blobs', rows: 100_000, size: 'large', repeat: 1 },
    ours: { job: 'evoc' },
    theirs: [{ seed: 42 }],
    wanted: { warm: 10 / 5, cold: 16 / 5 },
  },
  {
    name: 'hdbscan-5k-5d',
    title: 'HDBSCAN, 5 columns',
    ...{ table: 'films', rows: 5000, size: 'small', repeat: 9 },
    ours: { job: 'hdbscan', columns: 5 },
    theirs: [{ library: 'hdbscan' }, { library: 'fast_hdbscan' }],
    wanted: { warm: 0.1 / 0.04 },
  },
  {
    name: 'hdbscan-100k-2d',
    title: 'HDBSCAN, 2 columns',
    ...{ table: 'texture', rows: 100_000, size: 'large', repeat: 3 },
    ours: { job: 'hdbscan', columns: 2 },
    theirs: [{ library: 'hdbscan' }, { library: 'fast_hdbscan' }],
    wanted: { warm: 1.3 / 0.6 },
  },
  {
    name: 'hdbscan-100k-5d',
    title: 'HDBSCAN, 5 columns',
    ...{ table: 'texture', rows: 100_000, size: 'large', repeat: 2 },
    ours: { job: 'hdbscan', columns: 5 },
    theirs: [{ library: 'hdbscan' }, { library: 'fast_hdbscan' }],
    wanted: { warm: 3.6 / 1.8 },
  },
  {
    name: 'hdbscan-1m-2d',
    title: 'HDBSCAN, 2 columns',
    ...{ table: 'texture', rows: 1_000_000, size: 'full', repeat: 0 },
    ours: { job: 'hdbscan', columns: 2 },
    theirs: [{ library: 'fast_hdbscan' }],
    wanted: { cold: 2 },
  },
  {
    name: 'hdbscan-5k-384d',
    title: 'HDBSCAN, 384 columns',
    ...{ table: 'films', rows: 5000, size: 'small', repeat: 1 },
    ours: { job: 'hdbscan', columns: 384 },
    theirs: [{ library: 'hdbscan' }],
    wanted: { warm: 3 },
  },
  {
    name: 'recut-5k',
    title: 'Another minClusterSize, 5 columns',
    ...{ table: 'films', rows: 5000, size: 'small', repeat: 9 },
    ours: { job: 'recut', columns: 5 },
    theirs: [{ library: 'hdbscan' }],
    wanted: { warm: 0.1 / 0.005 },
  },
  {
    name: 'recut-100k',
    title: 'Another minClusterSize, 2 columns',
    ...{ table: 'texture', rows: 100_000, size: 'large', repeat: 3 },
    ours: { job: 'recut', columns: 2 },
    theirs: [{ library: 'hdbscan' }],
    wanted: { warm: 1.3 / 0.1 },
  },
  {
    name: 'refits-20',
    title: '20 times UMAP 5-D and HDBSCAN',
    ...{ table: 'films', rows: 5000, size: 'large', repeat: 1 },
    ours: { job: 'refits', seeds: 20 },
    theirs: [{ library: 'hdbscan' }],
    wanted: { warm: 106 / 9 },
  },
  {
    name: 'kmeans-100k',
    title: 'k-means, 50 clusters',
    ...{ table: 'blobs', rows: 100_000, size: 'large', repeat: 2 },
    ours: { job: 'kmeans', k: 50 },
    theirs: [{ library: 'scikit-learn' }],
    wanted: { warm: 1 },
  },
  {
    name: 'agreement-1m',
    title: 'AMI and ARI of two labellings',
    ...{ table: 'none', rows: 1_000_000, size: 'large', repeat: 3 },
    ours: { job: 'agreement' },
    theirs: [{ library: 'scikit-learn' }],
    wanted: { warm: 10 },
  },
];

/** Sizes that each choice takes in; `tiny` is every job on few rows, to see that all of it works. */
export const SIZES = {
  tiny: ['small', 'large'],
  small: ['small'],
  large: ['small', 'large'],
  full: ['small', 'large', 'full'],
};

/** Rows of a tiny table. */
export const TINY = 400;
