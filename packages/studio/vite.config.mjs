import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';

/** Folder of this package: builds give the same bytes wherever they are started from. */
const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * Vite's settings for one of the two builds.
 *
 * @param {'live' | 'offline'} kind live: files beside each other, served by the local server; offline: one
 *   script and one style sheet with the fonts inside, which build.mjs folds into a single page.
 * @param {string} outDir folder that is emptied and built into.
 * @returns {import('vite').InlineConfig}
 */
export function settings(kind, outDir) {
  const offline = kind === 'offline';
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    base: './',
    plugins: [react()],
    resolve: {
      alias: [
        {
          find: /^@luma\.gl\/gpgpu(\/webgpu)?$/,
          replacement: `${root}src/map/no-webgpu.ts`,
        },
        {
          find: /^\.\/(fp64-arithmetic-wgsl|project\.wgsl|scatterplot-layer\.wgsl)\.js$/,
          replacement: `${root}src/map/no-wgsl.ts`,
        },
      ],
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: true,
      target: ['chrome111', 'firefox114', 'safari16.4'],
      assetsInlineLimit: offline ? Number.MAX_SAFE_INTEGER : 0,
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
      rolldownOptions: {
        // One classic script has no address of its own, and asks for none.
        transform: offline ? { define: { 'import.meta': '{}' } } : {},
        input: `${root}${offline ? 'src/main.tsx' : 'index.html'}`,
        output: offline
          ? { format: 'iife', entryFileNames: 'studio.js', assetFileNames: 'studio[extname]' }
          : { entryFileNames: 'assets/[name]-[hash].js', assetFileNames: 'assets/[name]-[hash][extname]' },
      },
    },
  };
}

export default settings('live', `${root}dist/live`);
