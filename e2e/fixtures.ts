import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { type LaunchOptions, launch, type Running } from './launch';
import type { Workbench } from './pages/workbench';

interface Fixtures {
  /** A fresh folder for the user's files, removed afterwards. */
  home: string;
  /** A fresh folder for the test's own data files, removed afterwards. */
  folder: string;
  /** Starts the built app, by default on `home`; everything started is closed when the test ends. */
  open: (options?: Partial<LaunchOptions>) => Promise<Running>;
  /** One workbench on a fresh profile, ready to use. */
  bench: Workbench;
}

async function temporary(prefix: string, use: (folder: string) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  await use(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  home: ({}, use) => temporary('planarium-home-', use),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  folder: ({}, use) => temporary('planarium-data-', use),
  open: async ({ home }, use, testInfo) => {
    const started: Running[] = [];
    await use(async (options = {}) => {
      const running = await launch({ home, ...options });
      started.push(running);
      return running;
    });
    for (const { app, page } of started) {
      if (testInfo.status !== testInfo.expectedStatus && !page.isClosed()) {
        await testInfo.attach('window', { body: await page.screenshot(), contentType: 'image/png' });
      }
      await app.close().catch(() => undefined);
    }
  },
  bench: async ({ open }, use) => {
    await use((await open()).bench);
  },
});

export { expect } from '@playwright/test';
