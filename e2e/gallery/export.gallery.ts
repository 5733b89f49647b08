import { join } from 'node:path';
import { expect, test } from '../fixtures';
import { parkPointer } from '../pictures/camera';
import { closeNotices, gallery, zoomed } from './gallery';

test('exporting rows', async ({ open, folder }) => {
  const running = await open();
  const { bench, page } = running;
  const dialog = page.getByRole('dialog', { name: 'Export rows' });
  const choose = async (field: RegExp, option: string) => {
    await dialog.getByRole('button', { name: field }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
    await expect(page.getByRole('listbox')).toBeHidden();
  };

  await bench.query('SELECT * FROM airports');
  await bench.menu('File', 'Export rows…');
  await expect(dialog).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'export-csv');
  await zoomed(running, 'export-csv');
  await choose(/Format/, 'Parquet');
  await dialog.getByRole('textbox', { name: 'Partition by' }).fill('stat');
  await bench.saveAs(join(folder, 'states'));
  await dialog.getByRole('button', { name: 'Export…' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'export-error');
  await dialog.getByRole('textbox', { name: 'Partition by' }).fill('state');
  await dialog.getByRole('button', { name: 'Export…' }).click();
  await expect(bench.notices()).toContainText('Exported');
  await parkPointer(running);
  await gallery(running, 'exported');
  await closeNotices(running);

  await bench.type('SELECT value, value * 3 AS more FROM generate_series(1, 100000000000)');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => bench.rows().then((rows) => rows.length)).toBeGreaterThan(0);
  await page.keyboard.press('Control+.');
  await bench.menu('File', 'Export rows…');
  await choose(/Format/, 'Excel');
  await parkPointer(running);
  await gallery(running, 'export-excel');
  await choose(/Format/, 'CSV');
  await bench.saveAs(join(folder, 'endless.csv'));
  await dialog.getByRole('button', { name: 'Export…' }).click();
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'export-progress');
  await dialog.getByRole('button', { name: 'Cancel export' }).click();
});
