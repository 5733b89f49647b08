import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';

const names = (bench: Workbench) =>
  bench
    .grid()
    .getByRole('columnheader')
    .evaluateAll((headings) =>
      headings
        .map((heading) => heading.querySelector('span')?.textContent ?? '')
        .filter((name) => name !== ''),
    );

const heading = (bench: Workbench, name: string) =>
  bench.grid().getByRole('columnheader').filter({ hasText: name });

const choose = (bench: Workbench, name: string | RegExp) =>
  bench.page.getByRole('menuitem', { name }).click();

const copied = (bench: Workbench) => bench.app.evaluate(({ clipboard }) => clipboard.readText());

test('columns are hidden, pinned, moved and reset by mouse, and keep their place over a run', async ({
  bench,
}) => {
  await bench.query('SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d');
  await heading(bench, 'b').click({ button: 'right' });
  await choose(bench, 'Hide column');
  expect(await names(bench)).toEqual(['a', 'c', 'd']);
  await heading(bench, 'd').click({ button: 'right' });
  await choose(bench, 'Pin column');
  expect(await names(bench)).toEqual(['d', 'a', 'c']);
  await heading(bench, 'c').dragTo(heading(bench, 'a'), {
    sourcePosition: { x: 6, y: 8 },
    targetPosition: { x: 5, y: 10 },
  });
  expect(await names(bench)).toEqual(['d', 'c', 'a']);
  expect(await bench.rows()).toEqual([['4', '3', '1']]);

  await bench.page.getByTestId('editor').click();
  await bench.command('Enter');
  await bench.ended();
  expect(await names(bench)).toEqual(['d', 'c', 'a']);

  await heading(bench, 'a').click({ button: 'right' });
  await choose(bench, /Choose columns/);
  const dialog = bench.page.getByRole('dialog', { name: 'Columns' });
  await dialog.getByRole('textbox', { name: 'Find' }).fill('b');
  await dialog.getByRole('option', { name: 'b' }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(bench.grid()).toBeFocused();
  expect(await names(bench)).toEqual(['d', 'c', 'a', 'b']);
  await heading(bench, 'a').click({ button: 'right' });
  await choose(bench, 'Reset columns');
  expect(await names(bench)).toEqual(['a', 'b', 'c', 'd']);
});

test('columns are moved, resized and hidden by keys alone', async ({ bench }) => {
  await bench.query('SELECT 1 AS a, 2 AS b, 3 AS c');
  const { page } = bench;
  await bench.grid().focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Alt+ArrowRight');
  expect(await names(bench)).toEqual(['b', 'a', 'c']);
  const width = async () => (await heading(bench, 'a').boundingBox())?.width ?? 0;
  const before = await width();
  await page.keyboard.press('Alt+Shift+ArrowRight');
  expect(await width()).toBeGreaterThan(before);
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByRole('menu', { name: 'Column a' })).toBeVisible();
  for (const key of ['End', 'ArrowUp', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
  await expect.poll(() => names(bench)).toEqual(['b', 'c']);
  await expect(bench.grid()).toBeFocused();
});

test('what is copied as SQL comes back as the same values', async ({ bench }) => {
  const values = [
    "CAST(9007199254740993 AS BIGINT) AS i, CAST('1.10' AS DECIMAL(10, 2)) AS d, 'it''s \"q\"' AS t",
    "TIMESTAMP '2001-03-15 05:30:00.123456' AS ts, DATE '1969-07-20' AS day, true AS b",
    "arrow_cast('2020-02-29T10:00:00', 'Timestamp(Millisecond, Some(\"UTC\"))') AS tz, 0.1 AS f, CAST(NULL AS INT) AS n",
    "[1, 2] AS l, X'00ff' AS bin, CAST('NaN' AS DOUBLE) AS nan",
  ].join(', ');
  await bench.query(`SELECT ${values}`);
  const tsv = async () => {
    await bench.grid().focus();
    await bench.command('A');
    await bench.command('C');
    await expect.poll(() => copied(bench)).not.toBe('');
    return copied(bench);
  };
  const before = await tsv();
  await bench.grid().getByRole('gridcell').first().click({ button: 'right' });
  await choose(bench, 'Copy as INSERT statement');
  await expect.poll(() => copied(bench)).toContain('INSERT INTO');
  const insert = await copied(bench);
  const literals = insert.slice(insert.indexOf('VALUES') + 'VALUES'.length).replace(/;$/, '');
  await bench.query(`SELECT * FROM (VALUES ${literals})`);
  await expect(bench.panes().getByRole('alert')).toHaveCount(0);
  await bench.app.evaluate(({ clipboard }) => clipboard.clear());
  expect(await tsv()).toBe(before);
  expect(before).toContain('9007199254740993\t1.10\t');
});

test('selections are copied in several formats and with headers, in the order on show', async ({ bench }) => {
  await bench.query("SELECT * FROM (VALUES (1, 'x'), (2, NULL), (2, 'a,b')) AS t(id, name)");
  await bench.grid().focus();
  await bench.page.keyboard.press('Alt+ArrowRight');
  await bench.command('A');
  await bench.command('Shift+C');
  await expect.poll(() => copied(bench)).toBe('name\tid\nx\t1\n\t2\na,b\t2');
  const formats = {
    'Copy as CSV': 'name,id\nx,1\n,2\n"a,b",2',
    'Copy as JSON': '[\n  {"name": "x", "id": 1},\n  {"name": null, "id": 2},\n  {"name": "a,b", "id": 2}\n]',
    'Copy as Markdown': '| name | id |\n| --- | ---: |\n| x | 1 |\n|  | 2 |\n| a,b | 2 |',
  };
  for (const [item, text] of Object.entries(formats)) {
    await bench.page.keyboard.press('Shift+F10');
    await choose(bench, item);
    await expect.poll(() => copied(bench)).toBe(text);
  }
  await heading(bench, 'id').click({ position: { x: 6, y: 8 } });
  await bench.page.keyboard.press('Shift+F10');
  await expect(bench.page.getByRole('menu', { name: 'Column id' })).toBeVisible();
  await bench.page.keyboard.press('Escape');
  await bench.grid().getByRole('gridcell').first().click({ button: 'right' });
  await bench.page.keyboard.press('Escape');
  await heading(bench, 'id').click({ position: { x: 6, y: 8 } });
  await bench.grid().getByRole('gridcell', { name: '1' }).click({ button: 'right' });
  await choose(bench, 'Copy as SQL IN list');
  await expect.poll(() => copied(bench)).toBe('(1, 2)');
});

test('the status bar sums a selection exactly, and a large one on request', async ({ bench }) => {
  const stats = bench.page.getByTestId('selection-stats');
  await bench.query('SELECT CAST(value + 9007199254740992 AS BIGINT) AS v FROM generate_series(1, 3)');
  await bench.grid().focus();
  await bench.page.keyboard.press('Control+Space');
  await expect(stats).toContainText('Sum 27,021,597,764,222,982');
  await expect(stats).toContainText('Distinct 3');
  await bench.page.keyboard.press('ArrowDown');
  await expect(stats).toHaveCount(0);

  await bench.query('SELECT value AS v FROM generate_series(1, 300000)');
  await bench.grid().focus();
  await bench.page.keyboard.press('Control+Space');
  await expect(stats).toContainText('300,000 rows');
  await stats.getByRole('button', { name: 'Calculate' }).click();
  await expect(stats).toContainText('Sum 45,000,150,000');
  await expect(stats).toContainText('Max 300,000');
});

test('Ctrl+G goes to a row by number and to a column by name', async ({ bench }) => {
  await bench.query('SELECT value AS first, value * 2 AS second FROM generate_series(1, 100000) ORDER BY 1');
  await bench.grid().focus();
  await bench.command('G');
  await bench.page.keyboard.type('77,001');
  await bench.page.keyboard.press('Enter');
  await expect(bench.grid().getByRole('gridcell', { name: '77,001', exact: true })).toBeVisible();
  await bench.command('G');
  await bench.page.keyboard.type('seco');
  await bench.page.keyboard.press('Enter');
  await expect(bench.grid()).toBeFocused();
  await bench.command('C');
  await expect.poll(() => copied(bench)).toBe('154002');
});

test('keys and years have no thousands separators, and each column can change that', async ({ bench }) => {
  await bench.query('SELECT 123456 AS order_id, 2024 AS year, 5000 AS amount');
  expect(await bench.rows()).toEqual([['123456', '2024', '5,000']]);
  await heading(bench, 'amount').click({ button: 'right' });
  await choose(bench, 'Hide thousands separators');
  await heading(bench, 'order_id').click({ button: 'right' });
  await choose(bench, 'Show thousands separators');
  expect(await bench.rows()).toEqual([['123,456', '2024', '5000']]);
});

test('a cell shows JSON as a tree, bytes as a dump, and is left by Escape', async ({ bench }) => {
  const json = '{"id": 9007199254740993, "tags": ["x", {"deep": true}]}';
  await bench.query(`SELECT '${json}' AS j, X'48656c6c6f00' AS bin, named_struct('a', 1, 'b', [2, 3]) AS s`);
  const { page } = bench;
  const detail = page.getByRole('dialog', { name: /row 1/ });
  const tree = detail.getByRole('treegrid', { name: 'Parts of the value' });
  await bench.grid().focus();
  await page.keyboard.press('Enter');
  await expect(tree.getByRole('row', { name: 'id' })).toContainText('9007199254740993');
  await expect(tree.getByRole('row', { name: 'tags' })).toContainText('2 items');
  await detail.getByRole('radio', { name: 'Text' }).click();
  await expect(detail.locator('pre')).toContainText('"deep": true');
  await page.keyboard.press('Escape');
  await expect(bench.grid()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await detail.getByRole('radio', { name: 'Hex' }).click();
  await expect(detail.locator('pre')).toHaveText(/^000000 {2}48 65 6c 6c 6f 00 +Hello\.$/);
  await page.keyboard.press('Escape');
  await expect(bench.grid()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await detail.getByRole('radio', { name: 'Tree' }).click();
  await expect(tree.getByRole('row', { name: 'b' })).toContainText('2 items');
});
