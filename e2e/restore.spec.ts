import { readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './fixtures';
import { start } from './launch';

test('tabs, text, tables and views are restored after kill -9', async ({ open, home, folder }) => {
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

test('a table whose file is missing is reported, and the rest is restored', async ({ open, folder }) => {
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

test('a closed tab is reopened with its text', async ({ bench }) => {
  await bench.newTab();
  await bench.type("SELECT 'not lost' AS v");
  await bench.command('w');
  await expect(bench.editor()).not.toContainText('not lost');
  await bench.notices().getByRole('button', { name: 'Undo' }).click();
  await expect(bench.editor()).toContainText('not lost');
});

test('a start while the application is quitting opens it afterwards, with its files', async ({
  open,
  home,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'The lock of an instance names no process there.');
  const file = join(folder, 'late.csv');
  writeFileSync(file, 'a\n1\n');
  const { app } = await open();
  const ended = new Promise((resolve) => app.process().once('exit', resolve));
  const finish = await holdEnd(app);
  const second = await start({ home, files: [file] });
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0);
  await finish();
  await ended;

  await expect.poll(() => readWorkspace(home)).toContain('late.csv');
  // The restarted one: its lock names its process.
  const third = Number(
    readlinkSync(join(home, 'chromium', 'SingletonLock'))
      .split('-')
      .at(-1),
  );
  expect(third).not.toBe(second.pid);
  process.kill(third);
  await expect.poll(() => isRunning(third)).toBe(false);
});

/** Quits, but delays the end of the application after saving until the returned function is called. */
async function holdEnd(app: ElectronApplication) {
  await app.evaluate(({ app: electron }) => {
    const quit = electron.quit.bind(electron);
    electron.once('will-quit', () => {
      electron.quit = () => Object.assign(globalThis, { quit });
    });
    // After the answer: what quits answers no more.
    setImmediate(quit);
  });
  await expect.poll(() => app.evaluate(() => 'quit' in globalThis)).toBe(true);
  return () =>
    app.evaluate(() => void setImmediate((globalThis as { quit?: () => void }).quit ?? (() => {})));
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

/** Every file of the profile's workspaces, as one text. */
async function readWorkspace(home: string): Promise<string> {
  const { readdirSync, readFileSync } = await import('node:fs');
  const folder = join(home, 'workspaces');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.path, entry.name), 'utf8'))
    .join('\n');
}
