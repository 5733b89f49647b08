import { expect, test } from '../fixtures';
import { parkPointer } from '../pictures/camera';
import { ENDLESS } from '../sql';
import { gallery } from './gallery';

/** Number of columns of the wide result. */
const COLUMNS = 120;

test('outcomes of a run', async ({ open }) => {
  const running = await open();
  const { bench, page } = running;

  await bench.newTab();
  await gallery(running, 'results-before-a-run');
  await bench.pane('Plan');
  await gallery(running, 'plan-before-a-run');
  await bench.pane('Messages');
  await gallery(running, 'messages-before-a-run');

  await bench.query("SELECT iata, name, city FROM airports WHERE state = 'nowhere'");
  await parkPointer(running);
  await gallery(running, 'result-without-rows');

  await bench
    .status()
    .getByRole('button', { name: /^Planning/ })
    .click();
  await gallery(running, 'phases');
  await page.keyboard.press('Escape');

  await bench.query('CREATE VIEW northern AS SELECT * FROM airports WHERE latitude > 45');
  await parkPointer(running);
  await gallery(running, 'ddl-message');

  await bench.query("SELECT iata, NULL AS nothing, '' AS blank, 1.5 AS n FROM airports");
  await bench.grid().getByRole('gridcell').first().dblclick();
  await expect(page.getByRole('dialog')).toBeVisible();
  await gallery(running, 'cell');
  await page.keyboard.press('Escape');

  const wide = Array.from(
    { length: COLUMNS },
    (_, index) => `${index} * 1000 AS a_rather_long_name_${index}`,
  );
  await bench.query(`SELECT name, ${wide.join(', ')} FROM airports`);
  await parkPointer(running);
  await gallery(running, 'wide-result');
});

test('active and failed runs', async ({ open }) => {
  const running = await open();
  const { bench, page } = running;

  await bench.newTab();
  await bench.type(ENDLESS);
  await bench.command('Enter');
  await expect(bench.cancel()).toBeVisible();
  await parkPointer(running);
  await page.waitForTimeout(1500);
  await gallery(running, 'running');
  await bench.pane('Plan');
  await expect(bench.graph()).toBeVisible();
  await parkPointer(running);
  await gallery(running, 'running-plan');
  await bench.pane('Results');
  await bench.cancel().click();
  await expect(bench.status()).toContainText('Cancelled');
  await parkPointer(running);
  await gallery(running, 'cancelled');

  await bench.query('SELECT f.*, a.nam, upper(a.city)\nFROM flights f JOIN airports a ON a.iata = f.origin');
  await parkPointer(running);
  await gallery(running, 'error');
  const many = Array.from({ length: COLUMNS }, (_, index) => `iata AS a_rather_long_name_${index}`);
  await bench.query(`SELECT missing\nFROM (SELECT ${many.join(', ')} FROM airports)`);
  await parkPointer(running);
  await gallery(running, 'long-error');
  await page
    .getByText('Details', { exact: true })
    .first()
    .click({ timeout: 2000 })
    .catch(() => undefined);
  await gallery(running, 'long-error-details');
  await bench.pane('Messages');
  await parkPointer(running);
  await gallery(running, 'messages');
});
