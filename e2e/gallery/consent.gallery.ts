import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withManifest } from '../../app/cli/__test__/planFile';
import { expect, test } from '../fixtures';
import { parkPointer } from '../pictures/camera';
import { closeNotices, gallery, openPlan, savePlan } from './gallery';

const SECRET = "SELECT iata, 'https://h.example/list?token=t0k3n-value' AS link FROM airports LIMIT 5";

test('what blocks or weakens a plan that is saved', async ({ open, folder }) => {
  const running = await open();
  const { bench, page } = running;
  const dialog = page.getByRole('dialog');
  const save = page.getByRole('button', { name: 'Save plan' });
  const array = join(folder, 'list.json');
  writeFileSync(array, '[{"n": 1}]');
  await bench.drop(array);
  await expect(bench.table('list')).toBeVisible();

  await bench.newTab();
  await bench.type('SELECT n FROM list');
  await save.click();
  await expect(dialog).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'save-findings');
  await page.keyboard.press('Escape');

  await bench.type(SECRET);
  await save.click();
  await expect(dialog).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'save-secret');
  await page.keyboard.press('Escape');

  await bench.query('CREATE TABLE made AS SELECT iata, name FROM airports LIMIT 20');
  await bench.newTab();
  await bench.type(`SELECT m.*, l.n, 'https://h.example/?token=t0k3n-value' AS link FROM made m, list l`);
  await save.click();
  await expect(dialog).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'save-many-findings');
  await page.keyboard.press('Escape');

  const clean = join(folder, 'clean.dfplan');
  await bench.type(SECRET);
  await bench.saveAs(clean);
  await save.click();
  await dialog.getByRole('button', { name: 'Save without credentials' }).click();
  await expect(bench.notices()).toContainText('Left out');
  await parkPointer(running);
  await gallery(running, 'saved-without-secret');
  await openPlan(running, clean);
  await gallery(running, 'plan-needs-secret');
  await bench.savedPlan().getByRole('button', { name: /^Run/ }).click();
  await bench.ended();
  await parkPointer(running);
  await gallery(running, 'plan-needs-secret-run');
});

test('plans that write', async ({ open, folder }) => {
  const running = await open();
  const { bench, page } = running;
  const dialog = page.getByRole('alertdialog');
  const deep = 'a-folder-with-a-long-name/of-a-department/2026/exports';
  const target = join(folder, deep, 'airports of the northern states, sorted by name.csv');
  const writes = join(folder, 'copy.dfplan');
  await bench.newTab();
  await bench.type(`COPY (SELECT * FROM airports LIMIT 3) TO '${target}' STORED AS CSV`);
  await savePlan(running, writes);
  await openPlan(running, writes);
  await gallery(running, 'plan-writes');

  const run = bench.savedPlan().getByRole('button', { name: 'Run this plan…' });
  await run.click();
  await expect(dialog).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'write-consent');
  await dialog.getByText('Always allow this exact plan').click();
  await page.keyboard.press('Tab');
  await gallery(running, 'write-consent-remember');
  await page.keyboard.press('Escape');

  const settings = page.getByRole('dialog', { name: 'Settings' });
  await bench.menu('File', 'Settings…');
  await settings.getByRole('radio', { name: 'Approvals' }).click();
  await expect(settings).toContainText('None.');
  await parkPointer(running);
  await gallery(running, 'settings-empty');
  await settings.getByRole('button', { name: 'Done' }).click();

  for (let count = 1; count <= 6; count += 1) {
    const file = join(folder, `export ${count}.dfplan`);
    await bench.newTab();
    await bench.type(
      `COPY (SELECT * FROM airports LIMIT ${count}) TO '${join(folder, `${count}.csv`)}' STORED AS CSV`,
    );
    await savePlan(running, file);
    await openPlan(running, file);
    await run.click();
    await dialog.getByText('Always allow this exact plan').click();
    await dialog.getByRole('button', { name: 'Run and write' }).click();
    await bench.ended();
    if (count > 1 && count < 6) continue;
    await closeNotices(running);
    await bench.menu('File', 'Settings…');
    await expect(settings.getByRole('list', { name: 'Approved plans' })).toContainText('dfplan');
    await parkPointer(running);
    await gallery(running, count === 1 ? 'settings-approval' : 'settings-approvals');
    await settings.getByRole('button', { name: 'Done' }).click();
  }
});

test('plans of another version', async ({ open, folder }) => {
  const running = await open();
  const { bench, page } = running;
  const old = join(folder, 'old.dfplan');
  await bench.tabs().getByRole('tab').first().click();
  await savePlan(running, old);
  const other = (sql: (text: string) => string) =>
    withManifest(old, (manifest) => ({
      ...manifest,
      datafusion: '54.0.0',
      sql: sql(String(manifest['sql'])),
    }));
  other((sql) => sql);
  await openPlan(running, old);
  await gallery(running, 'plan-other-version');

  const dialog = page.getByRole('dialog', { name: 'Planned again from its SQL' });
  const again = bench.savedPlan().getByRole('button', { name: 'Plan again from SQL…' });
  await again.click();
  await expect(dialog).toContainText('is the same as');
  await parkPointer(running);
  await gallery(running, 'replan-same');
  await page.keyboard.press('Escape');

  other((sql) => sql.replace('distance > 250', 'distance > 500'));
  await openPlan(running, old);
  await again.click();
  await expect(dialog).toContainText('+ ');
  await parkPointer(running);
  await gallery(running, 'replan-difference');
});
