import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures';
import { parkPointer } from '../pictures/camera';
import { gallery } from './gallery';

test('the window around the work', async ({ open, folder }) => {
  const running = await open();
  const { bench, page } = running;
  await parkPointer(running);
  await gallery(running, 'start');

  await bench.table('flights').getByRole('button').first().click();
  await parkPointer(running);
  await gallery(running, 'columns');
  await bench.table('airports').click({ button: 'right' });
  await expect(page.getByRole('menu')).toBeVisible();
  await gallery(running, 'table-menu');
  await page.keyboard.press('Escape');

  const drag = await bench.drag(join(folder, 'rides.csv'));
  await expect(page.getByTestId('drop-overlay')).toBeVisible();
  await gallery(running, 'drop');
  await drag.cancel();
  await parkPointer(running);
  await expect(page.getByTestId('drop-overlay')).toHaveCount(0);

  const empty = join(folder, 'a file with a rather long name that holds nothing.csv');
  writeFileSync(empty, '');
  await bench.drop(join(folder, 'missing.parquet'), empty);
  await expect(bench.notices()).toContainText('file_missing');
  await parkPointer(running);
  await gallery(running, 'notices');
  await page.reload();
  await bench.ready();

  for (let count = 0; count < 24; count += 1) await bench.newTab();
  await parkPointer(running);
  await gallery(running, 'many-tabs');

  const tabs = bench.tabs().getByRole('tab');
  for (let left = await tabs.count(); left > 0; left -= 1) await bench.command('w');
  await expect(tabs).toHaveCount(0);
  await parkPointer(running);
  await gallery(running, 'no-tabs');

  const rows = bench.tables().getByRole('row');
  for (let left = await rows.count(); left > 0; left = await rows.count()) {
    await rows.first().click();
    await page.keyboard.press('Delete');
    await expect(rows).toHaveCount(left - 1);
    if (left === 1) break;
  }
  await page.reload();
  await expect(bench.sideBar()).toContainText('No tables yet');
  await parkPointer(running);
  await gallery(running, 'no-tables');
});

test('the window while nothing can be saved', async ({ open, folder }) => {
  const home = join(folder, 'a file in the place of the profile folder');
  writeFileSync(home, '');
  const running = await open({ home });
  await expect(running.bench.unsaved()).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'unsaved');
  await running.app.close();
});
