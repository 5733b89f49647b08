import { describe, expect, it } from 'vitest';
import { ended, rows, setUp } from './support';

const { session, folder, file } = setUp();

async function message(sql: string): Promise<string | null> {
  const status = await ended(session.query(sql));
  expect(status.error).toBeNull();
  return status.message;
}

async function failure(sql: string) {
  return (await ended(session.query(sql))).error;
}

const count = async (sql: string) => (await rows(session, sql)).get(0)?.count;

describe('a change reports what it did', () => {
  it('creating and dropping tables and views', async () => {
    expect(await message('create table m as select 1 as a')).toBe('Table m created in memory.');
    expect(await message('create table if not exists m as select 2 as b')).toBe(
      'm is there already; nothing was done.',
    );
    expect(await failure('create table m as select 1')).toMatchObject({ code: 'table_exists' });
    expect(await message('create view v as select * from m')).toBe('View v created.');
    expect(await failure('drop table v')).toMatchObject({
      code: 'table_unknown',
      hint: 'Write DROP VIEW v.',
    });
    expect(await message('drop view v')).toBe('View v dropped.');
    expect(await failure('drop view v')).toMatchObject({
      code: 'table_unknown',
      message: 'There is no view v.',
    });
    expect(await message('drop table if exists nope')).toBe('There is no table nope; nothing was done.');
    expect(await message('drop table m')).toBe('Table m dropped.');
  });

  it('counting the rows it wrote', async () => {
    await message('create table w (a bigint, b varchar)');
    expect(await count("insert into w values (1, 'x'), (2, 'y')")).toBe(2n);
    expect(await count(`copy w to '${folder}/w.csv'`)).toBe(2n);
    expect((await session.openFile(`${folder}/w.csv`)).columns.map((column) => column.name)).toEqual([
      'a',
      'b',
    ]);
    expect(await count('delete from w where a = 1')).toBe(1n);
    await message('drop table w');
  });

  it('to prepared statements and settings', async () => {
    expect(await message('prepare p(bigint) as select $1 + 1 as x')).toBe('p prepared.');
    expect((await rows(session, 'execute p(41)')).get(0)?.x).toBe(42n);
    expect(await message('deallocate p')).toBe('p deallocated.');
    expect(await failure('set datafusion.execution.batch_size = abc')).toMatchObject({
      code: 'sql_plan',
      message: 'datafusion.execution.batch_size cannot be set to abc.',
    });
    expect(await failure('reset nope')).toMatchObject({ message: 'nope cannot be reset.' });
  });
});

describe('unsupported statements are refused with a clear error', () => {
  it.each([
    ['begin', 'BEGIN is not supported.'],
    ['commit', 'COMMIT is not supported.'],
    ['create index i on f(a)', 'CREATE INDEX is not supported.'],
    ['drop schema public', 'DROP SCHEMA is not supported.'],
    ['set role admin', 'This form of SET is not supported.'],
  ])('%s', async (sql, words) => {
    expect(await failure(sql)).toMatchObject({ code: 'unsupported_statement', message: words });
  });

  it('inserting into an opened file', async () => {
    await session.openFile(file('f.csv', 'a\n1\n'));
    expect(await failure('insert into f values (2)')).toMatchObject({
      code: 'unsupported_statement',
      message: 'Rows cannot be inserted into a table that is an opened file.',
    });
    expect((await rows(session, 'select count(*) as n from f')).get(0)?.n).toBe(1n);
  });
});
