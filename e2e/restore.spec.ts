import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';

test('tabs, text, tables and views come back after kill -9', async ({ open, home, folder }) => {
  const file = join(folder, 'kept.csv');
  writeFileSync(file, 'a\n1\n');
  const first = await open();
  await first.bench.drop(file);
  await expect(first.bench.table('kept')).toBeVisible();
  await first.bench.query('CREATE VIEW twice AS SELECT a * 2 AS b FROM kept');
  await expect(first.bench.table('twice')).toBeVisible();
  const text = "SELECT 'typed just before the end' AS v";
  await first.bench.type(text);
  await expect.poll(() => readWorkspace(home)).toContain('typed just before the end');
  first.app.process().kill('SIGKILL');

  const { bench } = await open();
  await expect(bench.table('kept')).toBeVisible();
  await expect(bench.table('twice')).toBeVisible();
  await expect(bench.editor()).toContainText('typed just before the end');
  await bench.query('SELECT b FROM twice');
  expect(await bench.rows()).toEqual([['2']]);
});

test('a table whose file is gone is told, and the rest comes back', async ({ open, folder }) => {
  const { rmSync } = await import('node:fs');
  const file = join(folder, 'gone.csv');
  writeFileSync(file, 'a\n1\n');
  const first = await open({ files: [file] });
  await expect(first.bench.table('gone')).toBeVisible();
  await first.app.close();
  rmSync(file);

  const { bench } = await open();
  await expect(bench.table('flights')).toBeVisible();
  await expect(bench.table('gone')).toHaveCount(0);
  await expect(bench.notices()).toContainText('gone');
});

test('a closed tab comes back with its text', async ({ bench }) => {
  await bench.newTab();
  await bench.type("SELECT 'not lost' AS v");
  await bench.command('w');
  await expect(bench.editor()).not.toContainText('not lost');
  await bench.notices().getByRole('button', { name: 'Undo' }).click();
  await expect(bench.editor()).toContainText('not lost');
});

/** Every file of the profile's workspaces, as one text. */
async function readWorkspace(home: string): Promise<string> {
  const { readdirSync, readFileSync } = await import('node:fs');
  const folder = join(home, 'workspaces');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.path, entry.name), 'utf8'))
    .join('\n');
}
