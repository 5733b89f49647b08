import { expect, test } from '../fixtures';
import { parkPointer } from '../pictures/camera';
import { gallery } from './gallery';

test('what can be done with rows', async ({ open }) => {
  const running = await open();
  const { bench, page } = running;
  const grid = bench.grid();
  const heading = (name: string) => grid.getByRole('columnheader').filter({ hasText: name });

  await bench.query('SELECT * FROM flights LIMIT 5000');
  await heading('distance').click({ button: 'right' });
  await gallery(running, 'column-menu');
  await page.getByRole('menuitem', { name: 'Pin column' }).click();
  await heading('distance').click();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByTestId('selection-stats')).toContainText('Sum');
  await parkPointer(running);
  await gallery(running, 'selection');

  await grid.getByRole('gridcell').nth(4).click({ button: 'right' });
  await gallery(running, 'cell-menu');
  await page.keyboard.press('Escape');
  await heading('origin').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /Choose columns/ }).click();
  await page.getByRole('option', { name: 'origin' }).click();
  await gallery(running, 'choose-columns');
  await page.getByRole('button', { name: 'Done' }).click();
  await bench.command('G');
  await gallery(running, 'go-to');
  await page.keyboard.press('Escape');

  await bench.query(
    `SELECT '{"id": 9007199254740993, "tags": ["new", {"by": null}], "price": 12.50}' AS payload, X'48656c6c6f20706c616e657420776f726c6400ff' AS bytes`,
  );
  const cells = grid.getByRole('gridcell');
  await cells.first().dblclick();
  await expect(page.getByRole('treegrid', { name: 'Parts of the value' })).toBeVisible();
  await gallery(running, 'cell-tree');
  await page.keyboard.press('Escape');
  await cells.nth(1).dblclick();
  await page.getByRole('radio', { name: 'Hex' }).click();
  await gallery(running, 'cell-hex');
  await page.keyboard.press('Escape');

  await bench.type(
    'SELECT count(*) AS n FROM flights;\nSELECT origin, count(*) AS flights FROM flights GROUP BY origin ORDER BY 2 DESC;\nSELECT * FROM airports;',
  );
  await bench.command('A');
  await bench.command('Enter');
  const results = page.getByRole('tablist', { name: 'Results', exact: true }).getByRole('tab');
  await expect(results).toHaveCount(3);
  await results.nth(1).click();
  await bench
    .panes()
    .getByRole('button', { name: /Pin result/ })
    .click();
  await parkPointer(running);
  await gallery(running, 'result-tabs');
  await bench
    .panes()
    .getByRole('button', { name: /Show beside/ })
    .click();
  await parkPointer(running);
  await gallery(running, 'results-side-by-side');
});
