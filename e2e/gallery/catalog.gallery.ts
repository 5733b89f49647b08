import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../fixtures';
import { parkPointer } from '../pictures/camera';
import { planarium } from '../planarium';
import { closeNotices, gallery, zoomed } from './gallery';

const LATE = `code,n\n${Array.from({ length: 10_000 }, (_, n) => `${n},1`).join('\n')}\nnone,1\n`;

test('folders, options of files, and errors about them', async ({ open, folder }) => {
  const running = await open();
  const { bench, page } = running;

  const sales = join(folder, 'sales');
  mkdirSync(sales);
  writeFileSync(join(sales, 'customers.csv'), 'id,name,street,city,zip,country,since\n1,Ann,a,b,c,d,e\n');
  for (const year of [2023, 2024, 2025])
    writeFileSync(join(sales, `orders-${year}.csv`), 'no,customer,total\n1,1,5\n');
  writeFileSync(join(sales, 'torn.parquet'), 'PAR1 torn');
  planarium('query', '-e', 'SELECT 7 AS sku, 1.5 AS price', '-o', join(sales, 'items.parquet'));
  await bench.drop(sales);
  await expect(page.getByRole('dialog')).toBeVisible();
  await gallery(running, 'folder');
  await zoomed(running, 'folder');
  await page.keyboard.press('Escape');

  const late = join(folder, 'late.csv');
  writeFileSync(late, LATE);
  await bench.drop(late);
  await expect(bench.table('late')).toBeVisible();
  await closeNotices(running);
  await bench.query('SELECT max(code) FROM late');
  await parkPointer(running);
  await gallery(running, 'file-mismatch');
  await zoomed(running, 'file-mismatch');

  await bench.table('late').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open options…' }).click();
  await expect(page.getByRole('region', { name: 'First rows' })).toBeVisible();
  await gallery(running, 'open-options');
  await zoomed(running, 'open-options');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /Delimiter/ }).click();
  await gallery(running, 'open-options-list');
  await page.keyboard.press('Escape');
  await dialog.getByRole('radio', { name: 'SQL' }).click();
  await gallery(running, 'open-options-sql');
  await dialog.getByRole('radio', { name: 'Rows' }).click();
  await dialog.getByRole('combobox', { name: 'Type of code' }).selectOption('BOOLEAN');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await gallery(running, 'open-options-error');
  await zoomed(running, 'open-options-error');
  await dialog.getByRole('combobox', { name: 'Type of code' }).selectOption('VARCHAR');
  await dialog.getByRole('button', { name: 'Reopen' }).click();
  await expect(bench.notices()).toContainText('with other options');
  await parkPointer(running);
  await gallery(running, 'opened-again');
  await closeNotices(running);

  const unknown = join(folder, 'readings.dat');
  writeFileSync(unknown, 'at;value\n1;2.5\n');
  await bench.drop(unknown);
  await expect(bench.notices()).toContainText('readings.dat');
  await parkPointer(running);
  await gallery(running, 'unknown-format');
  await closeNotices(running);

  await bench.query("SET datafusion.runtime.memory_limit = '20M'");
  await bench.query('SELECT array_agg(date) FROM flights');
  await expect(bench.panes().getByRole('alert')).toContainText('memory_exceeded');
  await parkPointer(running);
  await gallery(running, 'memory-exceeded');
});
