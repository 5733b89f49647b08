import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openNativeEngine } from '../engine/nativeEngine';
import { temporaryFolder } from '../testing/temporary';
import { CatalogService } from './catalogService';

function service() {
  const engine = openNativeEngine();
  onTestFinished(() => engine.close());
  const folder = temporaryFolder();
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return { catalog: new CatalogService(engine), write, folder };
}

test('files become tables, plans are sorted out, and one failure does not stop the rest', async () => {
  const { catalog, write, folder } = service();
  const good = write('Good Rows.csv', 'a,b\n1,x\n');
  const plan = write('saved.DFPLAN', 'PK');
  const missing = join(folder, 'missing.csv');
  const json = write('lines.json', '{"n": 1}\n{"n": 2}\n');

  const outcome = await catalog.open([good, missing, plan, json]);

  expect(outcome.tables.map((table) => [table.name, table.path])).toEqual([
    ['good_rows', good],
    ['lines', json],
  ]);
  expect(outcome.plans).toEqual([plan]);
  expect(outcome.failures).toMatchObject([{ path: missing, error: { code: 'file_missing' } }]);
});

test('conflicting names are numbered in the order of the paths', async () => {
  const { catalog, write } = service();
  const paths = ['t.csv', 't.json', 't.tsv'].map((name) =>
    write(name, name.endsWith('json') ? '[{"a":1}]' : 'a\n1\n'),
  );
  const { tables } = await catalog.open(paths);
  expect(tables.map((table) => table.name)).toEqual(['t', 't_2', 't_3']);
});

test('a reopened file is read again, and stays one table under its given name', async () => {
  const { catalog, write } = service();
  const heard = vi.fn();
  const path = write('once.csv', 'a\n1\n');
  await catalog.open([path], { name: 'Mine' });
  write('once.csv', 'b,a\nx,1\ny,2\n');
  catalog.onChanged(heard);
  const { tables } = await catalog.open([path]);
  expect(tables).toMatchObject([{ name: 'Mine', bytes: 12, columns: [{ name: 'b' }, { name: 'a' }] }]);
  expect(await catalog.list()).toEqual(tables);
  expect(heard).toHaveBeenCalledExactlyOnceWith(tables);
});

test('a file that can no longer be read is reported, and its table stays as it was', async () => {
  const { catalog, write } = service();
  const path = write('once.csv', 'a\n1\n');
  const { tables } = await catalog.open([path]);
  write('once.csv', '');
  expect((await catalog.open([path])).failures).toMatchObject([{ path, error: { code: 'file_empty' } }]);
  expect(await catalog.list()).toEqual(tables);
});

test('a name is for a single file', async () => {
  const { catalog, write } = service();
  const path = write('x.csv', 'a\n1\n');
  await expect(catalog.open([path, path], { name: 'mine' })).rejects.toMatchObject({
    code: 'invalid_request',
  });
  expect((await catalog.open([path], { name: 'mine' })).tables[0]?.name).toBe('mine');
});

test('opening and removing are announced with the current tables', async () => {
  const { catalog, write } = service();
  const heard = vi.fn();
  const stop = catalog.onChanged((tables) => heard(tables.map((table) => table.name)));
  await catalog.open([write('a.csv', 'a\n1\n')]);
  await catalog.remove('a');
  stop();
  await catalog.open([write('b.csv', 'a\n1\n')]);
  expect(heard.mock.calls).toEqual([[['a']], [[]]]);
});

test('removing a table that does not exist is an error', async () => {
  const { catalog } = service();
  await expect(catalog.remove('nothing')).rejects.toMatchObject({ code: 'table_unknown' });
});

test('a removed view is re-created by its statement, and nothing else is run', async () => {
  const { catalog } = service();
  const sql = 'CREATE VIEW "My View" AS SELECT 1 AS a';
  await catalog.define(sql);
  const [view] = await catalog.list();
  expect(view).toMatchObject({ name: 'My View', origin: 'view' });
  await catalog.remove('My View');
  const changed = vi.fn();
  catalog.onChanged(changed);
  await catalog.define(view?.definition ?? '');
  expect(changed).toHaveBeenCalledExactlyOnceWith([view]);

  for (const other of ['DROP VIEW "My View"', `${sql}; DROP VIEW "My View"`, 'CREATE TABLE t AS SELECT 1']) {
    await expect(catalog.define(other)).rejects.toMatchObject({ code: 'workspace_damaged' });
  }
  expect(await catalog.list()).toHaveLength(1);
});

test('a folder of different tables is not opened, but each table can be', async () => {
  const { catalog, write, folder } = service();
  write('a.csv', 'x\n1\n');
  write('b.csv', 'x,y,z\n1,2,3\n');
  const outcome = await catalog.open([folder]);
  expect(outcome).toMatchObject({ tables: [], failures: [] });
  expect(outcome.folders).toMatchObject([
    {
      path: folder,
      oneFormat: true,
      faults: [],
      tables: [
        { name: 'a', path: join(folder, 'a.csv'), format: 'csv', files: 1, bytes: 4, columns: ['x'] },
        { name: 'b', columns: ['x', 'y', 'z'] },
      ],
    },
  ]);
  const whole = await catalog.open([folder], { options: { format: 'csv' } });
  expect(whole.tables[0]?.columns.map(({ name }) => name)).toEqual(['x', 'y', 'z']);
  // It is a table now: reopening it needs no choice.
  expect((await catalog.open([folder])).tables).toHaveLength(1);
});

test('options of a table stay when its file is reopened, and are replaced by new ones', async () => {
  const { catalog, write } = service();
  const path = write('once.csv', '1;2\n');
  await catalog.open([path], { options: { delimiter: ';', has_header: 'false' } });
  const [again] = (await catalog.open([path])).tables;
  expect(again?.options).toEqual({ delimiter: ';', has_header: 'false' });
  expect(again?.columns).toHaveLength(2);
  const other = await catalog.reopen('once', { delimiter: ',', has_header: 'false' });
  expect(other.columns).toHaveLength(1);
  await expect(catalog.reopen('once', { delimeter: ';' })).rejects.toMatchObject({
    code: 'invalid_request',
    hint: 'Did you mean delimiter?',
  });
  expect(await catalog.list()).toEqual([other]);
  await expect(catalog.reopen('nothing', {})).rejects.toMatchObject({ code: 'table_unknown' });
});

test('a preview shows rows as the options read them, and opens nothing', async () => {
  const { catalog, write } = service();
  const path = write('x.csv', 'id;note\n1;NA\n');
  const preview = await catalog.preview(path, {
    name: 't',
    options: { null_text: 'NA', column_types: 'id INT' },
  });
  expect(preview.rows).toEqual([['1', null]]);
  expect(preview.columns.map((column) => column.type)).toEqual(['Int32', 'Utf8']);
  expect(preview.found).toMatchObject({ delimiter: ';', has_header: 'true' });
  expect(preview.statement).toContain('CREATE EXTERNAL TABLE t');
  await expect(catalog.preview(path, { options: { encoding: 'none' } })).rejects.toMatchObject({
    code: 'invalid_request',
  });
  expect(await catalog.list()).toEqual([]);
});
