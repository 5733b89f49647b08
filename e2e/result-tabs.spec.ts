import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';

const strip = (bench: Workbench) => bench.page.getByRole('tablist', { name: 'Results', exact: true });

async function runAll(bench: Workbench, sql: string) {
  await bench.type(sql);
  await bench.command('A');
  await bench.command('Enter');
}

test('each statement has its result, and a pinned one outlives the next run', async ({ bench }) => {
  await bench.newTab();
  await runAll(
    bench,
    "SELECT 'one' AS v;\nCREATE VIEW w AS SELECT 2 AS b;\nSELECT * FROM w;\nSELECT 'last' AS v;",
  );
  await expect(strip(bench).getByRole('tab')).toHaveCount(3);
  expect(await bench.rows()).toEqual([['last']]);
  await strip(bench).getByRole('tab').first().click();
  expect(await bench.rows()).toEqual([['one']]);
  await bench.page.keyboard.press('ArrowRight');
  expect(await bench.rows()).toEqual([['2']]);

  await bench
    .panes()
    .getByRole('button', { name: /Pin result/ })
    .click();
  await runAll(bench, 'SELECT 9 AS next');
  await expect(strip(bench).getByRole('tab')).toHaveCount(2);
  await expect(bench.grid()).toContainText('9');
  await strip(bench)
    .getByRole('tab', { name: /pinned/ })
    .click();
  expect(await bench.rows()).toEqual([['2']]);
  await bench.panes().getByRole('button', { name: 'Show beside the result of the last run' }).click();
  await expect(bench.grid()).toHaveCount(2);
  await expect(bench.grid().first()).toContainText('2');
  await expect(bench.grid().last()).toContainText('9');
  await bench.panes().getByRole('button', { name: 'Show one result' }).click();
  await bench.panes().getByRole('button', { name: 'Close result' }).click();
  await expect(strip(bench)).toHaveCount(0);
  expect(await bench.rows()).toEqual([['9']]);
});

test('the statements after one that fails do not run, and its place is marked', async ({ bench }) => {
  await bench.newTab();
  await runAll(bench, "SELECT 'kept' AS v;\nSELECT\n  nope;\nCREATE VIEW never AS SELECT 1 AS x;");
  await expect(bench.panes().getByRole('alert')).toContainText('nope');
  const marker = bench.editor().locator('.squiggly-error');
  await expect(marker).toHaveCount(1);
  const line = bench.editor().locator('.view-line', { hasText: 'nope' });
  await expect(async () => {
    const [markerBox, lineBox] = [await marker.boundingBox(), await line.boundingBox()];
    expect(markerBox && lineBox && Math.abs(markerBox.y - lineBox.y)).toBeLessThan(4);
  }).toPass();
  await expect(bench.table('never')).toHaveCount(0);
  await strip(bench).getByRole('tab').first().click();
  expect(await bench.rows()).toEqual([['kept']]);
});
