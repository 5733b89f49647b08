import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures';
import { parkPointer } from '../pictures/camera';
import { gallery, zoomed } from './gallery';

test('settings of the session, and files of SQL', async ({ open, folder }) => {
  const running = await open();
  const { bench, page } = running;
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await bench.menu('File', 'Settings…');
  await expect(settings.getByRole('list', { name: 'Settings' })).toBeVisible();
  await gallery(running, 'settings');
  await zoomed(running, 'settings');
  await settings.getByRole('textbox', { name: 'Search' }).fill('batch size');
  const field = settings.getByRole('textbox', { name: 'datafusion.execution.batch_size' });
  await field.fill('many');
  await field.press('Enter');
  await expect(settings.getByRole('alert')).toBeVisible();
  await gallery(running, 'settings-refused');
  await settings.getByRole('button', { name: 'Done' }).click();

  const file = join(folder, 'late.sql');
  writeFileSync(file, 'SELECT 1');
  await bench.drop(file);
  await expect(bench.editor()).toContainText('SELECT 1');
  await bench.type('SELECT 2');
  writeFileSync(file, 'SELECT 3');
  await bench.command('s');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await gallery(running, 'sql-conflict');
  await page.keyboard.press('Escape');
  await bench.command('w');
  await expect(page.getByRole('alertdialog', { name: /Save the changes/ })).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'sql-closing');
  await zoomed(running, 'sql-closing');
});
