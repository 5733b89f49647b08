import { expect, test } from './fixtures';
import { ENDLESS } from './sql';

test('a query runs by mouse and by keyboard and shows its rows', async ({ bench }) => {
  await bench.newTab();
  await bench.type('SELECT count(*) AS n, max(delay) AS worst FROM flights');
  await bench.run().click();
  await bench.ended();
  expect(await bench.rows()).toEqual([['3,000,000', '1,688']]);
  await expect(bench.summary()).toContainText('1 row');

  await bench.type('SELECT arrow_typeof(1) AS t, CAST(9007199254740993 AS BIGINT) AS big, NULL AS nothing');
  await bench.command('Enter');
  await expect(bench.grid()).toContainText('9,007,199,254,740,993');
  await expect(bench.grid().getByRole('gridcell').nth(2)).toHaveText(/null/i);
});

test('Ctrl+Enter runs the statement at the cursor, or else the selection', async ({ bench }) => {
  await bench.newTab();
  await bench.type("SELECT 'first' AS v;\n\nSELECT 'second' AS v;");
  await bench.command('Home');
  await bench.command('Enter');
  await bench.ended();
  expect(await bench.rows()).toEqual([['first']]);

  await bench.command('End');
  await bench.command('Enter');
  await expect(bench.grid()).toContainText('second');

  await bench.type("SELECT 'whole' AS v");
  await bench.page.keyboard.press('Home');
  await bench.page.keyboard.press('Shift+End');
  await bench.page.keyboard.insertText('SELECT 1 AS one, 2 AS two');
  await bench.page.keyboard.press('Home');
  for (let i = 0; i < 'SELECT 1 AS one'.length; i++) await bench.page.keyboard.press('Shift+ArrowRight');
  await bench.command('Enter');
  await expect(bench.grid().getByRole('columnheader')).toHaveCount(2);
  expect(await bench.rows()).toEqual([['1']]);
});

test('an error is marked at its position and says what to do', async ({ bench }) => {
  await bench.newTab();
  await bench.type('SELECT origin,\n  dealy\nFROM flights');
  await bench.command('Enter');
  await expect(bench.status()).toContainText('column_unknown');
  const notice = bench.panes().getByRole('alert');
  await expect(notice).toContainText('dealy');
  await expect(notice).toContainText('delay');
  const marker = bench.editor().locator('.squiggly-error');
  await expect(marker).toHaveCount(1);
  const line = bench.editor().locator('.view-line', { hasText: 'dealy' });
  const [markerBox, lineBox] = [await marker.boundingBox(), await line.boundingBox()];
  expect(markerBox && lineBox && Math.abs(markerBox.y - lineBox.y)).toBeLessThan(4);

  // Further typing removes the mark, and the text is unchanged.
  await bench.type('SELEC 1');
  await expect(marker).toHaveCount(0);
  await bench.command('Enter');
  await expect(bench.status()).toContainText('sql_syntax');
});

test('copying a NULL or an empty cell replaces the previous clipboard content', async ({ bench }) => {
  const copied = () => bench.app.evaluate(({ clipboard }) => clipboard.readText());
  const cells = bench.grid().getByRole('gridcell');
  await bench.query("SELECT 'kept' AS a, NULL AS b, '' AS c, 'x' AS d");
  for (const [index, text] of ['kept', '', 'kept', '', 'x'].entries()) {
    await cells.nth([0, 1, 0, 2, 3][index] ?? 0).click();
    await bench.command('c');
    await expect.poll(copied).toBe(text);
  }
  await cells.nth(1).click({ button: 'right' });
  await bench.page.getByRole('menuitem', { name: 'Copy', exact: true }).click();
  await expect.poll(copied).toBe('');
});

test('rows of an earlier run are mentioned only if there are some', async ({ bench }) => {
  const earlier = bench.panes().getByText('Showing rows from an earlier run.');
  await bench.query('SELECT 1 / (value - 1) AS v FROM generate_series(1, 3)');
  await expect(bench.panes().getByRole('alert')).toContainText('execution_failed');
  await bench.type('SELECT nope');
  await bench.command('Enter');
  await expect(bench.panes().getByRole('alert')).toContainText('column_unknown');
  await expect(earlier).toHaveCount(0);
  await expect(bench.grid()).toHaveCount(0);

  await bench.query('SELECT 42 AS answer');
  await bench.type('SELECT nope');
  await bench.command('Enter');
  await expect(earlier).toBeVisible();
  expect(await bench.rows()).toEqual([['42']]);
});

test('a run without rows so far is shown as such, also at its end', async ({ bench }) => {
  await bench.newTab();
  await bench.type(ENDLESS);
  await bench.command('Enter');
  await expect(bench.panes()).toContainText('No rows yet');
  await expect(bench.summary()).toContainText('0 rows so far');
  await bench.cancel().click();
  await expect(bench.panes()).toContainText('No rows had arrived.');
});

test('Explain leaves a run alone, by keyboard and from the menu', async ({ bench }) => {
  await bench.newTab();
  await bench.type(ENDLESS);
  await bench.command('Enter');
  // Its run may not have started yet.
  await bench.command('Shift+Enter');
  await expect(bench.status()).toContainText('Running');
  await expect(bench.actions().getByRole('button', { name: 'Explain' })).toBeDisabled();
  await bench.command('Shift+Enter');
  await bench.menu('Query', 'Explain selection or statement');
  await bench.pane('Messages');
  await expect(bench.messages()).toContainText('Planned, running');
  await bench.command('.');
  await expect(bench.messages()).toContainText('Cancelled after');
  await expect(bench.messages()).not.toContainText('Planning without running');

  await bench.command('Shift+Enter');
  await bench.ended();
  await bench.pane('Messages');
  await expect(bench.messages()).toContainText('Planned in');
});

test('three million rows scroll to their end', async ({ bench }) => {
  await bench.query('SELECT row_number() OVER (ORDER BY date, origin, destination, delay) AS n FROM flights');
  await expect(bench.summary()).toContainText('3,000,000 rows');
  await expect(bench.grid()).toHaveAttribute('aria-rowcount', /300000[01]/);
  await bench.grid().getByRole('gridcell').first().click();
  await bench.command('End');
  await expect(bench.grid().getByRole('rowheader', { name: '3,000,000' })).toBeVisible();
  await expect(bench.grid().getByRole('gridcell', { name: '3,000,000' })).toBeVisible();
  await bench.command('Home');
  await expect(bench.grid().getByRole('rowheader', { name: '1', exact: true })).toBeVisible();
});

test('statements without rows report what they did, and views appear in the side bar', async ({ bench }) => {
  await bench.query('CREATE VIEW short_hops AS SELECT * FROM flights WHERE distance < 100');
  await expect(bench.panes()).toContainText('short_hops');
  await expect(bench.table('short_hops')).toBeVisible();
  await bench.query('SELECT origin FROM flights WHERE distance < 0');
  await expect(bench.panes()).toContainText('No rows');
});
