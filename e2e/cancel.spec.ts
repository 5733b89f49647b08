import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';
import { ENDLESS, GROWING, SILENT, slowPlan } from './sql';

/** Checks the window after a cancel: the next query returns its rows. */
async function goesOn(bench: Workbench) {
  await bench.query('SELECT 42 AS answer');
  expect(await bench.rows()).toEqual([['42']]);
}

test('a statement that is being planned can be cancelled, and the next one runs', async ({ bench }) => {
  await bench.newTab();
  await bench.type(slowPlan());
  await bench.run().click();
  await expect(bench.status()).toContainText('Planning');
  await bench.cancel().click();
  await expect(bench.status()).toContainText('Cancelled');
  await expect(bench.run()).toBeVisible();
  await goesOn(bench);
});

test('the plan pane of a tab without a plan mentions no earlier one', async ({ bench }) => {
  await bench.newTab();
  await bench.type(slowPlan());
  await bench.pane('Plan');
  for (const button of ['Run', 'Explain']) {
    await bench.actions().getByRole('button', { name: button, exact: true }).click();
    await expect(bench.status()).toContainText('Planning');
    await bench.cancel().click();
    await expect(bench.status()).toContainText('Cancelled');
    await bench.pane('Plan');
    await expect(bench.panes()).toContainText('Run or explain a query to see its plan');
    await expect(bench.panes()).not.toContainText('Below');
  }
});

test('a query that is running can be cancelled, and the next one runs', async ({ bench }) => {
  await bench.newTab();
  await bench.type(ENDLESS);
  await bench.command('Enter');
  await expect(bench.status()).toContainText('Running');
  await bench.command('.');
  await expect(bench.status()).toContainText('Cancelled');
  await goesOn(bench);
});

test('a join without result delays no other query, and its cores are free once it is cancelled', async ({
  bench,
}) => {
  await bench.newTab();
  await bench.type(SILENT);
  await bench.command('Enter');
  await expect(bench.status()).toContainText('Running');
  await goesOn(bench);
  const running = bench.page.getByRole('img', { name: 'running' });
  await bench.tabs().getByRole('tab').filter({ has: running }).click();
  await expect(bench.status()).toContainText('Running');
  await bench.cancel().click();
  await expect(bench.status()).toContainText('Cancelled');
  await goesOn(bench);
  if (process.platform !== 'linux') return;
  const second = () => cpuOfASecond(bench.app.process().pid);
  await expect.poll(second, { timeout: 60_000 }).toBeLessThan(0.4);
});

test('opening a file that takes long to read can be cancelled, and the window stays usable', async ({
  bench,
  folder,
}) => {
  const file = join(folder, 'long.ndjson.gz');
  writeFileSync(file, longJson());
  await bench.drop(file);
  const opening = bench.status().getByRole('status').filter({ hasText: 'Opening long.ndjson.gz' });
  await opening.getByRole('button', { name: 'Cancel' }).click();
  await expect(opening).toHaveCount(0);
  await goesOn(bench);
  await expect(bench.table('long')).toHaveCount(0);
  await expect(bench.notices().getByText('long')).toHaveCount(0);
});

test('rows are scrolled while more arrive, and stay when the query is cancelled', async ({ bench }) => {
  const grid = bench.grid();
  const cells = grid.getByRole('gridcell');
  const count = async () => Number(await grid.getAttribute('aria-rowcount'));
  const row = (number: RegExp | string) => grid.getByRole('rowheader', { name: number, exact: true });
  const fit = () =>
    expect(async () => expect((await bench.rows()).join(' ')).toMatch(/^([\d,]+0,000 ?)+$/)).toPass();
  await bench.newTab();
  await bench.type(GROWING);
  await bench.command('Enter');
  await cells.first().click();
  await bench.command('End');
  await expect(row(/^\d+,\d{3}$/).first()).toBeVisible();
  await fit();
  const before = await count();
  await expect.poll(count).toBeGreaterThan(before);
  await bench.command('Home');
  await expect(row('1')).toBeVisible();
  await bench.page.mouse.wheel(0, 5000);
  await expect(row('1')).toHaveCount(0);
  await fit();
  await expect(bench.summary()).toContainText('so far');

  await bench.cancel().click();
  await expect(bench.summary()).toContainText('Cancelled');
  const kept = /^([\d,]+) rows/.exec((await bench.summary().textContent()) ?? '')?.[1] ?? '';
  await cells.first().click();
  await bench.command('End');
  await expect(row(kept)).toBeVisible();
  await fit();
});

/** CPU seconds of a process within one second, over all its threads. */
async function cpuOfASecond(pid: number | undefined): Promise<number> {
  // Fields 14 and 15, in hundredths of a second; the name before may contain spaces.
  const used = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  const before = used();
  await setTimeout(1000);
  return used() - before;
}

/** A small compressed file of 6 GB of JSON lines: its schema is inferred from all of them. */
function longJson(): Buffer {
  const part = gzipSync('{"number":1,"text":"one"}\n'.repeat(1_000_000));
  return Buffer.concat(Array.from({ length: 240 }, () => part));
}
