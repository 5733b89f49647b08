import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';
import { BytesView } from './pages/bytes';
import type { Workbench } from './pages/workbench';

const SQL = `SELECT a.state, round(avg(f.delay), 1) AS late FROM flights f JOIN airports a ON f.origin = a.iata
WHERE f.delay > 60 GROUP BY a.state ORDER BY late DESC LIMIT 5`;

/** Saves the plan of a query and its optimized bytes. */
async function saved(bench: Workbench, folder: string) {
  const [plan, raw] = [join(folder, 'late.dfplan'), join(folder, 'late.pb')];
  await bench.newTab();
  await bench.type(SQL);
  await bench.saveAs(plan);
  await bench.page.getByRole('button', { name: 'Save plan' }).click();
  await expect.poll(() => statSync(plan, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(1000);
  await bench.saveAs(raw);
  await bench.page.getByRole('button', { name: 'Export plan bytes' }).click();
  await bench.page.getByRole('menuitem', { name: /^Export optimized plan/ }).click();
  await expect.poll(() => statSync(raw, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(100);
  return { plan, raw };
}

test('bytes, fields and plan nodes lead to each other', async ({ bench, folder }) => {
  const { plan, raw } = await saved(bench, folder);
  const file = readFileSync(raw);
  await bench.drop(plan);
  const bytes = new BytesView(bench);
  await bytes.show();

  // From text to its field and its node.
  await bytes.search('round');
  const at = file.indexOf('round');
  await expect(bytes.selection()).toContainText(`0x${at.toString(16)}`);
  await expect(bytes.selected(bytes.fields())).toContainText('fun_name');
  await expect(bytes.selected(bytes.nodes())).toContainText('Projection');
  expect(await bytes.selectedHex()).toBe('72 6f 75 6e 64');

  // From a field, by keyboard, to its bytes.
  await bytes.fields().focus();
  await bench.page.keyboard.press('ArrowLeft');
  await expect(bytes.selected(bytes.fields())).toContainText('scalar_udf_expr');
  await expect(bytes.selection()).toContainText('in all');
  expect(await bytes.selectedHex()).toContain('72 6f 75 6e 64');

  // From a node to its bytes: an inner one ends before the file does.
  const scan = bytes.nodes().getByRole('row', { name: /^Scan airports/ });
  await expect(async () => {
    // The list may still scroll to the node of the field, away from under the click.
    await scan.click();
    await expect(bytes.selected(bytes.fields())).toContainText('input', { timeout: 2000 });
  }).toPass();

  // From bytes, by keyboard, to their field: the first is the key of the outermost field.
  await bytes.hex().focus();
  await bench.page.keyboard.press('Control+Home');
  await expect(bytes.selection()).toContainText('byte 0');
  await expect(bytes.selected(bytes.fields())).toContainText('sort');

  // The selection in the bytes is selected in the tree.
  await bytes.search('airports.csv');
  await bench.savedPlan().getByRole('radio', { name: 'Tree', exact: true }).click();
  await expect(bench.tree().getByRole('row', { selected: true })).toContainText('Scan airports');
});

test('selected bytes are copied as hex', async ({ bench, folder }) => {
  const { raw } = await saved(bench, folder);
  await bench.drop(raw);
  const bytes = new BytesView(bench);
  await bytes.show();
  await bytes.search('round');
  await bytes.view.getByRole('button', { name: 'Copy the selected bytes as hex' }).click();
  await expect(bench.notices()).toContainText('5 bytes copied');
  const copied = await bench.app.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toBe('72 6f 75 6e 64');
});

test('broken and foreign bytes are shown, and the position where decoding fails', async ({
  bench,
  folder,
}) => {
  const { raw, plan } = await saved(bench, folder);
  const cut = join(folder, 'cut.pb');
  writeFileSync(cut, readFileSync(raw).subarray(0, 300));
  await bench.drop(cut);
  const bytes = new BytesView(bench);
  await expect(bench.savedPlan().getByRole('alert')).toContainText('plan_file_damaged');
  await expect(bytes.fault()).toContainText(/Decoding fails at byte \d+/);
  await expect(bytes.fault()).toContainText('sort.');
  await expect(bytes.selected(bytes.fields())).toBeVisible();

  const foreign = join(folder, 'foreign.pb');
  writeFileSync(foreign, 'not a plan at all, but long enough to be looked at');
  await bench.drop(foreign);
  await expect(bytes.hex()).toContainText('6e 6f 74 20'.replaceAll(' ', ''));
  await expect(bytes.fault()).toContainText('byte 0');

  const broken = join(folder, 'broken.dfplan');
  writeFileSync(broken, readFileSync(plan).subarray(0, 700));
  await bench.drop(broken);
  await expect(bench.savedPlan().getByRole('alert')).toContainText('plan_file_damaged');
  await expect(bytes.fault()).toContainText('found only');
});

test('a plan of too many parts shows its bytes, and a file that is too large gives one error', async ({
  bench,
  folder,
}) => {
  const parts = join(folder, 'parts.pb');
  writeFileSync(parts, wideUnion(1_000_001));
  await bench.drop(parts);
  const alerts = bench.savedPlan().getByRole('alert');
  await expect(alerts).toContainText('plan_file_too_large');
  const bytes = new BytesView(bench);
  await expect(bytes.hex()).toBeVisible();
  // With the union it is the first beyond a million.
  await expect(bytes.selected(bytes.fields())).toContainText('inputs[999999]');

  // A sparse file takes no space.
  const large = join(folder, 'large.pb');
  writeFileSync(large, '');
  truncateSync(large, 300 * 1024 * 1024);
  await bench.drop(large);
  await expect(alerts).toContainText('plan_file_too_large');
  await expect(bench.page.getByRole('progressbar')).toHaveCount(0);
  await expect(alerts).toHaveCount(1);
});

test('the innermost field of a deep plan is found quickly', async ({ bench, folder }) => {
  const levels = ['p0 AS (SELECT 1 AS a)'];
  for (let level = 1; level <= 300; level += 1)
    levels.push(`p${level} AS (SELECT a + 1 AS a FROM p${level - 1})`);
  const raw = join(folder, 'deep.pb');
  await bench.newTab();
  await bench.type(`WITH ${levels.join(', ')} SELECT * FROM p300`);
  await bench.saveAs(raw);
  await bench.page.getByRole('button', { name: 'Export plan bytes' }).click();
  await bench.page.getByRole('menuitem', { name: /^Export logical plan/ }).click();
  await expect.poll(() => statSync(raw, { throwIfNoEntry: false })?.size ?? 0).toBeGreaterThan(1000);
  await bench.drop(raw);
  const bytes = new BytesView(bench);
  await bytes.show();
  await bytes.search('p0');
  const selected = bytes.selected(bytes.fields());
  await expect(selected).toContainText('table');
  // Each operator is about three messages: subquery_alias, input, projection.
  const level = async () => Number(await selected.getAttribute('aria-level'));
  await expect.poll(level).toBeGreaterThan(900);
  // Too deep for an indent: the row shows the depth.
  await expect(selected).toContainText(String(await level()));
});

/** A logical plan: a union, field 19, of empty inputs, field 1. */
function wideUnion(inputs: number): Buffer {
  const size: number[] = [];
  for (let left = inputs * 2; left > 0; left >>>= 7) size.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
  return Buffer.concat([Buffer.from([0x9a, 0x01, ...size]), Buffer.alloc(inputs * 2, '0a00', 'hex')]);
}
