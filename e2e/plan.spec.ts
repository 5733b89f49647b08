import { expect, test } from './fixtures';
import { largePlan } from './sql';

const JOIN = `SELECT a.state, count(*) AS n FROM flights f JOIN airports a ON f.origin = a.iata
WHERE f.distance > 500 GROUP BY a.state`;

test('Explain shows every stage as graph and tree without running', async ({ bench }) => {
  await bench.newTab();
  await bench.type(JOIN);
  await bench.page.getByRole('button', { name: 'Explain' }).click();
  await bench.pane('Plan');
  const stages = bench.page.getByRole('radiogroup', { name: 'Stage of the plan' });
  await expect(stages.getByRole('radio')).toHaveText([/^Initial\d/, /^Optimized\d/, /^Physical\d/]);
  await expect(bench.graph()).toContainText('Hash join');

  await bench.page.getByRole('radio', { name: 'Tree' }).click();
  await expect(bench.tree().getByRole('row', { name: /Hash join/ })).toBeVisible();
  await stages.getByRole('radio', { name: 'Initial' }).click();
  await expect(bench.tree().getByRole('row', { name: /Filter/ })).toContainText('distance > ');
  await expect(bench.tree().getByRole('row', { name: /Hash join/ })).toHaveCount(0);
});

test('after a run every operator shows its rows and time', async ({ bench }) => {
  await bench.query('SELECT origin FROM flights WHERE distance > 2000');
  await bench.pane('Plan');
  await bench.page.getByRole('radio', { name: 'Tree' }).click();
  const scan = bench.tree().getByRole('row', { name: /Scan/ });
  await expect(scan.getByRole('gridcell').nth(3)).toHaveText('3,000,000');
  await scan.click();
  const details = bench.page.getByRole('region', { name: 'Details of the operator' });
  await expect(details).toContainText('DataSourceExec');
  await expect(details).toContainText('bytes scanned');
});

test('the window does not scroll when a tab with long details is shown again', async ({ bench }) => {
  const { page } = bench;
  const late = bench.tabs().getByRole('tab', { name: /late-airports/ });
  await expect(bench.editor().getByRole('textbox')).toBeAttached();
  await late.click();
  await bench.command('Enter');
  await bench.ended();
  await bench.pane('Plan');
  await page.getByRole('radio', { name: 'Graph' }).click();
  await bench.graph().focus();
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown');
  const details = page.getByRole('region', { name: 'Details of the operator' });
  await expect(details).toContainText('ProjectionExec');
  await bench.newTab();
  await late.click();
  await expect(details).toContainText('ProjectionExec');
  // The strip scrolls its tab into view once it was measured; by then the graph is drawn.
  await expect(bench.graph().getByRole('treeitem').first()).toBeVisible();
  expect(await page.getByRole('banner').boundingBox()).toMatchObject({ x: 0, y: 0 });
});

test('a plan too large for the graph is a tree, and a graph again once it is collapsed', async ({
  bench,
}) => {
  await bench.newTab();
  await bench.type(largePlan(8));
  await bench.page.getByRole('button', { name: 'Explain' }).click();
  await bench.ended();
  await bench.page.getByRole('radio', { name: 'Initial' }).click();
  await expect(bench.tree()).toBeVisible();
  await expect(bench.graph()).toHaveCount(0);
  const notice = bench.panes().getByText('operators, shown as a tree: the graph draws up to 1,500');
  await expect(notice).toBeVisible();
  await bench.page.getByRole('button', { name: 'Fold to fit the graph' }).click();
  await expect(bench.graph().locator('.react-flow__node').first()).toBeVisible();
  await expect(notice).toHaveCount(0);

  // Collapsing by hand, in the tree, does the same.
  await bench.graph().focus();
  await bench.page.keyboard.press('Home');
  await bench.page.keyboard.press('Enter');
  await expect(bench.graph().locator('.react-flow__node')).toHaveCount(1);
});

test('the graph is navigated, collapsed and zoomed by keyboard', async ({ bench }) => {
  await bench.query(JOIN);
  await bench.pane('Plan');
  const graph = bench.graph();
  const nodes = graph.locator('.react-flow__node');
  await expect(nodes.first()).toBeVisible();
  const all = await nodes.count();
  await graph.focus();
  await bench.page.keyboard.press('Home');
  await bench.page.keyboard.press('Enter');
  await expect(nodes).toHaveCount(1);
  await bench.page.keyboard.press('Enter');
  await expect(nodes).toHaveCount(all);

  const viewport = graph.locator('.react-flow__viewport');
  const before = await viewport.getAttribute('style');
  await expect(graph.getByRole('application')).toHaveCount(0);
  await bench.page.keyboard.press('+');
  await expect(viewport).not.toHaveAttribute('style', before ?? '');
  await bench.page.keyboard.press('ArrowDown');
  await expect(bench.page.getByRole('region', { name: 'Details of the operator' })).toBeVisible();
});

test('the graph is zoomed, fitted, collapsed and selected by mouse', async ({ bench }) => {
  await bench.query(JOIN);
  await bench.pane('Plan');
  const graph = bench.graph();
  const cards = graph.getByRole('treeitem');
  const [root, leaf] = [cards.first(), cards.last()];
  const width = async () => (await root.boundingBox())?.width ?? 0;
  const button = (name: string) => bench.panes().getByRole('button', { name });
  await expect(root).toBeVisible();

  const first = await width();
  await button('Zoom in').click();
  await expect.poll(width).toBeGreaterThan(first);
  const near = await width();
  await button('Zoom out').click();
  await expect.poll(width).toBeLessThan(near);
  await button('Fit the plan').click();
  await expect(leaf).toBeInViewport({ ratio: 1 });
  await expect(root).toBeInViewport({ ratio: 1 });

  const all = await cards.count();
  const below = root.getByRole('button', { name: 'Collapse' });
  await root.hover();
  await below.click();
  await expect(cards).toHaveCount(1);
  await root.getByRole('button', { name: `Expand ${all - 1} operators` }).click();
  await expect(cards).toHaveCount(all);

  const details = bench.page.getByRole('region', { name: 'Details of the operator' });
  await graph.getByRole('treeitem', { name: /^Hash join/ }).click();
  await expect(details).toContainText('HashJoinExec');
  await graph.getByRole('treeitem', { name: /^Scan airports/ }).click();
  await expect(details).toContainText('DataSourceExec');
});
