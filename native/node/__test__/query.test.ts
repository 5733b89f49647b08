import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { ended, rows, setUp } from './support';

const { session } = setUp();

describe('a query', () => {
  it('has rows, columns and a stopped clock', async () => {
    const query = session.query('select 1 as a, cast(9007199254740993 as bigint) as b');
    const status = await ended(query);
    expect(status).toMatchObject({ phase: 'done', rows: 1, truncated: null, error: null });
    expect(status.columns?.map((column) => [column.name, column.shortType])).toEqual([
      ['a', 'i64'],
      ['b', 'i64'],
    ]);
    expect(query.status().elapsedMs).toBe(status.elapsedMs);
    const table = tableFromIPC(await query.page({ offset: 0, limit: 10 }));
    expect(table.getChild('b')?.get(0)).toBe(9007199254740993n);
    query.close();
  });

  it('runs several statements in order and keeps the rows of the last', async () => {
    const status = await ended(session.query('create table t as values (1), (2); select count(*) from t'));
    expect(status).toMatchObject({
      phase: 'done',
      rows: 1,
      catalogChanged: true,
      statement: { index: 1, count: 2 },
    });
    expect((await rows(session, 'select count(*) as n from t')).get(0)?.n).toBe(2n);
    const dropped = await ended(session.query('drop table t'));
    expect(dropped).toMatchObject({ phase: 'done', message: 'Table t dropped.', columns: null });
  });

  it('pages any range across batches, by column', async () => {
    const query = session.query(
      'select value as n, value * 2 as m from generate_series(0, 99999) order by n',
    );
    await ended(query);
    const page = tableFromIPC(await query.page({ offset: 65_530, limit: 12, columns: [1] }));
    expect(page.schema.fields.map((field) => field.name)).toEqual(['m']);
    expect([...(page.getChild('m') ?? [])]).toEqual(
      Array.from({ length: 12 }, (_, i) => BigInt((65_530 + i) * 2)),
    );
    const beyond = tableFromIPC(await query.page({ offset: 1_000_000, limit: 5 }));
    expect([beyond.numRows, beyond.schema.fields.length]).toEqual([0, 2]);
    await expect(query.page({ offset: 0, limit: 1, columns: [7] })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    query.close();
    await expect(query.page({ offset: 0, limit: 1 })).rejects.toMatchObject({ code: 'query_unknown' });
  });

  it('stops at the row limit and reports it', async () => {
    const query = session.query('select * from generate_series(1, 1000000)', { rowLimit: 1000 });
    const status = await ended(query);
    expect(status).toMatchObject({ phase: 'done', rows: 1000, truncated: { reason: 'rows', limit: 1000 } });
    query.close();
  });

  it('stops at the byte limit and reports it', async () => {
    const query = session.query('select * from generate_series(1, 10000000)', { byteLimit: 1 << 20 });
    const status = await ended(query);
    expect(status).toMatchObject({ phase: 'done', truncated: { reason: 'bytes', limit: 1 << 20 } });
    expect(status.rows).toBeLessThan(1_000_000);
    query.close();
  });

  it('is complete if it ends exactly at a limit', async () => {
    const sql = 'select * from generate_series(1, 1000)';
    const first = await ended(session.query(sql));
    const again = session.query(sql, { rowLimit: 1000, byteLimit: first.bytes });
    expect(await ended(again)).toMatchObject({ phase: 'done', rows: 1000, truncated: null });
    again.close();
  });

  it('is cancelled at once and keeps its rows', async () => {
    // Expensive rows, so that the row limit does not end it first.
    const query = session.query(
      "select sha512(concat(a.value, repeat('x', 2000))) from generate_series(1, 100000) a cross join generate_series(1, 100000) b",
    );
    let status = query.status();
    while (status.rows === 0) status = await query.changed(status.version);
    query.cancel();
    const cancelled = query.status();
    expect(cancelled).toMatchObject({ phase: 'cancelled', error: null });
    expect(tableFromIPC(await query.page({ offset: 0, limit: 3 })).numRows).toBe(3);
    query.cancel();
    query.close();
    expect(query.status().elapsedMs).toBe(cancelled.elapsedMs);
  });

  it('frees its threads when a join of many matches is cancelled', async () => {
    await ended(
      session.query('create table many as select value % 10 as k from generate_series(1, 2000000)'),
    );
    const query = session.query('select count(*) from many a join many b on a.k = b.k');
    let status = query.status();
    while (status.phase === 'planning') status = await query.changed(status.version);
    await new Promise((resolve) => setTimeout(resolve, 300));
    query.cancel();
    // Would wait for the whole join, hours here, if its operators never yielded.
    expect((await rows(session, 'select count(*) as n from many')).get(0)?.n).toBe(2_000_000n);
    await ended(session.query('drop table many'));
  });

  it('is cancelled while it is planned', async () => {
    const query = session.query(
      `select ${Array.from({ length: 3000 }, (_, i) => `value = ${i}`).join(' or ')} from generate_series(1, 2)`,
    );
    query.cancel();
    expect(await query.changed(0)).toMatchObject({ phase: 'cancelled', columns: null });
  });

  it('may have no columns and no rows', async () => {
    expect((await rows(session, 'select 1 as a where false')).numRows).toBe(0);
    expect((await ended(session.query('set datafusion.execution.batch_size = 8192'))).message).toContain(
      '8192',
    );
  });
});

describe('plans', () => {
  it('show their stages, and metrics once run', async () => {
    const explained = await session.explain('select count(*) from generate_series(1, 1000) where value > 5');
    expect(explained.stages.map((stage) => stage.id)).toEqual(['initial', 'optimized', 'physical']);
    const query = session.query('select count(*) from generate_series(1, 1000)');
    await ended(query);
    const stages = (await query.plan()).stages;
    expect(stages.map((stage) => stage.id)).toEqual(['initial', 'optimized', 'physical', 'executed']);
    expect(stages[3]?.nodes[0]?.metrics).not.toBeNull();
    query.close();
  });

  it('of a statement that changes something do not execute it', async () => {
    const explained = await session.explain('create view never as select 1');
    expect(explained.stages.map((stage) => stage.id)).toEqual(['initial']);
    expect((await session.tables()).map((table) => table.name)).not.toContain('never');
  });
});
