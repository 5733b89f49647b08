import { expect, test } from './fixtures';
import { Editor } from './pages/editor';

test('tables and columns are suggested and accepted by Enter and Tab', async ({ bench }) => {
  const { keyboard } = bench.page;
  const editor = new Editor(bench);
  await bench.newTab();
  await keyboard.type('SELECT iata FROM airp');
  await expect(editor.suggestion('airports')).toBeVisible();
  await keyboard.press('Enter');
  await expect.poll(() => editor.text()).toBe('SELECT iata FROM airports');

  await keyboard.type(' WHERE latit');
  await expect(editor.suggestion('latitude')).toBeVisible();
  await keyboard.press('Tab');
  await keyboard.type(' > 71');
  await expect.poll(() => editor.text()).toBe('SELECT iata FROM airports WHERE latitude > 71');
  await bench.command('Enter');
  await bench.ended();
  expect(await bench.rows()).toEqual([['BRW']]);
});

test('Ctrl+F finds in the query, and Enter goes to the next match', async ({ bench }) => {
  const editor = new Editor(bench);
  await bench.newTab();
  await bench.type("SELECT 'needle' AS a,\n  'hay' AS b,\n  'needle' AS c");
  await bench.command('Home');
  await bench.command('f');
  await expect(editor.findBox()).toBeFocused();
  await bench.page.keyboard.type('needle');
  await expect(bench.editor()).toContainText('1 of 2');
  await bench.page.keyboard.press('Enter');
  await expect(bench.editor()).toContainText('2 of 2');
  await bench.page.keyboard.press('Escape');
  await expect(editor.findBox()).toBeHidden();
  await bench.page.keyboard.type('found');
  await expect.poll(() => editor.text()).toContain("'found' AS c");

  await bench.menu('Edit', 'Find in query or results');
  await expect(editor.findBox()).toBeFocused();
});

test('a part of a query is folded and unfolded beside its first line, and runs folded', async ({ bench }) => {
  const editor = new Editor(bench);
  await bench.newTab();
  await editor.paste(
    'WITH far AS (\n  SELECT iata, latitude\n  FROM airports\n)\nSELECT max(latitude) AS north FROM far',
  );
  await expect(editor.lines()).toHaveCount(5);
  await editor.fold(1);
  await expect(editor.lines()).toHaveCount(3);
  await expect(bench.editor()).not.toContainText('airports');
  await bench.command('Enter');
  await bench.ended();
  expect(await bench.rows()).toEqual([['71.2854475']]);
  await editor.fold(1);
  await expect(editor.lines()).toHaveCount(5);
});

test('Edit > Undo, Redo and Select all act on the query, and on a field that has the focus', async ({
  bench,
}) => {
  const editor = new Editor(bench);
  const shows = (text: string) => expect.poll(() => editor.text()).toBe(text);
  await bench.newTab();
  await bench.type('SELECT 1 AS one');
  await bench.command('/');
  await shows('-- SELECT 1 AS one');
  await bench.menu('Edit', 'Undo');
  await shows('SELECT 1 AS one');
  await bench.menu('Edit', 'Redo');
  await shows('-- SELECT 1 AS one');
  await bench.menu('Edit', 'Undo');
  await shows('SELECT 1 AS one');

  // Also with the focus on a button.
  await bench.run().click();
  await bench.ended();
  await bench.menu('Edit', 'Redo');
  await shows('-- SELECT 1 AS one');

  await bench.menu('Edit', 'Select all');
  await expect(bench.actions()).toContainText('18 characters selected');
  await bench.page.keyboard.insertText('SELECT 2 AS two');
  await shows('SELECT 2 AS two');

  await bench.command('f');
  await expect(editor.findBox()).toBeFocused();
  await bench.page.keyboard.insertText('two');
  await expect(editor.findBox()).toHaveValue('two');
  await bench.menu('Edit', 'Undo');
  await expect(editor.findBox()).toHaveValue('');
  await shows('SELECT 2 AS two');
});
