import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Who may import whom; docs/architecture.md says why. */
const forbid = (files, patterns, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group: patterns, message }] }] },
});

const steps = ['data', 'audit', 'encode', 'reduce', 'cluster', 'label', 'doubt', 'changes', 'publish'];
const stepRules = steps.map((step) =>
  forbid(
    [`packages/pipeline/src/${step}/**/*.ts`],
    [
      ...steps
        // Doubt and the audit ask the steps' pure functions what they would do.
        .filter((other) => other !== step && step !== 'doubt' && step !== 'audit')
        .flatMap((other) => [`../${other}/*`, `../../${other}/*`]),
      '**/run.js',
      '@parallax-map/studio',
      '@parallax-map/cli',
    ],
    'A step imports the store and the lower packages, never another step: artifacts pass between steps.',
  ),
);

/** What only the command may do: print, and end the process. */
const ends = ['exit', 'stdout', 'stderr'].map((property) => ({ object: 'process', property }));

/**
 * Functions that the language leaves to the engine to approximate: a kernel's bits must not depend on which one it is.
 * (Square roots are exact; so are squares by `** 2` and powers of two in every engine there is.)
 */
const inexact = [
  ...['exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'pow', 'cbrt', 'hypot'],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2'],
  ...['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
].map((property) => ({
  object: 'Math',
  property,
  message: "Other engines may give other bits: use the kernels' own, in src/math.",
}));

export default tseslint.config(
  { ignores: ['.cache/**', '**/dist/**', '**/*.generated.ts', '**/assembly/**', 'docs/.vitepress/cache/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        performance: 'readonly',
      },
    },
  },
  {
    files: ['packages/**/*.{ts,tsx}'],
    rules: {
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['**/*.test.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['packages/!(cli|kernels)/src/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', ...ends] },
  },
  {
    files: ['packages/kernels/src/**/*.ts'],
    rules: { 'no-restricted-properties': ['error', ...ends, ...inexact] },
  },
  forbid(
    ['packages/kernels/src/**/*.ts'],
    ['@parallax-map/*', 'node:fs', 'node:fs/*', 'node:http', 'node:net'],
    'Kernels import nothing of ours and touch no file and no network.',
  ),
  forbid(
    ['packages/core/src/**/*.ts'],
    ['@parallax-map/!(kernels)', 'node:*'],
    'core imports kernels only, and runs in browsers.',
  ),
  forbid(
    ['packages/pipeline/src/**/*.ts'],
    ['@parallax-map/studio', '@parallax-map/cli'],
    'The pipeline knows neither the studio nor the command.',
  ),
  forbid(
    ['packages/studio/src/**/*.{ts,tsx}'],
    ['@parallax-map/pipeline', '@parallax-map/cli', 'node:*'],
    'The studio runs in browsers: core and kernels only.',
  ),
  ...stepRules,
);
