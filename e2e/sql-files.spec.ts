import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';

test('a query is saved to a file, by Ctrl+S again, and under another name', async ({ bench, folder }) => {
  const [first, second] = [join(folder, 'first.sql'), join(folder, 'second.sql')];
  const tab = bench.tabs().getByRole('tab', { selected: true });
  const edited = tab.getByRole('img', { name: 'Not saved to its file' });
  await bench.newTab();
  await bench.type('SELECT 1 AS one');
  await expect(edited).toHaveCount(0);
  await bench.saveAs(first);
  await bench.command('s');
  await expect(tab).toContainText('first.sql');
  expect(readFileSync(first, 'utf8')).toBe('SELECT 1 AS one');

  await bench.type('SELECT 2 AS two');
  await expect(edited).toBeVisible();
  await bench.command('s');
  await expect(edited).toHaveCount(0);
  expect(readFileSync(first, 'utf8')).toBe('SELECT 2 AS two');

  await bench.saveAs(second);
  await bench.command('Shift+S');
  await expect(tab).toContainText('second.sql');
  expect(readFileSync(second, 'utf8')).toBe('SELECT 2 AS two');

  await tab.dblclick();
  await bench.page.getByRole('textbox', { name: 'Name of the tab' }).fill('third.sql');
  await bench.page.keyboard.press('Enter');
  await expect(tab).toContainText('third.sql');
  expect(readFileSync(join(folder, 'third.sql'), 'utf8')).toBe('SELECT 2 AS two');
});

test('a file that changes on disk is read again; conflicting changes ask', async ({ bench, folder }) => {
  const file = join(folder, 'shared.sql');
  writeFileSync(file, "SELECT 'before' AS at");
  await bench.drop(file);
  await expect(bench.editor()).toContainText('before');
  writeFileSync(file, "SELECT 'after' AS at");
  await expect(bench.editor()).toContainText('after', { timeout: 15_000 });

  await bench.type("SELECT 'mine' AS at");
  writeFileSync(file, "SELECT 'theirs' AS at");
  await expect(bench.notices()).toContainText('shared.sql changed on disk', { timeout: 15_000 });
  const dialog = bench.page.getByRole('alertdialog', { name: 'shared.sql changed on disk' });
  await bench.command('s');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(readFileSync(file, 'utf8')).toContain('theirs');
  await bench.command('s');
  await dialog.getByRole('button', { name: 'Overwrite' }).click();
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('mine');

  renameSync(file, `${file}.gone`);
  await expect(bench.notices()).toContainText('shared.sql is gone', { timeout: 15_000 });
  await expect(bench.editor()).toContainText('mine');
});

test('closing a tab asks about unsaved changes of its file', async ({ bench, folder }) => {
  const file = join(folder, 'kept.sql');
  writeFileSync(file, 'SELECT 1');
  await bench.drop(file);
  await expect(bench.editor()).toContainText('SELECT 1');
  await bench.type('SELECT 2');
  const dialog = bench.page.getByRole('alertdialog', { name: 'Save the changes of kept.sql?' });
  await bench.command('w');
  await dialog.getByRole('button', { name: 'Keep open' }).click();
  await expect(bench.editor()).toContainText('SELECT 2');
  await bench.command('w');
  await dialog.getByRole('button', { name: 'Save and close' }).click();
  await expect(bench.tabs().getByRole('tab', { name: 'kept.sql' })).toHaveCount(0);
  expect(readFileSync(file, 'utf8')).toBe('SELECT 2');
});

test('a file and its unsaved changes are restored after a kill', async ({ open, home, folder }) => {
  const file = join(folder, 'back.sql');
  writeFileSync(file, 'SELECT 1');
  const before = await open();
  await before.bench.drop(file);
  await expect(before.bench.editor()).toContainText('SELECT 1');
  await before.bench.type('SELECT 2');
  await expect(before.bench.tabs().getByRole('img', { name: 'Not saved to its file' })).toBeVisible();
  await expect
    .poll(() => readFileSync(join(home, 'workspaces/flights/window.json'), 'utf8'))
    .toContain('SELECT 2');
  before.app.process().kill('SIGKILL');
  const { bench } = await open();
  await expect(bench.editor()).toContainText('SELECT 2');
  await expect(bench.tabs().getByRole('img', { name: 'Not saved to its file' })).toBeVisible();
  expect(readFileSync(file, 'utf8')).toBe('SELECT 1');
  await bench.command('s');
  await expect.poll(() => readFileSync(file, 'utf8')).toBe('SELECT 2');
});
