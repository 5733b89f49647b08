import { countRenders, type Renders } from '../app/renderer/testing/renders';
import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';
import { GROWING } from './sql';

/** Components that rendered during an action, and until the window was idle. */
async function rendered(bench: Workbench, work: () => Promise<void>): Promise<Renders> {
  const take = () => bench.page.evaluate(() => window.takeRenders());
  await take();
  await work();
  await bench.page.waitForTimeout(500);
  return take();
}

test('a keystroke renders one component, a row scrolled into view the rows that change', async ({
  bench,
}) => {
  const { page } = bench;
  await page.addInitScript(countRenders);
  await page.reload();
  await bench.ready();
  for (let tab = 0; tab < 5; tab += 1) await bench.newTab();
  await bench.query('SELECT * FROM flights LIMIT 5000');
  await expect(bench.grid().getByRole('gridcell').first()).not.toBeEmpty();
  await page.getByTestId('editor').click();

  const typed = await rendered(bench, async () => {
    for (const key of 'abcdefghij') await page.keyboard.press(key);
  });
  // The position of the cursor.
  expect(typed.total).toBeLessThanOrEqual(20);

  await bench.grid().hover();
  const scrolled = await rendered(bench, () => page.mouse.wheel(0, 48));
  expect(scrolled.total).toBeGreaterThan(0);
  expect(scrolled.total).toBeLessThan(60);

  await bench.newTab();
  await bench.type(GROWING);
  await bench.command('Enter');
  await expect(bench.summary()).toContainText('so far');
  await expect(bench.grid().getByRole('gridcell').first()).not.toBeEmpty();
  const statuses = await rendered(bench, () => page.waitForTimeout(1_000));
  await bench.cancel().click();
  // A clock of ten ticks a second, the row count, and their parents.
  expect(statuses.total).toBeGreaterThan(0);
  expect(statuses.total).toBeLessThan(300);
});
