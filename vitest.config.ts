import { defineConfig } from 'vitest/config';

/**
 * Tests import the packages by name, that is, as built: `npm test` builds first.
 * What is tested is then what is published, workers and WebAssembly included.
 */
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 240_000,
    reporters: ['default', './scripts/closing-line.mjs'],
  },
});
