import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/** The window's bundle, for Chromium 114, the oldest we run on. Served by the `app://` protocol. */
export default defineConfig({
  root: resolve(root, 'app/renderer'),
  logLevel: 'warn',
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: resolve(root, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome114',
    sourcemap: true,
    reportCompressedSize: false,
    // The CSP allows no data: scripts; fonts and icons are files too.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 6000,
  },
});
