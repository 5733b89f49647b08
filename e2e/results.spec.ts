import { expect, test } from './fixtures';

const NUMBERS =
  "SELECT value AS n, value % 100 AS k, concat('Row ', value) AS t FROM generate_series(1, 50000) ORDER BY n";

test('rows are sorted, filtered and searched without running the query again', async ({ bench }) => {
  const { page } = bench;
  await bench.query(NUMBERS);
  const heading = (name: string) => bench.grid().getByRole('columnheader', { name: new RegExp(`^${name} `) });
  const bar = page.getByRole('region', { name: 'Sort and filter' });
  const firstRow = async () => (await bench.rows())[0];
  const started = bench.messages().getByText('Started');

  await heading('k').hover();
  const sort = heading('k').getByRole('button', { name: 'Sort by k' });
  await sort.click();
  await expect.poll(firstRow).toEqual(['100', '0', 'Row 100']);
  await sort.click();
  await expect.poll(firstRow).toEqual(['99', '99', 'Row 99']);
  await heading('n').hover();
  await heading('n')
    .getByRole('button', { name: 'Sort by n' })
    .click({ modifiers: ['Shift'] });
  await heading('n')
    .getByRole('button', { name: 'Sort by n' })
    .click({ modifiers: ['Shift'] });
  await expect.poll(firstRow).toEqual(['49,999', '99', 'Row 49999']);

  await heading('t').hover();
  await heading('t').getByRole('button', { name: 'Filter by t' }).click();
  const form = page.getByRole('dialog', { name: 'Filter by t' });
  await form.getByRole('textbox', { name: 'Value' }).fill('row 123');
  await page.keyboard.press('Enter');
  await expect(bar).toContainText('111 of 50,000 rows');
  await expect.poll(firstRow).toEqual(['12,399', '99', 'Row 12399']);

  // Of what is on show the next match is found.
  await bench.grid().focus();
  await bench.command('f');
  const find = page.getByRole('searchbox', { name: 'Find in results' });
  await find.fill('ROW 1234');
  const search = page.getByRole('search', { name: 'Find in results' });
  await expect(search).toContainText('1 of 11 rows');
  await page.keyboard.press('Enter');
  await expect(search).toContainText('2 of 11 rows');
  const active = bench.grid().locator('[aria-selected=true]');
  await expect(active).toHaveText('Row 12348');
  await page.keyboard.press('Escape');

  // The menu of a column does the same.
  await heading('k').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Sort ascending' }).click();
  await expect.poll(firstRow).toEqual(['12,300', '0', 'Row 12300']);
  await heading('k').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Filter…' }).click();
  const equal = page.getByRole('dialog', { name: 'Filter by k' });
  await equal.getByRole('textbox', { name: 'Value' }).fill('99');
  await page.keyboard.press('Enter');
  await expect(bar).toContainText('1 of 50,000 rows');
  await bar.getByRole('button', { name: 'Remove the filter k = 99' }).click();

  await bar.getByRole('button', { name: 'Remove the filter t contains row 123' }).click();
  await expect.poll(firstRow).toEqual(['100', '0', 'Row 100']);
  await bar.getByRole('button', { name: 'Clear all' }).click();
  await expect.poll(firstRow).toEqual(['1', '1', 'Row 1']);
  await bench.pane('Messages');
  await expect(started).toHaveCount(1);
});

test('a result pauses at the limit of the settings and loads more', async ({ bench }) => {
  const { page } = bench;
  await bench.menu('File', 'Settings…');
  const settings = page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('radio', { name: 'Results' }).click();
  await settings.getByRole('textbox', { name: 'Rows' }).fill('1,000');
  await settings.getByRole('button', { name: 'Done' }).click();
  await bench.newTab();
  await bench.type('SELECT value FROM generate_series(1, 5000) ORDER BY value');
  await bench.command('Enter');
  await expect(bench.panes()).toContainText('Paused at 1,000 rows. There are more rows.');
  await expect(bench.summary()).toContainText('1,000 rows so far');
  await bench.panes().getByRole('button', { name: 'Load more' }).click();
  await expect(bench.summary()).toContainText('2,000 rows so far');
  await bench.panes().getByRole('button', { name: 'Load all' }).click();
  await bench.ended();
  await expect(bench.summary()).toContainText('5,000 rows');
  await bench.grid().getByRole('gridcell').first().click();
  await bench.command('End');
  await expect(bench.grid()).toContainText('5,000');
});
