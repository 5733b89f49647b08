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
import { field, inside } from '../app/cli/__test__/planBytes';
import { withManifest } from '../app/cli/__test__/planFile';
import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';

const SQL = `SELECT a.state, count(*) AS n FROM flights f JOIN airports a ON f.origin = a.iata
WHERE f.delay > 60 GROUP BY a.state ORDER BY n DESC, a.state LIMIT 5`;

test('a plan saved after its run opens in a new session, is shown, and returns the same rows', async ({
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

test('the run button of a saved plan is visible in the smallest window', async ({ bench, folder }) => {
  const file = join(folder, 'a-plan-with-a-rather-long-name-that-takes-all-the-room.dfplan');
  await bench.newTab();
  await bench.type(SQL);
  await bench.saveAs(file);
  await bench.page.getByRole('button', { name: 'Save plan' }).click();
  await expect.poll(() => statSync(file, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(500);
  await bench.drop(file);
  const saved = bench.savedPlan();
  const whole = [
    saved.getByRole('radio', { name: 'Logical' }),
    saved.getByRole('radio', { name: 'Bytes' }),
    saved.getByRole('button', { name: 'Run this plan' }),
  ];
  for (const [width, height] of [
    [720, 480],
    [1024, 640],
    [1440, 900],
  ] as const) {
    await bench.resize(width, height);
    for (const control of whole) await expect(control).toBeInViewport({ ratio: 1 });
    const name = await saved.getByRole('heading').first().boundingBox();
    expect(name?.width).toBeGreaterThan(100);
  }

  // F6 enters at the visible kind, not at the first one.
  await bench.tabs().getByRole('tab', { selected: true }).focus();
  await bench.page.keyboard.press('F6');
  await expect(saved.getByRole('radio', { name: 'Optimized', checked: true })).toBeFocused();
});

test('raw bytes of each kind can be exported and opened again', async ({ bench, folder }) => {
  await bench.query("SELECT count(*) AS n FROM airports WHERE state = 'AK'");
  const rows = await bench.rows();
  for (const kind of ['Logical', 'Optimized', 'Physical']) {
    const file = join(folder, `${kind}.pb`);
    await bench.saveAs(file);
    await bench.page.getByRole('button', { name: 'Export plan bytes' }).click();
    await bench.page.getByRole('menuitem', { name: new RegExp(`^Export ${kind} plan`, 'i') }).click();
    await expect.poll(() => statSync(file, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(50);
  }
  await bench.drop(join(folder, 'Physical.pb'));
  await bench.savedPlan().getByRole('button', { name: /^Run/ }).click();
  await bench.ended();
  expect(await bench.rows()).toEqual(rows);
});

test('a plan that would write asks first, writes on consent, and can be approved and revoked', async ({
  bench,
  folder,
}) => {
  const target = join(folder, 'out.csv');
  const file = join(folder, 'copy.dfplan');
  const written = () => statSync(target, { throwIfNoEntry: false })?.size;
  await bench.newTab();
  await bench.type(`COPY (SELECT iata FROM airports ORDER BY iata LIMIT 3) TO '${target}' STORED AS CSV`);
  await bench.saveAs(file);
  await bench.page.getByRole('button', { name: 'Save plan' }).click();
  await expect.poll(() => statSync(file, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(500);
  await bench.pick(file);
  await bench.menu('File', 'Open plan…');
  const saved = bench.savedPlan();
  const dialog = bench.page.getByRole('alertdialog', { name: 'Allow this plan to write files?' });
  const run = saved.getByRole('button', { name: 'Run this plan…' });
  await expect(saved).toContainText('out.csv');
  await run.click();
  await expect(dialog.getByRole('list')).toContainText('Copy to a file');
  await expect(dialog).toContainText(target);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  expect(written()).toBeUndefined();

  await run.click();
  await dialog.getByRole('button', { name: 'Run and write' }).click();
  await bench.ended();
  expect(await bench.rows()).toEqual([['3']]);
  expect(readFileSync(target, 'utf8')).toBe('iata\n00M\n00R\n00V\n');

  // The consent was for that run only.
  rmSync(target);
  await run.click();
  await dialog.getByText('Always allow this exact plan').click();
  await dialog.getByRole('button', { name: 'Run and write' }).click();
  await expect.poll(written).toBe(17);
  rmSync(target);
  await run.click();
  await expect.poll(written).toBe(17);
  await expect(dialog).toHaveCount(0);

  await bench.menu('File', 'Settings…');
  const settings = bench.page.getByRole('dialog', { name: 'Settings' });
  await settings.getByRole('radio', { name: 'Approvals' }).click();
  await expect(settings.getByRole('list', { name: 'Approved plans' })).toContainText('copy.dfplan');
  await settings.getByRole('button', { name: /^Revoke/ }).click();
  await expect(settings).toContainText('None.');
  await settings.getByRole('button', { name: 'Done' }).click();
  await run.click();
  await expect(dialog).toBeVisible();
});

test('raw bytes ask according to their verdict, and a newer format is not run', async ({ bench, folder }) => {
  const { page } = bench;
  const target = join(folder, 'out.csv');
  const file = join(folder, 'hidden.pb');
  // A sink below a UNION, and a field unknown to this version.
  const config = Buffer.concat([field(1, 'file:///'), field(3, `file://${target}`)]);
  const sink = field(28, Buffer.concat([field(1, inside([27, 1], Buffer.alloc(0))), inside([2, 1], config)]));
  writeFileSync(file, inside([19, 1], sink));
  await bench.drop(file);
  const saved = bench.savedPlan();
  await saved.getByRole('button', { name: 'Run this plan…' }).click();
  const writing = page.getByRole('alertdialog', { name: 'Allow this plan to write files?' });
  await expect(writing.getByRole('list')).toContainText(target);
  await writing.getByRole('button', { name: 'Cancel' }).click();
  expect(statSync(target, { throwIfNoEntry: false })).toBeUndefined();

  const changing = join(folder, 'schema.dfplan');
  await bench.newTab();
  await bench.type('CREATE SCHEMA made');
  await bench.saveAs(changing);
  await page.getByRole('button', { name: 'Save plan' }).click();
  // Definitions have no other plan.
  await page.getByRole('button', { name: /^Save the logical plan/ }).click();
  await expect.poll(() => statSync(changing, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(500);
  await bench.drop(changing);
  await expect(saved).toContainText('change the session');
  await saved.getByRole('button', { name: 'Run this plan…' }).click();
  const session = page.getByRole('alertdialog', { name: 'Allow this plan to change the session?' });
  await expect(session.getByRole('list')).toContainText('made');
  await session.getByRole('button', { name: 'Cancel' }).click();

  const newer = join(folder, 'newer.pb');
  writeFileSync(newer, Buffer.concat([inside([19, 1], sink), field(99, 'new')]));
  await bench.drop(newer);
  await expect(saved).toContainText('The plan comes from a newer format');
  await expect(saved.getByRole('button', { name: /^Run/ })).toHaveCount(0);
});

test('the question before a write is announced and answered by keyboard', async ({ bench, folder }) => {
  const { page } = bench;
  const target = join(folder, 'out.csv');
  const file = join(folder, 'copy.dfplan');
  await bench.newTab();
  await bench.type(`COPY (SELECT iata FROM airports LIMIT 3) TO '${target}' STORED AS CSV`);
  await bench.saveAs(file);
  await page.getByRole('button', { name: 'Save plan' }).click();
  await expect.poll(() => statSync(file, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(500);
  await bench.drop(file);
  const run = bench.savedPlan().getByRole('button', { name: 'Run this plan…' });
  const dialog = page.getByRole('alertdialog', { name: 'Allow this plan to write files?' });
  const remember = dialog.getByRole('checkbox');
  await run.focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expect(dialog).toHaveAccessibleDescription(/Copy to a file.*out\.csv/);
  await page.keyboard.press('Shift+Tab');
  await expect(remember).toBeFocused();
  await page.keyboard.press('Space');
  await expect(remember).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(run).toBeFocused();

  // A checked box that was not confirmed is reset.
  await page.keyboard.press('Enter');
  await expect(remember).not.toBeChecked();
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: 'Run and write' })).toBeFocused();
  await page.keyboard.press('Enter');
  await bench.ended();
  expect(await bench.rows()).toEqual([['3']]);
});

test('plans that cannot be saved are reported, and the rest is saved', async ({ bench, folder }) => {
  const dialog = bench.page.getByRole('dialog', { name: /^This plan can't be saved/ });
  const save = bench.page.getByRole('button', { name: 'Save plan' });
  const list = join(folder, 'list.json');
  writeFileSync(list, '[{"n": 1}]');
  const partly = join(folder, 'partly.dfplan');
  await bench.drop(list);
  await expect(bench.table('list')).toBeVisible();
  await bench.newTab();
  await bench.type('SELECT sum(n) FILTER (WHERE n > 0) OVER () AS s FROM list');
  await bench.saveAs(partly);
  await save.click();
  await expect(dialog).toContainText('the FILTER of a window function');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(statSync(partly, { throwIfNoEntry: false })).toBeUndefined();
  await save.click();
  await dialog.getByRole('button', { name: 'Save the logical and optimized plans' }).click();
  await expect(bench.notices().filter({ hasText: partly })).toContainText('Contains: logical, optimized.');

  const clean = join(folder, 'clean.dfplan');
  await bench.type("SELECT 'https://h.example/?token=t0k3n-value' AS link FROM airports LIMIT 1");
  await bench.saveAs(clean);
  await save.click();
  await expect(dialog).toContainText('There is a credential in the SQL and in the plan (token).');
  await dialog.getByRole('button', { name: 'Save without credentials' }).click();
  await expect(bench.notices().filter({ hasText: clean })).toContainText('Left out: token.');
  expect(readFileSync(clean).includes('t0k3n-value')).toBe(false);
  await bench.drop(clean);
  await expect(bench.savedPlan()).toContainText('PLANARIUM_SECRET_TOKEN');

  const held = join(folder, 'held.dfplan');
  await bench.query('CREATE TABLE few AS VALUES (2), (1)');
  await bench.type('SELECT column1 AS n FROM few ORDER BY n');
  await bench.saveAs(held);
  await save.click();
  await expect(dialog).toContainText(/The rows of few live in memory only\..*with its rows: [\d.]+ K?B/);
  await dialog.getByRole('button', { name: 'Save with the rows' }).click();
  await expect(bench.notices().filter({ hasText: held })).toContainText(
    'Contains: logical, optimized, physical.',
  );
  await bench.drop(held);
  await bench.savedPlan().getByRole('button', { name: /^Run/ }).click();
  await bench.ended();
  expect(await bench.rows()).toEqual([['1'], ['2']]);
});

test('a plan of another version is re-planned from its SQL, compared and run', async ({ bench, folder }) => {
  const file = join(folder, 'old.dfplan');
  await bench.newTab();
  await bench.type("SELECT count(*) AS n FROM airports WHERE state = 'AK'");
  await bench.saveAs(file);
  await bench.page.getByRole('button', { name: 'Save plan' }).click();
  await expect.poll(() => statSync(file, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(500);
  withManifest(file, (manifest) => ({
    ...manifest,
    datafusion: '54.0.0',
    sql: "SELECT count(*) AS n FROM airports WHERE state = 'HI'",
  }));
  await bench.drop(file);
  const saved = bench.savedPlan();
  await expect(saved).toContainText('plan_version_differs');
  await expect(saved.getByRole('button', { name: /^Run this/ })).toHaveCount(0);
  await saved.getByRole('button', { name: 'Plan again from SQL…' }).click();
  const dialog = bench.page.getByRole('dialog', { name: 'Planned again from its SQL' });
  const difference = dialog.getByRole('region', { name: 'Difference of the plans' });
  await expect(difference).toContainText("'AK'");
  await expect(difference).toContainText("'HI'");
  await dialog.getByRole('button', { name: 'Run the new plan' }).click();
  await bench.ended();
  expect(await bench.rows()).toEqual([['16']]);
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
  // Closing goes through the menu: wait before the next step.
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
  await bench.drop(damaged);
  await shown(bench);
  await close(bench);
  await bench.menu('File', 'Open files…');
  await shown(bench);
  // A valid file with the same name is read again on request.
  const whole = join(folder, 'whole.dfplan');
  await bench.query('SELECT 7 AS seven');
  await bench.saveAs(whole);
  await bench.savePlan();
  await expect(bench.notices()).toContainText('Plan saved');
  await bench.tabs().getByRole('tab', { name: 'damaged.dfplan' }).click();
  await shown(bench);
  copyFileSync(whole, damaged);
  await bench.savedPlan().getByRole('button', { name: 'Reload' }).click();
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
