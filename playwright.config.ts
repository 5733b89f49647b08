import { defineConfig } from '@playwright/test';

/** The built app on a real Electron, one at a time since each takes the whole machine. */
export default defineConfig({
  outputDir: 'artifacts/e2e',
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  projects: [
    { name: 'e2e', testDir: 'e2e', testMatch: '**/*.spec.ts' },
    // What `npm start` drives where there is no display.
    { name: 'journey', testDir: 'e2e/journey', testMatch: '*.journey.ts' },
    // What `npm run pictures` takes for the documentation.
    { name: 'pictures', testDir: 'e2e/pictures', testMatch: '*.picture.ts' },
    // What `npm run pictures -- --all` takes for whoever judges the window.
    { name: 'gallery', testDir: 'e2e/gallery', testMatch: '*.gallery.ts', timeout: 600_000 },
  ],
});
