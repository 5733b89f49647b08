import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';
import { planarium } from './planarium';

/** A folder of three tables, one of them in two files, and a file that is not a table. */
function sales(folder: string): string {
  const path = join(folder, 'sales');
  mkdirSync(path);
  writeFileSync(join(path, 'customers.csv'), 'id,name\n1,Ann\n2,Ben\n');
  writeFileSync(join(path, 'orders-2024.csv'), 'no,customer,total\n1,1,5\n');
  writeFileSync(join(path, 'orders-2025.csv'), 'no,customer,total\n2,2,6\n');
  writeFileSync(join(path, 'notes.txt'), 'to do');
  planarium('query', '-e', 'SELECT 7 AS sku, 1.5 AS price', '-o', join(path, 'items.parquet'));
  return path;
}

test('of a folder of different tables, the chosen ones are opened', async ({ bench, folder }) => {
  await bench.drop(sales(folder));
  const dialog = bench.page.getByRole('dialog', { name: 'sales contains 3 different tables' });
  await expect(dialog.getByRole('checkbox')).toHaveCount(3);
  await expect(dialog.getByRole('list', { name: 'Tables in this folder' })).toContainText(
    'orders-*.csv · CSV · 2 files',
  );
  await dialog.getByRole('button', { name: 'Open 3 tables' }).click();
  await expect(dialog).toHaveCount(0);
  for (const name of ['customers', 'orders', 'items']) await expect(bench.table(name)).toBeVisible();
  await bench.query(
    'SELECT name, total, price FROM customers JOIN orders ON id = customer CROSS JOIN items ORDER BY id',
  );
  expect(await bench.rows()).toEqual([
    ['Ann', '5', '1.5'],
    ['Ben', '6', '1.5'],
  ]);
});

test('the question about a folder is answered by keyboard, and Escape opens nothing', async ({
  bench,
  folder,
}) => {
  const { page } = bench;
  const path = sales(folder);
  await bench.drop(path);
  const dialog = page.getByRole('dialog', { name: 'sales contains 3 different tables' });
  await expect(dialog.getByRole('button', { name: 'Open 3 tables' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(bench.table('customers')).toHaveCount(0);

  await bench.drop(path);
  await expect(dialog.getByRole('button', { name: 'Open 3 tables' })).toBeFocused();
  // Backwards over Cancel and the files of orders to those of items.
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+Tab');
  await expect(dialog.getByRole('checkbox', { name: /items/ })).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: 'Open 2 tables' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(bench.table('orders')).toBeVisible();
  await expect(bench.table('items')).toHaveCount(0);
});

test('a folder of one table is opened without a question, also from the menu', async ({ bench, folder }) => {
  const path = join(folder, 'log');
  mkdirSync(path);
  writeFileSync(join(path, 'a.csv'), 'x,y\n1,2\n');
  writeFileSync(join(path, 'b.csv'), 'x,y\n3,4\n');
  await bench.pick(path);
  await bench.menu('File', 'Open folder…');
  await expect(bench.table('log')).toBeVisible();
  await bench.query('SELECT x, y FROM log ORDER BY x');
  expect(await bench.rows()).toEqual([
    ['1', '2'],
    ['3', '4'],
  ]);
});
