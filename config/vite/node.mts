import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import { defineConfig, type UserConfig } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/**
 * A bundle of one CommonJS file for Node 18, the oldest Node inside the
 * Electrons we run on. `electron` and Node's own modules stay outside.
 */
export function nodeBundle(entry: string, outDir: string): UserConfig {
  return defineConfig({
    root,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: resolve(root, outDir),
      emptyOutDir: true,
      target: 'node18',
      minify: false,
      sourcemap: true,
      reportCompressedSize: false,
      ssr: true,
      rollupOptions: {
        input: resolve(root, entry),
        external: ['electron', ...builtinModules, /^node:/],
        output: { format: 'cjs', entryFileNames: 'index.cjs', codeSplitting: false },
      },
    },
    // Everything else is bundled: dist/ must run without node_modules.
    ssr: { noExternal: true },
  });
}
