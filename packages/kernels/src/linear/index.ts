export * from './truncated-svd.js';
export * from './pca.js';
