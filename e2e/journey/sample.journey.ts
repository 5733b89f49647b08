import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { launch, type Running } from '../launch';

const pictures = process.env.PLANARIUM_JOURNEY ?? join(__dirname, '../../artifacts/journey');

/** The first use of the workbench; each step saves a picture. */
test('the sample journey', async () => {
  const home = mkdtempSync(join(tmpdir(), 'planarium-journey-'));
  const plan = join(home, 'late-airports.dfplan');
  const started: Running[] = [];
  const open = async (files: string[] = []) => {
    const running = await launch({ home, files });
    started.push(running);
    return running;
  };
  try {
    const first = await test.step('open the workbench on the sample workspace', async () => {
      const running = await open();
      await picture(running.page, '1-sample-workspace');
      return running;
    });

    const rows = await test.step('run the first sample query on three million flights', async () => {
      await first.bench.run().click();
      await first.bench.ended();
      const shown = await first.bench.rows();
      await picture(first.page, '2-rows');
      return shown;
    });

    await test.step('see its plan with metrics', async () => {
      await first.bench.pane('Plan');
      await expect(first.bench.graph()).toBeVisible();
      await picture(first.page, '3-plan');
    });

    await test.step('save the plan', async () => {
      await first.bench.saveAs(plan);
      await first.page.getByRole('button', { name: 'Save plan' }).click();
      await expect.poll(() => statSync(plan, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(0);
      await first.app.close();
    });

    const second = await test.step('open it in a fresh session: what it is and would read', async () => {
      const running = await open([plan]);
      await expect(running.bench.savedPlan()).toContainText('flights-3m.parquet');
      await picture(running.page, '4-saved-plan');
      return running;
    });

    await test.step('run it again: the same rows', async () => {
      await second.bench.savedPlan().getByRole('button', { name: /^Run/ }).click();
      await second.bench.ended();
      const again = await second.bench.rows();
      await picture(second.page, '5-same-rows');
      const common = Math.min(rows.length, again.length);
      expect(common).toBeGreaterThan(0);
      // The grid is lower next to a saved plan and shows fewer rows.
      expect(again.slice(0, common)).toEqual(rows.slice(0, common));
    });
  } finally {
    for (const { app } of started) await app.close().catch(() => undefined);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
});

async function picture(page: Page, name: string) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
