import { expect, test } from './fixtures';

test('the palette runs a command where the focus was', async ({ bench }) => {
  const { page } = bench;
  await bench.newTab();
  await bench.type('SELECT 41 AS answer');
  await page.keyboard.insertText(' ');
  await page.keyboard.insertText('-- typed last');
  await bench.command('Shift+P');
  await bench.paletteField().fill('undo');
  await page.keyboard.press('Enter');
  await expect(bench.palette()).toHaveCount(0);
  await expect(bench.editor()).not.toContainText('typed last');
  await page.keyboard.insertText('x');
  await expect(bench.editor()).toContainText('x');
  await page.keyboard.press('Backspace');

  // Typed and confirmed without a pause: the typed text counts, not the visible results.
  await page.keyboard.press('F1');
  await page.keyboard.type('run sel');
  await page.keyboard.press('Enter');
  await bench.ended();
  expect(await bench.rows()).toEqual([['41']]);

  await page.keyboard.press('F1');
  await expect(bench.palette().getByRole('option').first()).toContainText('Run selection');
  await expect(bench.palette().getByRole('option', { name: /Cancel run/ })).toContainText(
    'Nothing is running',
  );
  await page.keyboard.press('F1');
  await expect(bench.palette()).toHaveCount(0);
});

test('the palette finds every command that the menus have, and its keys', async ({ bench }) => {
  const menu = await bench.app.evaluate(({ Menu }) => {
    const flat = (items: Electron.MenuItem[]): Electron.MenuItem[] =>
      items.flatMap((item) => [item, ...flat(item.submenu?.items ?? [])]);
    return flat(Menu.getApplicationMenu()?.items ?? [])
      .filter(({ id, role }) => id?.includes('.') && !role)
      .map(({ id, label }) => ({ id, label }));
  });
  await bench.command('Shift+P');
  const options = await bench.palette().getByRole('option').allInnerTexts();
  const missing = menu.filter(({ label }) => !options.some((text) => text.startsWith(label)));
  // The palette itself, and what the main process does.
  expect(missing.map(({ id }) => id).sort()).toEqual(['help.log', 'palette.open']);
  await expect(bench.palette().getByRole('option', { name: /^Run selection/ })).toContainText(
    process.platform === 'darwin' ? '⌘↵' : 'Ctrl+Enter',
  );
});

test('the list of shortcuts opens from the menu, can be searched, and restores the focus', async ({
  bench,
}) => {
  await bench.newTab();
  await bench.type('SELECT 1');
  await bench.menu('Help', 'Keyboard shortcuts');
  const dialog = bench.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await dialog.getByRole('textbox', { name: 'Search' }).fill('reopen');
  await expect(dialog.getByRole('term')).toHaveText(['Reopen closed tab']);
  await bench.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await bench.page.keyboard.insertText('1');
  await expect(bench.editor()).toContainText('SELECT 11');
});

test('a closed tab is reopened from the menu', async ({ bench }) => {
  await bench.newTab();
  await bench.type('SELECT 7 AS closed');
  const tabs = bench.tabs().getByRole('tab');
  const count = await tabs.count();
  await bench.menu('File', 'Close tab');
  await expect(tabs).toHaveCount(count - 1);
  await bench.menu('File', 'Reopen closed tab');
  await expect(tabs).toHaveCount(count);
  await expect(bench.editor()).toContainText('closed');
});
