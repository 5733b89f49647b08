import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { Workbench } from './pages/workbench';

const root = join(__dirname, '..');

export interface LaunchOptions {
  /** Files given on the command line. */
  files?: string[];
  /** The user's folder; default is the test's own. */
  home?: string;
}

/** A running workbench. */
export interface Running {
  app: ElectronApplication;
  page: Page;
  bench: Workbench;
}

interface Fixtures {
  /** A fresh folder for the user's files, removed afterwards. */
  home: string;
  /** A fresh folder for the test's own data files, removed afterwards. */
  folder: string;
  /** Starts the built app; everything started is closed when the test ends. */
  launch: (options?: LaunchOptions) => Promise<Running>;
  /** One workbench on a fresh profile, ready to use. */
  bench: Workbench;
}

function temporary(prefix: string) {
  return mkdtempSync(join(tmpdir(), prefix));
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  home: async ({}, use) => {
    const folder = temporary('planarium-home-');
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  folder: async ({}, use) => {
    const folder = temporary('planarium-data-');
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  launch: async ({ home }, use, testInfo) => {
    const started: Running[] = [];
    // Imported here: Playwright would turn a static import into CommonJS, which a module is not.
    const { findElectron } = await import('../scripts/electron.mjs');
    const electron = await findElectron({ quiet: true });
    await use(async (options = {}) => {
      const app = await _electron.launch({
        executablePath: electron.path,
        args: [...electron.args, root, ...(options.files ?? [])],
        env: { ...(process.env as Record<string, string>), PLANARIUM_HOME: options.home ?? home },
      });
      const page = await app.firstWindow();
      const bench = new Workbench(app, page);
      await bench.ready();
      const running = { app, page, bench };
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
  bench: async ({ launch }, use) => {
    await use((await launch()).bench);
  },
});

export { expect } from '@playwright/test';
