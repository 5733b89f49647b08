import { copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';

const samples = join(__dirname, '../dist/samples');

test('dropped files become tables named after them, with their columns in the side bar', async ({
  bench,
  folder,
}) => {
  const csv = join(folder, '2024 Sales-Report.csv');
  writeFileSync(csv, 'id,amount\n1,2.5\n2,3.5\n');
  const array = join(folder, 'people.json');
  writeFileSync(array, '[{"name": "Ada", "born": 1815}, {"name": "Grace", "born": 1906}]');
  const lines = join(folder, 'events.jsonl');
  writeFileSync(lines, '{"at": 1, "kind": "start"}\n{"at": 2, "kind": "stop"}\n');
  await bench.drop(csv, array, lines);

  await expect(bench.table('t_2024_sales_report')).toBeVisible();
  await expect(bench.table('people')).toBeVisible();
  await expect(bench.table('events')).toBeVisible();
  await bench.table('people').getByRole('button', { name: 'Columns of people', exact: true }).click();
  await expect(bench.tables().getByRole('row', { name: /^born/ })).toContainText('i64');

  await bench.query('SELECT sum(amount) AS total FROM t_2024_sales_report');
  expect(await bench.rows()).toEqual([['6.0']]);
  await bench.query('SELECT name, born FROM people ORDER BY born');
  expect(await bench.rows()).toEqual([
    ['Ada', '1,815'],
    ['Grace', '1,906'],
  ]);
  await bench.query('SELECT kind FROM events ORDER BY at');
  expect(await bench.rows()).toEqual([['start'], ['stop']]);
});

test('a file that is dropped again is read again', async ({ bench, folder }) => {
  const path = join(folder, 'pairs.csv');
  writeFileSync(path, 'a,b\n1,one\n');
  await bench.drop(path);
  await bench.query('SELECT a, b FROM pairs');
  expect(await bench.rows()).toEqual([['1', 'one']]);

  writeFileSync(path, 'b,a,c\ntwo,2,x\nthree,3,y\n');
  await bench.table('pairs').getByRole('button', { name: 'Columns of pairs' }).click();
  await bench.drop(path);
  await expect(bench.tables().getByRole('row', { name: /^c/ })).toBeVisible();
  await bench.query('SELECT a, b FROM pairs ORDER BY a');
  expect(await bench.rows()).toEqual([
    ['2', 'two'],
    ['3', 'three'],
  ]);
});

test('a drop works if the element under the pointer was removed meanwhile', async ({ bench, folder }) => {
  const foreign = join(folder, 'letter.dfplan');
  writeFileSync(foreign, 'a letter to my landlord, long enough to be looked at');
  const rides = join(folder, 'rides.csv');
  writeFileSync(rides, 'id\n1\n');
  await bench.drop(foreign);
  await expect(bench.savedPlan().getByRole('alert')).toBeVisible();
  const drag = await bench.drag(rides);
  // The element under the pointer at the drop is one that is not redrawn.
  await expect(bench.page.getByTestId('drop-overlay')).toHaveCSS('pointer-events', 'auto');
  await bench.command('w');
  await expect(bench.savedPlan()).toHaveCount(0);
  await drag.drop();
  await expect(bench.page.getByTestId('drop-overlay')).toHaveCount(0);
  await expect(bench.table('rides')).toBeVisible();
});

test('files that are dragged out again leave the window unchanged', async ({ bench, folder }) => {
  const overlay = bench.page.getByTestId('drop-overlay');
  const drag = await bench.drag(join(folder, 'rides.csv'));
  await expect(overlay).toContainText('Drop to open');
  await drag.cancel();
  await bench.page.mouse.move(400, 300);
  await expect(overlay).toHaveCount(0);
  await bench.type('SELECT 42 AS answer');
  await bench.command('Enter');
  await bench.ended();
  expect(await bench.rows()).toEqual([['42']]);
});

test('File > Open opens a file, and removing its table can be undone', async ({ bench, folder }) => {
  const file = join(folder, 'rides.parquet');
  copyFileSync(join(samples, 'flights-3m.parquet'), file);
  await bench.pick(file);
  await bench.menu('File', 'Open files…');
  await expect(bench.table('rides')).toContainText('3.0 M');

  await bench.table('rides').click();
  await bench.page.keyboard.press('Delete');
  await expect(bench.table('rides')).toHaveCount(0);
  await bench.notices().getByRole('button', { name: 'Undo' }).click();
  await expect(bench.table('rides')).toBeVisible();
});

test('files named on the command line are opened', async ({ open, folder }) => {
  const file = join(folder, 'colours.csv');
  writeFileSync(file, 'name\nred\ngreen\n');
  const { bench } = await open({ files: [file] });
  await expect(bench.table('colours')).toBeVisible();
  await bench.query('SELECT count(*) AS n FROM colours');
  expect(await bench.rows()).toEqual([['2']]);
});

test('a file whose lines do not fit together is refused with the line', async ({ bench, folder }) => {
  const uneven = join(folder, 'uneven.csv');
  writeFileSync(uneven, 'a,b,c\n1,2,3\n1,2\n');
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, '[{"a": 1}, {"a"');
  await bench.drop(uneven, broken);
  const notice = (title: string) => bench.notices().getByRole('alertdialog', { name: title });
  await expect(notice('uneven.csv was not opened')).toContainText(
    'Expected 3 records, found 2 records at line 3.',
  );
  await expect(notice('broken.json was not opened')).toContainText('expected a colon, but the text ends');
});

test('a missing, an empty, a truncated and a foreign file each give one clear error', async ({
  bench,
  folder,
}) => {
  const empty = join(folder, 'empty.csv');
  writeFileSync(empty, '');
  const truncated = join(folder, 'truncated.parquet');
  copyFileSync(join(samples, 'flights-3m.parquet'), truncated);
  truncateSync(truncated, 100_000);
  const foreign = join(folder, 'picture.png');
  writeFileSync(foreign, Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  for (const [path, code] of [
    [join(folder, 'missing.csv'), 'file_missing'],
    [empty, 'file_empty'],
    [truncated, 'file_damaged'],
    [foreign, 'file_format_unknown'],
  ] as const) {
    await bench.pick(path);
    await bench.sideBar().getByRole('button', { name: 'Open files' }).click();
    await expect(bench.notices()).toContainText(code);
  }
  // The session still works.
  await bench.query('SELECT count(*) AS n FROM airports');
  expect(await bench.rows()).toEqual([['3,376']]);
});
