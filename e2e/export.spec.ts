import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';

test('rows are exported in the chosen format with its options', async ({ bench, folder }) => {
  await bench.query('SELECT iata, state, latitude FROM airports ORDER BY iata LIMIT 3');
  const file = join(folder, 'three.csv');
  await bench.saveAs(file);
  await bench.actions().getByRole('button', { name: 'Export rows…' }).click();
  const dialog = bench.page.getByRole('dialog', { name: 'Export rows' });
  await expect(dialog).toContainText('3 rows of 3 columns stored.');
  await dialog.getByRole('button', { name: /Delimiter/ }).click();
  await bench.page.getByRole('option', { name: 'Semicolon' }).click();
  await dialog.getByRole('button', { name: 'Export…' }).click();
  await expect(bench.notices()).toContainText('Exported 3 rows');
  await expect(bench.notices().getByRole('button', { name: 'Show in folder' })).toBeVisible();
  await expect(dialog).toBeHidden();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines[0]).toBe('iata;state;latitude');
  expect(lines.slice(1)).toEqual((await bench.rows()).map((row) => row.join(';')));
});

test('a folder of Parquet files has one for each value', async ({ bench, folder }) => {
  await bench.query("SELECT state, iata FROM airports WHERE state IN ('AK', 'HI')");
  const out = join(folder, 'states');
  await bench.saveAs(out);
  await bench.menu('File', 'Export rows…');
  const dialog = bench.page.getByRole('dialog', { name: 'Export rows' });
  await dialog.getByRole('button', { name: /Format/ }).click();
  await bench.page.getByRole('option', { name: 'Parquet' }).click();
  const partition = dialog.getByRole('textbox', { name: 'Partition by' });
  await partition.fill('stat');
  await dialog.getByRole('button', { name: 'Export…' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Did you mean state?');
  expect(readdirSync(folder)).toEqual([]);

  await partition.fill('state');
  await dialog.getByRole('button', { name: 'Export…' }).click();
  await expect(bench.notices()).toContainText('Exported');
  expect(readdirSync(out).sort()).toEqual(['state=AK', 'state=HI']);
  await bench.query("SELECT count(*) AS n FROM airports WHERE state IN ('AK', 'HI')");
  const counted = await bench.rows();
  await bench.query(`SELECT count(*) AS n FROM '${out}/'`);
  expect(await bench.rows()).toEqual(counted);
});

test('an export that is cancelled leaves no file, and the dialog stays', async ({ bench, folder }) => {
  await bench.type('SELECT value, value * 3 AS more FROM generate_series(1, 100000000000)');
  await bench.page.keyboard.press('Control+Enter');
  await expect.poll(() => bench.rows().then((rows) => rows.length)).toBeGreaterThan(0);
  await bench.page.keyboard.press('Control+.');
  const file = join(folder, 'endless.csv');
  await bench.saveAs(file);
  await bench.menu('File', 'Export rows…');
  const dialog = bench.page.getByRole('dialog', { name: 'Export rows' });
  await expect(dialog).toContainText('the result has more');
  await dialog.getByRole('button', { name: 'Export…' }).click();
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel export' }).click();
  await expect(dialog.getByRole('button', { name: 'Cancel', exact: true })).toBeVisible();
  await expect.poll(() => readdirSync(folder)).toEqual([]);
  expect(existsSync(file)).toBe(false);
});
