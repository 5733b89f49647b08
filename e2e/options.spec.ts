import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';

/** Numbers in the sampled rows, and text after them. */
const LATE = `code,n\n${Array.from({ length: 10_000 }, (_, n) => `${n},1`).join('\n')}\nnone,1\n`;

test('a value that does not fit its column is read as text by the button of the error, and after a restart', async ({
  open,
  folder,
}) => {
  const path = join(folder, 'late.csv');
  writeFileSync(path, LATE);
  const { bench, app } = await open();
  await bench.drop(path);
  await expect(bench.table('late')).toBeVisible();
  await bench.query('SELECT max(code) AS most, sum(n) AS n FROM late');
  const alert = bench.panes().getByRole('alert');
  await expect(alert).toContainText("he value 'none' in row 10001");
  await alert.getByRole('button', { name: 'Read code as text' }).click();
  await expect(alert).toHaveCount(0);
  expect(await bench.rows()).toEqual([['none', '10,001']]);
  await app.close();

  const again = await open();
  await again.bench.query('SELECT max(code) AS most FROM late');
  expect(await again.bench.rows()).toEqual([['none']]);
});

test('options of a table are changed in a dialog, and undone', async ({ bench, folder }) => {
  const { page } = bench;
  const path = join(folder, 'plain.csv');
  writeFileSync(path, 'x|y\n3|4\n');
  await bench.drop(path);
  await bench.table('plain').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open options…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open options for plain' });
  await expect(dialog.getByRole('button', { name: /Format/ })).toBeFocused();
  await dialog.getByRole('button', { name: /First line/ }).click();
  await page.getByRole('option', { name: 'Data' }).click();
  await dialog.getByRole('combobox', { name: 'Type of column_2' }).selectOption('VARCHAR');
  await expect(dialog.getByRole('cell', { name: 'y' })).toBeVisible();
  await dialog.getByRole('textbox', { name: 'NULL text' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await bench.query("SELECT column_1 AS a, column_2 || 'x' AS b FROM plain ORDER BY 1");
  expect(await bench.rows()).toEqual([
    ['3', '4x'],
    ['x', 'yx'],
  ]);
  await bench.notices().getByRole('button', { name: 'Undo' }).click();
  await bench.table('plain').getByRole('button', { name: 'Columns of plain' }).click();
  await expect(bench.tables().getByRole('row', { name: /^y/ })).toBeVisible();
});

test('invalid options are reported in the dialog, and the table stays', async ({ bench, folder }) => {
  const { page } = bench;
  const path = join(folder, 'kept.csv');
  writeFileSync(path, 'a,b\n1,2\n');
  await bench.drop(path);
  await bench.table('kept').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open options…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open options for kept' });
  await dialog.getByRole('combobox', { name: 'Type of b' }).selectOption('BOOLEAN');
  await expect(dialog.getByRole('alert')).toContainText("value '2'");
  await expect(dialog.getByRole('button', { name: 'Reopen' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await bench.query('SELECT a + b AS c FROM kept');
  expect(await bench.rows()).toEqual([['3']]);
});

test('a file of unknown format is opened in the format that the user chooses', async ({ bench, folder }) => {
  const { page } = bench;
  const path = join(folder, 'readings.dat');
  writeFileSync(path, 'at;value\n1;2.5\n');
  await bench.drop(path);
  await bench.notices().getByRole('button', { name: 'Open options…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open options for readings.dat' });
  await dialog.getByRole('button', { name: /Format/ }).click();
  await page.getByRole('option', { name: 'CSV' }).click();
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(bench.table('readings')).toBeVisible();
  await bench.query('SELECT value FROM readings');
  expect(await bench.rows()).toEqual([['2.5']]);
});

test('a file in another encoding is previewed, opened as the error advises, and made again by its statement', async ({
  bench,
  folder,
}) => {
  const { page } = bench;
  const path = join(folder, 'latin.csv');
  writeFileSync(path, Buffer.from('id;name\n1;Zo\xeb\n2;NA\n', 'latin1'));
  await bench.drop(path);
  await bench.notices().getByRole('button', { name: 'Open options…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open options for latin.csv' });
  await expect(dialog.getByRole('cell', { name: 'Zoë' })).toBeVisible();
  await expect(dialog.getByRole('button', { name: /Encoding/ })).toContainText('Western');
  await expect(dialog.getByRole('button', { name: /Delimiter/ })).toContainText('Automatic: Semicolon');
  await dialog.getByRole('textbox', { name: 'NULL text' }).fill('NA');
  await expect(dialog.getByRole('cell', { name: 'NULL' })).toBeVisible();
  await dialog.getByRole('radio', { name: 'SQL' }).click();
  const statement = await dialog.locator('pre').textContent();
  await page.keyboard.press('Escape');
  // The editor closes brackets where a line ends within them.
  await bench.query(statement?.replaceAll('\n', ' ') ?? '');
  await bench.query("SELECT id, coalesce(name, 'none') AS name FROM latin ORDER BY id");
  expect(await bench.rows()).toEqual([
    ['1', 'Zoë'],
    ['2', 'none'],
  ]);
});
