import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';

const MOD = process.platform === 'darwin' ? 'meta' : 'control';

test('keys that the page does not handle go to the menu', async ({ bench }) => {
  // Only the menu knows this one.
  await press(bench.app, 'Plus');
  await expect.poll(() => zoomLevel(bench.app)).toBe(0.5);
  await press(bench.app, '0');
  await expect.poll(() => zoomLevel(bench.app)).toBe(0);
});

test('zooming works with the keys without Shift and those of the number pad', async ({ bench }) => {
  for (const [key, level] of [
    ['=', 0.5],
    ['numadd', 1],
    ['numsub', 0.5],
    ['-', 0],
    ['=', 0.5],
    ['num0', 0],
  ] as const) {
    await press(bench.app, key);
    await expect.poll(() => zoomLevel(bench.app), key).toBe(level);
  }
});

test('the focus stays on the tabs when one is renamed or closed by keyboard', async ({ bench }) => {
  const { page } = bench;
  const tabs = bench.tabs().getByRole('tab');
  await bench.newTab();
  const renamed = bench.tabs().getByRole('tab', { name: /kept/ });
  await tabs.last().focus();
  const title = bench.page.getByRole('textbox', { name: 'Name of the tab' });
  await page.keyboard.press('F2');
  await title.fill('kept.sql');
  await page.keyboard.press('Enter');
  await expect(renamed).toBeFocused();
  await page.keyboard.press('F2');
  await title.fill('dropped.sql');
  await page.keyboard.press('Escape');
  await expect(renamed).toBeFocused();
  await expect(renamed).toHaveText('kept.sql');

  const count = await tabs.count();
  for (let left = count - 1; left > 0; left--) {
    await page.keyboard.press('Delete');
    await expect(tabs).toHaveCount(left);
    await expect(bench.tabs().getByRole('tab', { selected: true })).toBeFocused();
  }
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: 'New query' }).first()).toBeFocused();
});

test('Tab enters a choice at the chosen option, and the rows at their first cell', async ({ bench }) => {
  const { page } = bench;
  await bench.query('SELECT 1 AS one, 2 AS two');
  await page.getByRole('button', { name: /^Pin result/ }).focus();
  await page.keyboard.press('Tab');
  await expect(bench.grid()).toBeFocused();
  await expect(bench.grid().getByRole('gridcell', { selected: true })).toHaveText('1');

  await bench.pane('Plan');
  const stages = page.getByRole('radiogroup', { name: 'Stage of the plan' });
  await expect(stages.getByRole('radio', { checked: true })).toHaveText(/^Executed/);
  await page.getByRole('button', { name: /^Pin result/ }).focus();
  await page.keyboard.press('Tab');
  await expect(stages.getByRole('radio', { checked: true })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(stages.getByRole('radio', { name: 'Physical' })).toBeFocused();
  await page.keyboard.press('Space');
  await expect(stages.getByRole('radio', { name: 'Physical' })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: 'Graph' })).toBeFocused();
});

for (const focus of ['editor', 'side bar'] as const) {
  test(`each shortcut acts exactly once with the focus in the ${focus}`, async ({ bench }) => {
    const dialogs = await countDialogs(bench.app);
    await bench.newTab();
    await bench.type('SELECT 42 AS answer');
    await bench.run().click();
    await bench.ended();
    await bench.pane('Messages');
    const started = bench.messages().getByText('Started', { exact: true });
    const planned = bench.messages().getByText('Planning without running', { exact: true });
    await expect(started).toHaveCount(1);
    await focusOn(bench, focus);

    await press(bench.app, 'Enter');
    await bench.pane('Messages');
    await expect(started).toHaveCount(2);
    await focusOn(bench, focus);
    await press(bench.app, 'Enter', 'shift');
    await bench.pane('Messages');
    await expect(planned).toHaveCount(1);
    await bench.ended();
    await focusOn(bench, focus);

    await press(bench.app, 'O');
    await expect.poll(dialogs).toEqual({ open: 1, save: 0 });
    await press(bench.app, 'O', 'shift');
    await expect.poll(dialogs).toEqual({ open: 2, save: 0 });
    await press(bench.app, 'S');
    await expect.poll(dialogs).toEqual({ open: 2, save: 1 });

    const folded = bench.page.locator('[data-region="side-bar"][inert]');
    await press(bench.app, 'B');
    await expect(folded).toHaveCount(1);
    await press(bench.app, 'B');
    await expect(folded).toHaveCount(0);
    await focusOn(bench, focus);

    const tabs = bench.tabs().getByRole('tab');
    const before = await tabs.count();
    await press(bench.app, 'T');
    await expect(tabs).toHaveCount(before + 1);
    await press(bench.app, 'W');
    await expect(tabs).toHaveCount(before);

    // A second execution would have happened by now.
    await bench.query('SELECT 1');
    await expect(tabs).toHaveCount(before + 1);
    expect(await dialogs()).toEqual({ open: 2, save: 1 });
    await bench
      .tabs()
      .getByRole('tab', { name: /Query 1/ })
      .click();
    await bench.pane('Messages');
    await expect(started).toHaveCount(2);
    await expect(planned).toHaveCount(1);
  });
}

test('while a dialog is open, keys and menu commands do not act behind it', async ({ bench }) => {
  const dialogs = await countDialogs(bench.app);
  await bench.query('SELECT 42 AS answer');
  await bench.type('SELECT 43 AS answer');
  const tabs = bench.tabs().getByRole('tab');
  const before = await tabs.count();
  await press(bench.app, ',');
  const settings = bench.page.getByRole('dialog', { name: 'Settings' });
  await expect(settings).toBeVisible();

  for (const key of ['W', 'T', 'O', 'S', 'B', '3', '.', ',', 'F']) await press(bench.app, key);
  // Enter presses a focused button.
  await settings.getByRole('heading', { name: 'Settings' }).click();
  await press(bench.app, 'Enter');
  for (const key of ['T', 'O', 'Enter']) await press(bench.app, key, 'shift');
  for (const [menu, item] of [
    ['File', 'New query'],
    ['File', 'Close tab'],
    ['Query', 'Run selection or statement'],
    ['Query', 'Explain selection or statement'],
    ['View', 'Show messages'],
    ['View', 'Next tab'],
    ['Edit', 'Undo'],
  ] as const) {
    await bench.menu(menu, item);
  }
  await press(bench.app, 'Plus');
  await expect.poll(() => zoomLevel(bench.app)).toBe(0.5);
  await press(bench.app, '0');

  await expect(settings).toBeVisible();
  await bench.page.keyboard.press('Escape');
  await expect(settings).toHaveCount(0);
  await expect(tabs).toHaveCount(before);
  expect(await dialogs()).toEqual({ open: 0, save: 0 });
  await expect(bench.editor()).toContainText('43');
  expect(await bench.rows()).toEqual([['42']]);

  await press(bench.app, 'T');
  await expect(tabs).toHaveCount(before + 1);
});

test('an open menu receives its keys', async ({ bench }) => {
  const tabs = bench.tabs().getByRole('tab');
  const before = await tabs.count();
  const menu = bench.page.getByRole('menu', { name: 'Export plan bytes' });
  await bench.actions().getByRole('button', { name: 'Export plan bytes' }).click();
  await press(bench.app, 'T');
  await bench.page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(tabs).toHaveCount(before);
});

async function focusOn(bench: Workbench, where: 'editor' | 'side bar') {
  if (where === 'editor') await bench.page.getByTestId('editor').click();
  else await bench.table('airports').click();
}

/** Presses a key with the platform's command key like the system: keys that the page does not handle go to the menu. */
async function press(app: ElectronApplication, keyCode: string, ...more: 'shift'[]) {
  await app.evaluate(
    ({ BrowserWindow }, { key, modifiers }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.focus();
      for (const type of ['keyDown', 'keyUp'] as const)
        contents?.sendInputEvent({ type, keyCode: key, modifiers });
    },
    { key: keyCode, modifiers: [MOD, ...more] as ('control' | 'meta' | 'shift')[] },
  );
}

function zoomLevel(app: ElectronApplication): Promise<number | undefined> {
  return app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel());
}

/** Dismisses all following file dialogs; the returned function gives their number. */
async function countDialogs(app: ElectronApplication) {
  await app.evaluate(({ dialog }) => {
    const counts = { open: 0, save: 0 };
    (globalThis as { dialogs?: typeof counts }).dialogs = counts;
    dialog.showOpenDialog = async () => {
      counts.open += 1;
      return { canceled: true, filePaths: [] };
    };
    dialog.showSaveDialog = async () => {
      counts.save += 1;
      return { canceled: true, filePath: '' };
    };
  });
  return () => app.evaluate(() => (globalThis as { dialogs?: { open: number; save: number } }).dialogs);
}
