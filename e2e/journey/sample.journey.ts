import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';

const root = join(__dirname, '../..');
const pictures = process.env.PLANARIUM_JOURNEY ?? join(root, 'artifacts/journey');

interface Window {
  app: ElectronApplication;
  page: Page;
}

/** What someone sees who starts the workbench for the first time; each step leaves a picture. */
test('the sample journey', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'planarium-journey-'));
  const plan = join(folder, 'late-airports.dfplan');
  let window: Window | undefined;
  try {
    await test.step('open the workbench on the sample workspace', async () => {
      window = await open(folder);
      await expect(window.page.getByTestId('side-bar')).toContainText('flights');
      await picture(window, '1-sample-workspace');
    });
    const { app, page } = defined(window);
    const panes = page.getByRole('tablist', { name: 'Results, plan and messages' });

    await test.step('run the first sample query on three million flights', async () => {
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await hasRows(page);
      await picture({ app, page }, '2-rows');
    });
    const rows = await shownRows(page);

    await test.step('see its plan with metrics', async () => {
      await panes.getByRole('tab', { name: 'Plan' }).click();
      await expect(page.getByTestId('plan-graph')).toBeVisible();
      await picture({ app, page }, '3-plan');
    });

    await test.step('save the plan', async () => {
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath });
      }, plan);
      await page.getByRole('button', { name: 'Save plan' }).click();
      await expect.poll(() => existsSync(plan) && statSync(plan).size).toBeGreaterThan(0);
    });

    await test.step('reopen it in a fresh session', async () => {
      await app.close();
      window = await open(folder, [plan]);
      await expect(window.page.getByRole('region', { name: 'Saved plan' })).toBeVisible();
      await picture(window, '4-saved-plan');
    });

    await test.step('run it again: the same rows', async () => {
      const again = defined(window);
      await again.page
        .getByRole('region', { name: 'Saved plan' })
        .getByRole('button', { name: /^Run/ })
        .click();
      await hasRows(again.page);
      await picture(again, '5-same-rows');
      expect(await shownRows(again.page)).toEqual(rows);
    });
  } finally {
    await window?.app.close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function open(home: string, files: string[] = []): Promise<Window> {
  // Imported here: Playwright would turn a static import into CommonJS, which a module is not.
  const { findElectron } = await import('../../scripts/electron.mjs');
  const electron = await findElectron({ quiet: true });
  const app = await _electron.launch({
    executablePath: electron.path,
    args: [...electron.args, root, ...files],
    env: { ...(process.env as Record<string, string>), PLANARIUM_HOME: home },
  });
  const page = await app.firstWindow();
  await expect(page.getByTestId('side-bar')).toBeVisible();
  return { app, page };
}

async function hasRows(page: Page) {
  await expect(page.getByTestId('results-grid').getByRole('row').nth(1)).toBeVisible({ timeout: 60_000 });
}

/** The text of the first rows that the grid shows. */
async function shownRows(page: Page): Promise<string[]> {
  const texts = await page.getByTestId('results-grid').getByRole('row').allInnerTexts();
  return texts.slice(0, 5);
}

async function picture({ page }: Window, name: string) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the workbench did not open');
  return value;
}
