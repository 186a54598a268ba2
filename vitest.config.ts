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
    // No test is about time; a process takes long where the machine is busy.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    reporters: ['default', './scripts/closing-line.mjs'],
  },
});
