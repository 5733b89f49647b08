import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures';
import type { Running } from '../launch';
import { parkPointer } from '../pictures/camera';
import { largePlan } from '../sql';
import { gallery } from './gallery';

test('a plan of 5,000 operators', async ({ open }) => {
  const running = await open();
  const { bench, page } = running;
  await bench.newTab();
  await bench.type(largePlan(9));
  await page.getByRole('button', { name: 'Explain' }).click();
  await bench.ended();
  await page.getByRole('radio', { name: 'Initial' }).click();
  await parkPointer(running);
  await gallery(running, 'large-plan-graph');
  await page.getByRole('radio', { name: 'Tree' }).click();
  await expect(bench.tree()).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'large-plan-tree');
});

test('saved plans', async ({ open, folder }) => {
  const running = await open();
  const { bench } = running;
  const whole = join(folder, 'late-airports.dfplan');
  await bench.tabs().getByRole('tab').first().click();
  await save(running, whole);
  await page(running, whole, 'saved-plan');

  await bench.savedPlan().getByRole('button', { name: /^Run/ }).click();
  await bench.ended();
  await parkPointer(running);
  await gallery(running, 'saved-plan-run');

  const writes = join(folder, 'copy.dfplan');
  await bench.newTab();
  await bench.type(`COPY (SELECT * FROM airports LIMIT 3) TO '${join(folder, 'out.csv')}' STORED AS CSV`);
  await save(running, writes);
  await page(running, writes, 'plan-refused');

  const damaged = join(folder, 'damaged.dfplan');
  writeFileSync(damaged, readFileSync(whole).subarray(0, 3000));
  await page(running, damaged, 'plan-damaged');
  const foreign = join(folder, 'a plan with a long name, which is none at all, from last week.dfplan');
  writeFileSync(foreign, 'a letter to my landlord, long enough to be looked at');
  await page(running, foreign, 'plan-foreign');
});

/** Saves the plan of the text on show. */
async function save({ bench, page }: Running, path: string) {
  await bench.saveAs(path);
  await page.getByRole('button', { name: 'Save plan' }).click();
  await expect.poll(() => statSync(path, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(500);
}

/** Opens a plan file and takes its page, without the notices of before. */
async function page(running: Running, path: string, name: string) {
  const { bench } = running;
  await bench.drop(path);
  await expect(bench.tabs().getByRole('tab', { selected: true })).toContainText(
    path.split('/').at(-1) ?? path,
  );
  await expect(bench.savedPlan()).toBeVisible();
  for (const close of await bench.notices().getByRole('button', { name: 'Close' }).all()) {
    await close.click().catch(() => undefined);
  }
  await parkPointer(running);
  await gallery(running, name);
}
