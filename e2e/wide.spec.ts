import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';

const COLUMNS = 2_000;

test('a table of two thousand columns can be expanded, run and scrolled', async ({ bench, folder }) => {
  const numbers = Array.from({ length: COLUMNS }, (_, column) => column);
  const path = join(folder, 'wide.csv');
  writeFileSync(path, `${numbers.map((column) => `c${column}`).join()}\n${numbers.join()}\n`);
  await bench.drop(path);
  await bench.table('wide').getByRole('button', { name: 'Columns of wide', exact: true }).click();
  await bench.table('wide').click();
  await bench.page.keyboard.press('ArrowRight');
  await expect(bench.table('c0')).toHaveAttribute('aria-setsize', `${COLUMNS}`);
  await bench.page.keyboard.press('End');
  await expect(bench.table('c1999')).toBeVisible();

  await bench.query('SELECT * FROM wide');
  await expect(bench.grid().getByRole('gridcell', { name: '3', exact: true })).toBeVisible();
  await bench.grid().focus();
  await bench.page.keyboard.press('End');
  await expect(bench.grid().getByRole('gridcell', { name: '1,999', exact: true })).toBeVisible();
  await bench.pane('Plan');
  await expect(bench.graph()).toBeVisible();
});
