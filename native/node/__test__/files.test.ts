import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { ended, rows, setUp } from './support';

const { session, folder, file } = setUp();

async function sum(name: string): Promise<unknown> {
  return (await rows(session, `select sum(a) as s from "${name}"`)).get(0)?.s;
}

describe('a file opens', () => {
  it.each([
    ['plain.csv', 'a,b\n1,x\n2,y\n', 'csv'],
    ['semi.csv', 'a;b\n1;x\n2;y\n', 'csv'],
    ['tabs.tsv', 'a\tb\n1\tx\n2\ty\n', 'csv'],
    ['array.json', ' [{"a":1},\n {"a":2}]', 'json'],
    ['lines.json', '{"a":1}\n{"a":2}\n', 'ndjson'],
    ['lines.ndjson', '{"a":1}\n{"a":2}', 'ndjson'],
    ['packed.csv.gz', gzipSync('a\n1\n2\n'), 'csv'],
    ['packed.json.gz', gzipSync('[{"a":1},{"a":2}]'), 'json'],
    ['file.arrow', tableToIPC(tableFromArrays({ a: Int32Array.of(1, 2) }), 'file'), 'arrow'],
    ['stream.arrows', tableToIPC(tableFromArrays({ a: Int32Array.of(1, 2) }), 'stream'), 'arrow'],
    ['mark.csv', '\ufeffa,b\n1,x\n2,y\n', 'csv'],
    ['mark.json', '\ufeff[{"a":1},{"a":2}]', 'json'],
    ['mark.ndjson', '\ufeff{"a":1}\n{"a":2}\n', 'ndjson'],
  ] as const)('%s', async (name, data, format) => {
    const table = await session.openFile(file(name, data));
    const known = format === 'arrow' ? 2 : null;
    expect(table).toMatchObject({ origin: 'file', format, path: join(folder, name), rows: known });
    expect(await sum(table.name)).toBe(3n);
  });

  it.each([
    'with space.csv',
    '100%41.csv',
    'hash#tag.csv',
    'what?.csv',
    'star*.csv',
    '[a].csv',
    'größe 😀.csv',
    'quo\'te".csv',
  ])('by its literal path: %s', async (name) => {
    const table = await session.openFile(file(name, 'a\n3\n'));
    expect(await sum(table.name)).toBe(3n);
  });

  it('under its default name, twice under the same name, again when it changed', async () => {
    const path = file('2024 Sales-X.csv', 'a\n1\n');
    expect((await session.openFile(path)).name).toBe('t_2024_sales_x');
    writeFileSync(path, 'a\n1\n41\n');
    expect((await session.openFile(path)).name).toBe('t_2024_sales_x');
    expect(await sum('t_2024_sales_x')).toBe(42n);
    mkdirSync(join(folder, 'other'));
    expect((await session.openFile(file('other/2024 Sales-X.csv', 'a\n1\n'))).name).toBe('t_2024_sales_x_2');
    await expect(session.openFile(path, { name: 't_2024_sales_x' })).rejects.toMatchObject({
      code: 'table_exists',
    });
    expect((await session.openFile(path, { name: 'My Sales' })).name).toBe('My Sales');
    expect(await session.removeTable('My Sales')).toBe(true);
    expect(await session.removeTable('My Sales')).toBe(false);
  });

  it('as a folder and by a pattern', async () => {
    mkdirSync(join(folder, 'parts'));
    file('parts/1.csv', 'a\n1\n');
    file('parts/2.csv', 'a\n2\n');
    file('parts/_SUCCESS', '');
    expect(await sum((await session.openFile(join(folder, 'parts'))).name)).toBe(3n);
    expect(
      await sum((await session.openFile(join(folder, 'parts', '*.csv'), { name: 'pattern' })).name),
    ).toBe(3n);
  });

  it('with columns from the names of its folders', async () => {
    for (const [year, a] of [
      ['2023', '1'],
      ['2024', '2'],
    ]) {
      mkdirSync(join(folder, 'divided', `year=${year}`, 'kind=x y'), { recursive: true });
      file(`divided/year=${year}/kind=x y/part.csv`, `a\n${a}\n`);
    }
    const table = await session.openFile(join(folder, 'divided'));
    expect(table.columns.map((column) => column.name)).toEqual(['a', 'year', 'kind']);
    expect((await rows(session, "select sum(a) as s from divided where year = '2024'")).get(0)?.s).toBe(2n);
    const found = await rows(session, 'select distinct kind from divided');
    expect(found.toArray().map((row) => row.kind)).toEqual(['x y']);
    mkdirSync(join(folder, 'divided', 'year=2025', 'kind=z'), { recursive: true });
    file('divided/year=2025/kind=z/part.csv', 'a\n40\n');
    await session.openFile(join(folder, 'divided'));
    expect(await sum('divided')).toBe(43n);
  });

  it('with options of its format', async () => {
    const path = file('odd.csv', '1:x\n2:y\n');
    const table = await session.openFile(path, { options: { delimiter: ':', has_header: 'false' } });
    expect(table.columns.map((column) => column.shortType)).toEqual(['i64', 'str']);
  });

  it('larger than one read when it is a JSON array', async () => {
    const many = Array.from({ length: 20_000 }, (_, a) => ({ a, text: `row number ${a} of the array` }));
    const table = await session.openFile(file('large.json', JSON.stringify(many)));
    expect(await sum(table.name)).toBe(199_990_000n);
  });
});

describe('a bad file is one clear error', () => {
  const parquet = Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(64, 7)]);
  const arrow = tableToIPC(tableFromArrays({ a: Int32Array.of(1, 2) }), 'file');
  it.each([
    ['empty.csv', '', 'file_empty'],
    ['blank.json', ' \n \n', 'file_empty'],
    ['short.parquet', parquet, 'file_damaged'],
    ['text.parquet', 'hello', 'file_damaged'],
    ['short.arrow', arrow.slice(0, arrow.length - 20), 'file_damaged'],
    ['open.json', '[{"a":1},{"a"', 'file_damaged'],
    ['words.json', 'hello', 'file_damaged'],
    ['picture.csv', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'file_damaged'],
    ['unknown.xyz', 'hello', 'file_format_unknown'],
    ['broken.csv.gz', gzipSync('a\n1\n').subarray(0, 12), 'file_damaged'],
    ['ragged.csv', 'a,b\n1,2\n1,2,3\n', 'file_mismatch'],
  ] as const)('%s', async (name, data, code) => {
    const path = file(name, data);
    await expect(session.openFile(path)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(path),
      hint: expect.any(String),
    });
  });

  it('when it is missing, or a folder without data', async () => {
    await expect(session.openFile(join(folder, 'nowhere.csv'))).rejects.toMatchObject({
      code: 'file_missing',
    });
    mkdirSync(join(folder, 'hollow'));
    await expect(session.openFile(join(folder, 'hollow'))).rejects.toMatchObject({ code: 'file_empty' });
  });
});

async function run(sql: string): Promise<void> {
  expect(await ended(session.query(sql))).toMatchObject({ phase: 'done', error: null });
}

describe('tables', () => {
  it('have the statements that re-create views and external tables', async () => {
    const path = file('ext.csv', 'a\n5\n');
    await run(
      `create external table ext stored as csv location '${path}' options ('format.has_header' 'true')`,
    );
    await run('create view "My View" as select a from ext');
    await run('create table kept as select 1 as a');
    const tables = await session.tables();
    const found = (name: string) => tables.find((table) => table.name === name);
    expect(found('kept')).toMatchObject({ origin: 'memory', definition: null });
    const view = found('My View');
    const external = found('ext');
    expect([view?.origin, external?.origin]).toEqual(['view', 'external']);
    await session.removeTable('My View');
    await session.removeTable('ext');
    await run(`${external?.definition}; ${view?.definition}`);
    expect(await sum('My View')).toBe(5n);
  });
});
