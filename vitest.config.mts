import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['app/**/*.test.ts', 'app/**/*.test.tsx', 'scripts/**/*.test.mjs', 'bench/**/*.test.mjs'],
          // Components say `@vitest-environment happy-dom`.
          environment: 'node',
          // A busy machine makes a test slow, not wrong.
          testTimeout: 60_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
      {
        // The real addon: each file in a process of its own.
        test: {
          name: 'addon',
          include: ['native/node/__test__/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          testTimeout: 60_000,
        },
      },
      {
        // The real addon beside PyPI's datafusion in a Python process.
        test: {
          name: 'interop',
          include: ['interop/**/*.test.ts'],
          environment: 'node',
          pool: 'forks',
          globalSetup: 'interop/setup.mjs',
          testTimeout: 60_000,
        },
      },
    ],
  },
});
