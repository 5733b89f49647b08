import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures';
import { BytesView } from '../pages/bytes';
import { parkPointer } from '../pictures/camera';
import { planarium } from '../planarium';
import { largePlan } from '../sql';
import { gallery, openPlan, savePlan } from './gallery';

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
  await page.getByRole('radio', { name: 'Graph' }).click();
  await page.getByRole('button', { name: 'Fold to fit the graph' }).click();
  await expect(bench.graph()).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'large-plan-folded');
});

test('saved plans', async ({ open, folder }) => {
  const running = await open();
  const { bench } = running;
  const whole = join(folder, 'late-airports.dfplan');
  await bench.tabs().getByRole('tab').first().click();
  await savePlan(running, whole);
  await openPlan(running, whole);
  await gallery(running, 'saved-plan');
  const bytes = new BytesView(bench);
  await bytes.show();
  await bytes.search('airports');
  await parkPointer(running);
  await gallery(running, 'bytes');
  await bench.savedPlan().getByRole('radio', { name: 'Graph', exact: true }).click();

  await bench.savedPlan().getByRole('button', { name: /^Run/ }).click();
  await bench.ended();
  await parkPointer(running);
  await gallery(running, 'saved-plan-run');

  const damaged = join(folder, 'damaged.dfplan');
  writeFileSync(damaged, readFileSync(whole).subarray(0, 3000));
  await openPlan(running, damaged);
  await gallery(running, 'plan-damaged');
  const foreign = join(folder, 'a plan with a long name, which is none at all, from last week.dfplan');
  writeFileSync(foreign, 'a letter to my landlord, long enough to be looked at');
  await openPlan(running, foreign);
  await gallery(running, 'plan-foreign');
});

test('a plan that takes long to read', async ({ open, folder }) => {
  const running = await open();
  const { bench, page } = running;
  const large = join(folder, 'large.pb');
  const sql = join(folder, 'large.sql');
  const texts = Array.from({ length: 150_000 }, (_, index) => `('${String(index).padStart(1000, 'x')}')`);
  writeFileSync(sql, `SELECT * FROM (VALUES ${texts.join(',')}) AS t(x)`);
  planarium('plan', 'export', '--as', 'bytes', '--stage', 'logical', '-o', large, sql);
  const reading = bench.status().getByRole('status').filter({ hasText: 'Reading' });
  const cancel = () => reading.getByRole('button', { name: 'Cancel' }).click();

  await bench.drop(large);
  await cancel();
  await expect(page.getByText('Reading large.pb was cancelled')).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'plan-read-cancelled');

  await page.getByRole('button', { name: 'Reload' }).click();
  await bench.savedPlan().getByRole('radio', { name: 'Bytes', exact: true }).click({ timeout: 60_000 });
  await cancel();
  await expect(page.getByText('Reading the bytes was cancelled')).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'bytes-read-cancelled');
});
