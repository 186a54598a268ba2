import { defineConfig } from 'vitest/config';

/**
 * Tests import the packages by name, that is, as built: `npm test` builds first.
 * What is tested is then what is published, workers and WebAssembly included.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: './scripts/temporary-root.mjs',
    reporters: ['default', './scripts/closing-line.mjs'],
    projects: [
      // Functions: files share their processes, and each package is loaded once in each of them.
      { extends: true, test: { ...files('parts', 'packages/*/test/**/*.test.ts'), isolate: false } },
      // The command as a process, from outside.
      { extends: true, test: files('command', 'test/**/*.test.ts') },
    ],
  },
});

function files(name: string, pattern: string) {
  // No test is about time; a process takes long where the machine is busy.
  return { name, include: [pattern], testTimeout: 180_000, hookTimeout: 240_000 };
}
