import { describe, expect, it } from 'vitest';
import { EngineError } from '../index';
import { ended, setUp } from './support';

const { session, file } = setUp();

async function failure(sql: string) {
  const status = await ended(session.query(sql));
  expect(status.phase).toBe('failed');
  return status.error;
}

describe('a wrong statement', () => {
  it('gives the position of a syntax error in UTF-16 units', async () => {
    expect(await failure("select '😀', 1 froom t")).toMatchObject({
      code: 'sql_syntax',
      span: { start: { line: 1, column: 22 }, end: { line: 1, column: 23 } },
    });
  });

  it('gives positions of the second statement in the whole text', async () => {
    expect(await failure('select 1;\n\n  select nope from (select 1 as a)')).toMatchObject({
      code: 'column_unknown',
      message: 'There is no column nope.',
      span: { start: { line: 3, column: 10 }, end: { line: 3, column: 14 } },
    });
  });

  it('suggests the quoted name for a column of another case', async () => {
    expect(await failure('select title from (select 1 as "Title")')).toMatchObject({
      code: 'column_unknown',
      hint: 'Write "Title": names with capitals need double quotes.',
    });
  });

  it('suggests similar tables and functions', async () => {
    await ended(session.query('create table flights as select 1 as a'));
    expect(await failure('select * from flihgts')).toMatchObject({
      code: 'table_unknown',
      hint: 'Did you mean flights?',
    });
    expect(await failure('select cuont(1)')).toMatchObject({ code: 'function_unknown' });
  });

  it('is refused if the engine would do harm', async () => {
    expect(await failure('drop function abs')).toMatchObject({ code: 'unsupported_statement' });
    expect(await failure('create function f() returns int return 1')).toMatchObject({
      code: 'unsupported_statement',
    });
    expect((await ended(session.query('select abs(-1)'))).phase).toBe('done');
    expect(await failure('prepare p as drop function abs')).toMatchObject({ code: 'unsupported_statement' });
    expect(await failure('create table before as select 1; drop function abs')).toMatchObject({
      code: 'unsupported_statement',
    });
    expect((await session.tables()).map((table) => table.name)).not.toContain('before');
  });

  it('is an error when empty', async () => {
    expect(await failure(' -- nothing\n')).toMatchObject({ code: 'empty_statement' });
  });

  it('fails while it runs', async () => {
    expect(await failure('select 1 / (value - 5) from generate_series(1, 10)')).toMatchObject({
      code: 'execution_failed',
      message: 'Division by zero.',
    });
  });

  it('survives nesting that would overflow a stack', async () => {
    const deep = `select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`;
    expect(await failure(deep)).toMatchObject({ code: 'sql_syntax' });
    const wide = `select ${Array.from({ length: 1500 }, () => '1 = 2').join(' or ')} as a`;
    expect(await ended(session.query(wide))).toMatchObject({ phase: 'done', rows: 1 });
    for (const [term, operator] of [
      ['1', ' + '],
      ['select 1', ' union all '],
    ] as const) {
      const chain = Array.from({ length: 50_000 }, () => term).join(operator);
      expect(await failure(term === '1' ? `select ${chain}` : chain)).toMatchObject({
        code: 'sql_syntax',
        message: expect.stringContaining('at most 1,000 operators, 2,000 conditions or UNIONs'),
      });
    }
  });
});

describe('the facade', () => {
  it('throws errors with code, message and hint', () => {
    expect(() => session.statements("select 'open")).toThrow(EngineError);
    try {
      session.statements("select 'open");
    } catch (error) {
      expect(error).toMatchObject({ code: 'sql_syntax', span: { start: { line: 1, column: 8 } } });
    }
  });

  it('rejects with cancelled when its signal fires', async () => {
    const path = file('signal.csv', 'a\n1\n');
    const before = AbortSignal.abort();
    await expect(session.openFile(path, {}, before)).rejects.toMatchObject({ code: 'cancelled' });
    const controller = new AbortController();
    const opening = session.explain('select 1', controller.signal);
    controller.abort();
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('splits statements with UTF-16 offsets', () => {
    const sql = "select '😀;' ; -- a\nselect 2;";
    expect(session.statements(sql).map(({ start, end }) => sql.slice(start, end))).toEqual([
      "select '😀;'",
      'select 2',
    ]);
  });
});
