import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { canMount, tinyDisk } from '../app/main/testing/tinyDisk';
import { expect, test } from './fixtures';
import { ENDLESS } from './sql';

test('a window whose process dies is restored with its text', async ({ bench, home }) => {
  await bench.newTab();
  await bench.type("SELECT 'before the crash' AS v");
  const file = join(home, 'workspaces', 'flights', 'window.json');
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('before the crash');
  expect(await textAfterCrash(bench.app, 'before')).toContain('before the crash');
});

test('text typed just before the window dies is not lost', async ({ bench, home }) => {
  await bench.newTab();
  await bench.type("SELECT 'typed at the last moment' AS v");
  // Nothing waits for the text to reach the disk.
  expect(await textAfterCrash(bench.app, 'last')).toContain('typed at the last moment');
  const file = join(home, 'workspaces', 'flights', 'window.json');
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('typed at the last moment');
});

/** Kills the window's process; returns the editor's text once it is restored. */
async function textAfterCrash(app: ElectronApplication, word: string): Promise<string> {
  // Playwright's page ends with the process: the window is queried from outside.
  const shown = await app.evaluate(async ({ BrowserWindow }, expected) => {
    const [window] = BrowserWindow.getAllWindows();
    const loaded = new Promise<void>((resolve) =>
      window?.webContents.once('did-finish-load', () => resolve()),
    );
    window?.webContents.forcefullyCrashRenderer();
    await loaded;
    return window?.webContents.executeJavaScript(`new Promise((answer) => {
      const look = () => {
        const text = document.querySelector('[data-testid="editor"]')?.textContent ?? '';
        if (text.includes(${JSON.stringify(expected)})) answer(text);
        else setTimeout(look, 50);
      };
      look();
    })`);
  }, word);
  // Monaco draws spaces as no-break spaces.
  return String(shown).replaceAll('\u00a0', ' ');
}

test('quitting while a query runs keeps text typed just before', async ({ open }) => {
  const first = await open();
  await first.bench.newTab();
  await first.bench.type(`${ENDLESS} -- typed last`);
  await first.bench.command('Enter');
  await expect(first.bench.cancel()).toBeVisible();
  await first.app.close();

  const { bench } = await open();
  await expect(bench.editor()).toContainText('typed last');
});

test('a full disk is reported, the window stays usable, and saved files are kept', async ({ open }) => {
  test.skip(!canMount, 'Only root on Linux may mount a disk.');
  const disk = tinyDisk(96 * 1024);
  const { bench, app } = await open({ home: disk.path });
  try {
    const saved = () => readFileSync(join(disk.path, 'workspaces', 'flights', 'window.json'), 'utf8');
    await bench.newTab();
    await bench.type("SELECT 'before' AS v");
    await expect.poll(saved).toContain('before');
    disk.fill();
    await bench.type(`SELECT 'meanwhile' AS v -- ${'so long that it needs room of its own '.repeat(50)}`);
    await expect(bench.unsaved()).toContainText('Changes are not being saved');
    await expect(bench.unsaved()).toContainText('the disk is full');
    expect(saved()).toContain('before');
    await bench.command('Enter');
    await bench.ended();
    expect(await bench.rows()).toEqual([['meanwhile']]);
    await bench.saveAs(join(disk.path, 'full.dfplan'));
    await bench.savePlan();
    await expect(bench.notices()).toContainText('The plan could not be saved');
    disk.makeRoom();
    // Without a further change.
    await expect(bench.unsaved()).toHaveCount(0);
    expect(saved()).toContain('meanwhile');
    await bench.type("SELECT 'afterwards' AS v");
    await expect.poll(saved).toContain('afterwards');
  } finally {
    await app.close();
    disk.remove();
  }
});

test('a removed view is restored', async ({ bench }) => {
  await bench.query('CREATE VIEW "my view" AS SELECT 42 AS a');
  await bench.table('my view').click();
  await bench.page.keyboard.press('Delete');
  await expect(bench.table('my view')).toHaveCount(0);
  await bench.notices().getByRole('button', { name: 'Undo' }).click();
  await expect(bench.table('my view')).toBeVisible();
  await bench.query('SELECT a FROM "my view"');
  expect(await bench.rows()).toEqual([['42']]);
});

test("an error's position leads to the editor", async ({ bench }) => {
  await bench.query('SELECT delay,\n  nope\nFROM flights');
  for (const pane of ['Results', 'Messages'] as const) {
    await bench.pane(pane);
    await bench.panes().getByRole('button', { name: 'line 2, column 3' }).click();
    await expect(bench.status()).toContainText('Ln 2, Col 3');
    await bench.command('Home');
  }
});

test("an error's position follows its moved text, and leads nowhere once that is deleted", async ({
  bench,
}) => {
  const { keyboard } = bench.page;
  await bench.query('SELECT delay,\n  nope\nFROM flights');
  const link = bench.panes().getByRole('button', { name: 'line 2, column 3' });
  await bench.page.getByTestId('editor').click();
  await bench.command('Home');
  await keyboard.insertText('-- one\n-- two\n');
  for (const pane of ['Results', 'Messages'] as const) {
    await bench.pane(pane);
    await link.click();
    await expect(bench.status()).toContainText('Ln 4, Col 3');
    await bench.command('Home');
  }
  // Fixed in the same place, and another line within the statement.
  await link.click();
  await keyboard.press('Delete');
  await keyboard.press('ArrowUp');
  await keyboard.press('End');
  await keyboard.press('Enter');
  await link.click();
  await expect(bench.status()).toContainText('Ln 5, Col 3');

  await bench.type('SELECT 1, 2');
  await link.click();
  await expect(bench.notices()).toContainText('That position no longer exists');
  await expect(bench.status()).toContainText('Ln 1, Col 12');
});

test("text typed above a running query moves its error's mark", async ({ bench }) => {
  const { keyboard } = bench.page;
  const marks = bench.editor().locator('.squiggly-error');
  await bench.newTab();
  // The first statement takes some seconds, the second fails then.
  await bench.type(
    'SELECT count(*) FROM generate_series(1, 40000) a, generate_series(1, 40000) b WHERE a.value % 7 < b.value;\nSELECT nope',
  );
  const rerun = async (edit: () => Promise<void>) => {
    await bench.command('A');
    await bench.command('Enter');
    await expect(bench.status()).toContainText('Running');
    await edit();
    await bench.ended();
    await expect(bench.panes().getByRole('alert')).toContainText('nope');
  };
  await rerun(async () => {
    await bench.command('Home');
    await keyboard.insertText('-- above\n');
  });
  const mark = await marks.boundingBox();
  const line = await bench.editor().locator('.view-line', { hasText: 'nope' }).boundingBox();
  expect(mark && line && Math.abs(mark.y - line.y)).toBeLessThan(4);
  await bench.panes().getByRole('button', { name: 'line 2, column 8' }).click();
  await expect(bench.status()).toContainText('Ln 3, Col 8');

  // Within the running text, the position has no meaning any more.
  await rerun(async () => {
    await bench.command('End');
    await keyboard.press('Backspace');
  });
  await expect(marks).toHaveCount(0);
  await bench.panes().getByRole('button', { name: 'line 3, column 8' }).click();
  await expect(bench.notices()).toContainText('That position no longer exists');
});

test('a saved plan whose data changed runs after confirmation, and reports missing data', async ({
  bench,
  folder,
}) => {
  const data = join(folder, "50% of ä's.csv");
  const plan = join(folder, 'p.dfplan');
  writeFileSync(data, 'a\n1\n');
  await bench.drop(data);
  await bench.query('SELECT a FROM t_50__of___s');
  await bench.saveAs(plan);
  await bench.savePlan();
  await expect(bench.notices()).toContainText('Plan saved');

  writeFileSync(data, 'a\n1\n22\n');
  await bench.drop(plan);
  const run = bench.savedPlan().getByRole('button', { name: 'Run this plan' });
  await run.click();
  const alert = bench.panes().getByRole('alert');
  await expect(alert).toContainText('plan_source_changed');
  await alert.getByRole('button', { name: 'Run anyway' }).click();
  await expect(alert).toHaveCount(0);
  expect(await bench.rows()).toEqual([['1'], ['22']]);

  rmSync(data);
  await run.click();
  await expect(alert).toContainText('plan_source_missing');
  await expect(alert).not.toContainText('--rebind');
});

test('a plan file that is dropped again is read again, in the same tab', async ({ bench, folder }) => {
  const plan = join(folder, 'p.dfplan');
  await bench.saveAs(plan);
  await bench.query('SELECT 1 AS first');
  await bench.savePlan();
  await expect(bench.notices()).toContainText('Plan saved');
  await bench.drop(plan);
  await expect(bench.savedPlan()).toContainText('SELECT 1 AS first');
  writeFileSync(plan, 'a letter');
  await bench.drop(plan);
  await expect(bench.savedPlan()).toContainText('plan_file_foreign');
  await expect(bench.tabs().getByRole('tab', { name: 'p.dfplan' })).toHaveCount(1);
});
