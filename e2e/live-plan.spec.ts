import { expect, test } from './fixtures';
import { ENDLESS } from './sql';

/** About 300 operators that count rows continuously, for hours. */
function manyBranches(doublings: number): string {
  const parts = ['p0 AS (SELECT value FROM generate_series(1, 1000000000000) WHERE value % 3 = 0)'];
  for (let part = 1; part <= doublings; part += 1) {
    parts.push(`p${part} AS (SELECT * FROM p${part - 1} UNION ALL SELECT * FROM p${part - 1})`);
  }
  return `WITH ${parts.join(', ')} SELECT count(*) FROM p${doublings}`;
}

test('a large plan shows live metrics, every metric of the selection, and does not disturb typing', async ({
  bench,
}) => {
  await bench.newTab();
  await bench.type(manyBranches(6));
  await bench.command('Enter');
  await bench.pane('Plan');
  await bench.page.getByRole('radio', { name: 'Tree' }).click();
  const filter = bench
    .tree()
    .getByRole('row', { name: /Filter/ })
    .first();
  await expect(filter).toBeVisible();
  await filter.click();
  const rows = async () =>
    Number(((await filter.getByRole('gridcell').nth(3).textContent()) ?? '').replaceAll(',', ''));
  await expect.poll(rows).toBeGreaterThan(0);
  const before = await rows();
  await expect.poll(rows).toBeGreaterThan(before);

  const details = bench.page.getByRole('region', { name: 'Details of the operator' });
  const sum = details
    .getByRole('row', { name: /output rows/ })
    .getByRole('cell')
    .last();
  await expect(sum).toHaveText(/^[\d,]+$/);
  const first = (await sum.textContent()) ?? '';
  await expect(sum).not.toHaveText(first);

  await bench.page.getByTestId('editor').click();
  await bench.page.keyboard.press('End');
  await bench.page.keyboard.type(' -- typed');
  await expect(bench.editor()).toContainText('-- typed');

  await bench.cancel().click();
  await expect(bench.summary()).toContainText('Cancelled');
  // Rows in the tree and in the details are from the same update.
  await expect
    .poll(async () => (await sum.textContent()) === (await filter.getByRole('gridcell').nth(3).textContent()))
    .toBe(true);
});

test('a query shows its page and its plan while another one keeps all cores busy', async ({ bench }) => {
  await bench.newTab();
  await bench.type(ENDLESS);
  await bench.command('Enter');
  await bench.query('SELECT value FROM generate_series(1, 3)');
  expect(await bench.rows()).toEqual([['1'], ['2'], ['3']]);
  await bench.pane('Plan');
  await expect(bench.graph().getByRole('treeitem').first()).toBeVisible();
});

test('the status bar and the plan show the time of each phase', async ({ bench }) => {
  await bench.query('SELECT origin, count(*) FROM flights GROUP BY origin');
  const button = bench.status().getByRole('button', { name: /^Planning .+ · Execution .+/ });
  await button.click();
  const panel = bench.page.getByRole('dialog', { name: 'Time per phase' });
  await expect(panel.getByRole('rowheader')).toHaveText([
    'Parse',
    'Plan',
    'Optimize',
    'Physical plan',
    'Execute',
  ]);
  await expect(panel.getByRole('row', { name: /^Execute/ })).toHaveText(/\d+(\.\d+)? (µs|ms|s)/);
  await bench.page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await bench.pane('Plan');
  const stages = bench.page.getByRole('radiogroup', { name: 'Stage of the plan' });
  await expect(stages.getByRole('radio')).toHaveText([
    /^Initial\d/,
    /^Optimized\d/,
    /^Physical\d/,
    /^Executed\d/,
  ]);

  // Without a run nothing was executed.
  await bench.page.getByRole('button', { name: 'Explain' }).click();
  await expect(bench.status().getByRole('button', { name: /^Planning [^·]+$/ })).toBeVisible();
});
