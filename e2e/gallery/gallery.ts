import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '../fixtures';
import type { Running } from '../launch';
import { parkPointer, picture, SMALL, size, WIDE } from '../pictures/camera';

const folder = process.env.PLANARIUM_PICTURES ?? join(__dirname, '../../artifacts/gallery');

/**
 * Takes a state of the window in both sizes and both themes, as
 * `NAME-WIDTH-THEME.png`; leaves it large. The pointer does not move.
 */
export async function gallery(running: Running, name: string) {
  for (const inner of [SMALL, WIDE]) {
    await size(running, inner);
    for (const theme of ['light', 'dark'] as const) {
      await picture(running, theme, join(folder, `${name}-${inner.width}-${theme}.png`));
    }
  }
}

/** Takes a state of the window at 200 % in both themes, as `NAME-zoomed-THEME.png`, in the larger size. */
export async function zoomed(running: Running, name: string) {
  const zoom = (factor: number) =>
    running.app.evaluate(
      ({ BrowserWindow }, by) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(by),
      factor,
    );
  await size(running, WIDE);
  await zoom(2);
  for (const theme of ['light', 'dark'] as const) {
    await running.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await running.page.waitForTimeout(600);
    // With the system's function: Playwright's picture shows only a part of a zoomed window.
    const png = await running.app.evaluate(async ({ BrowserWindow }) =>
      (await BrowserWindow.getAllWindows()[0]?.webContents.capturePage())?.toPNG().toString('base64'),
    );
    writeFileSync(join(folder, `${name}-zoomed-${theme}.png`), png ?? '', 'base64');
  }
  await zoom(1);
}

/** Saves the plan of the visible text, which can be saved completely. */
export async function savePlan({ bench, page }: Running, path: string) {
  await bench.saveAs(path);
  await page.getByRole('button', { name: 'Save plan' }).click();
  await expect.poll(() => statSync(path, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(500);
}

/** Opens a plan file and shows its page, without earlier notices. */
export async function openPlan(running: Running, path: string) {
  const { bench } = running;
  await bench.drop(path);
  await expect(bench.tabs().getByRole('tab', { selected: true })).toContainText(
    path.split('/').at(-1) ?? path,
  );
  await expect(bench.savedPlan()).toBeVisible();
  await closeNotices(running);
  await parkPointer(running);
}

/** Dismisses the visible notices. */
export async function closeNotices({ bench }: Running) {
  for (const close of await bench.notices().getByRole('button', { name: 'Close' }).all()) {
    await close.click().catch(() => undefined);
  }
}
