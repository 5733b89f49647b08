import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';

const SQL = `SELECT a.state, count(*) AS n FROM flights f JOIN airports a ON f.origin = a.iata
WHERE f.delay > 60 GROUP BY a.state ORDER BY n DESC, a.state LIMIT 5`;

test('a plan saved after its run opens in a fresh session, shows itself, and gives the same rows', async ({
  open,
  folder,
}) => {
  const file = join(folder, 'late.dfplan');
  const first = await open();
  await first.bench.query(SQL);
  const rows = await first.bench.rows();
  await first.bench.saveAs(file);
  await first.page.getByRole('button', { name: 'Save plan' }).click();
  await expect.poll(() => statSync(file, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(1000);
  await first.app.close();

  const elsewhere = mkdtempSync(join(tmpdir(), 'planarium-home-'));
  try {
    const { bench } = await open({ home: elsewhere, files: [file] });
    const saved = bench.savedPlan();
    await expect(saved).toContainText('flights-3m.parquet');
    await expect(saved).toContainText('airports.csv');
    await expect(saved).toContainText('write nothing');
    await expect(bench.grid()).toHaveCount(0);
    await saved.getByRole('button', { name: /^Run/ }).click();
    await bench.ended();
    expect(await bench.rows()).toEqual(rows);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('raw bytes of each kind can be exported and opened again', async ({ bench, folder }) => {
  await bench.query("SELECT count(*) AS n FROM airports WHERE state = 'AK'");
  const rows = await bench.rows();
  for (const kind of ['Logical', 'Optimized', 'Physical']) {
    const file = join(folder, `${kind}.pb`);
    await bench.saveAs(file);
    await bench.page.getByRole('button', { name: 'Export', exact: true }).click();
    await bench.page.getByRole('menuitem', { name: new RegExp(`^${kind} plan`) }).click();
    await expect.poll(() => statSync(file, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(50);
  }
  await bench.drop(join(folder, 'Physical.pb'));
  await bench.savedPlan().getByRole('button', { name: /^Run/ }).click();
  await bench.ended();
  expect(await bench.rows()).toEqual(rows);
});

test('a plan that would write is shown and refused, and writes nothing', async ({ bench, folder }) => {
  const target = join(folder, 'out.csv');
  const file = join(folder, 'copy.dfplan');
  await bench.newTab();
  await bench.type(`COPY (SELECT * FROM airports LIMIT 3) TO '${target}' STORED AS CSV`);
  await bench.saveAs(file);
  await bench.page.getByRole('button', { name: 'Save plan' }).click();
  await expect.poll(() => statSync(file, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(500);
  await bench.pick(file);
  await bench.menu('File', 'Open plan…');
  await expect(bench.savedPlan()).toContainText('plan_writes');
  await expect(bench.savedPlan()).toContainText('out.csv');
  await expect(bench.savedPlan().getByRole('button', { name: /^Run this/ })).toHaveCount(0);
  expect(statSync(target, { throwIfNoEntry: false })).toBeUndefined();
});

test('a damaged plan is a page that says what, where and what to do, however it is opened', async ({
  open,
  folder,
  home,
}) => {
  const damaged = join(folder, 'damaged.dfplan');
  writeFileSync(damaged, Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(400, 7)]));
  const shown = async (bench: Workbench) => {
    await expect(bench.tabs().getByRole('tab', { selected: true })).toContainText('damaged.dfplan');
    const page = bench.savedPlan();
    await expect(page.getByRole('alert')).toContainText('This plan cannot be shown');
    await expect(page.getByRole('alert')).toContainText('Copy it again from where it came from');
    await expect(page.getByRole('alert')).toContainText('plan_file_damaged');
    await expect(page).toContainText(damaged);
    await expect(page.getByRole('button', { name: /^Run/ })).toHaveCount(0);
    await expect(bench.notices().getByRole('alertdialog')).toHaveCount(0);
  };
  // Closing goes through the menu: what comes next must not overtake it.
  const close = async (bench: Workbench) => {
    await bench.command('w');
    await expect(bench.tabs().getByRole('tab', { name: 'damaged.dfplan' })).toHaveCount(0);
  };
  const fromCommandLine = await open({ files: [damaged] });
  await shown(fromCommandLine.bench);
  await fromCommandLine.app.close();

  const { bench } = await open({ home });
  await bench.pick(damaged);
  await bench.menu('File', 'Open plan…');
  await shown(bench);
  await close(bench);
  // A drop right after a tab closed is lost now and then: the window is still changing.
  await expect(async () => {
    await bench.drop(damaged);
    const tab = bench.tabs().getByRole('tab', { name: 'damaged.dfplan' });
    await expect(tab).toHaveCount(1, { timeout: 3000 });
  }).toPass();
  await shown(bench);
  await close(bench);
  await bench.menu('File', 'Open data files…');
  await shown(bench);
  // A whole file in its place is read again on request.
  const whole = join(folder, 'whole.dfplan');
  await bench.query('SELECT 7 AS seven');
  await bench.saveAs(whole);
  await bench.command('s');
  await expect(bench.notices()).toContainText('Plan saved');
  await bench.tabs().getByRole('tab', { name: 'damaged.dfplan' }).click();
  await shown(bench);
  copyFileSync(whole, damaged);
  await bench.savedPlan().getByRole('button', { name: 'Read it again' }).click();
  await expect(bench.savedPlan()).toContainText('SELECT 7 AS seven');
});

test('truncated, flipped and foreign plan files give an error with a code', async ({ bench, folder }) => {
  const whole = join(folder, 'whole.dfplan');
  await bench.query('SELECT 1 AS one FROM airports LIMIT 1');
  await bench.saveAs(whole);
  await bench.page.getByRole('button', { name: 'Save plan' }).click();
  await expect.poll(() => statSync(whole, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(500);

  const truncated = join(folder, 'truncated.dfplan');
  writeFileSync(truncated, readFileSync(whole));
  truncateSync(truncated, 300);
  const flipped = join(folder, 'flipped.dfplan');
  const bytes = readFileSync(whole);
  bytes[120] = (bytes[120] ?? 0) ^ 0xff;
  writeFileSync(flipped, bytes);
  const foreign = join(folder, 'foreign.dfplan');
  writeFileSync(foreign, 'not a plan at all, but long enough to be looked at');
  for (const path of [truncated, flipped, foreign]) {
    await bench.drop(path);
    await expect(bench.tabs().getByRole('tab', { selected: true })).toContainText(
      path.split('/').at(-1) ?? path,
    );
    await expect(bench.savedPlan().getByRole('alert')).toContainText(/plan_file_(damaged|foreign)/);
  }
});
