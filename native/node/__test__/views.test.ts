import { tableFromIPC } from 'apache-arrow';
import { expect, onTestFinished, test } from 'vitest';
import type { Query } from '../index';
import { ended, setUp } from './support';

const { session } = setUp();

const SQL = `SELECT value AS n, value % 1000 AS k, concat('Row ', value) AS t FROM generate_series(1, 60000) ORDER BY n`;

async function run(limits = {}): Promise<Query> {
  const query = session.query(SQL, limits);
  onTestFinished(() => query.close());
  await ended(query);
  return query;
}

async function numbers(query: Query, viewId: string, offset: number, limit: number): Promise<number[]> {
  const table = tableFromIPC(await query.page({ offset, limit, columns: [0], viewId }));
  return [...(table.getChildAt(0) ?? [])].map(Number);
}

test('a result on disk is sorted, filtered and searched without running its query again', async () => {
  const query = await run({ memoryLimit: 65_536 });
  const { memoryRows, diskBytes, rows } = query.status();
  expect(rows).toBe(60_000);
  expect(memoryRows).toBeLessThan(rows);
  expect(diskBytes).toBeGreaterThan(100_000);
  const view = await query.view({
    sort: [{ column: 1, descending: true, nullsFirst: false }],
    filter: [{ column: 0, op: 'between', values: ['1000', '2999'] }],
  });
  expect(view.rows).toBe(2_000);
  expect(await numbers(query, view.viewId, 0, 4)).toEqual([1999, 2999, 1998, 2998]);
  expect(await numbers(query, view.viewId, 1_998, 10)).toEqual([1000, 2000]);
  const found = await query.find({ viewId: view.viewId, text: 'row 19' });
  expect(found.rows).toBe(100);
  expect(await query.nextMatch({ findId: found.findId, row: 0 })).toEqual({ index: 1, row: 2, column: 2 });
  expect(query.viewProgress()).toEqual({ read: 60_000, total: 60_000 });
  query.closeView(view.viewId);
  query.closeView(view.viewId);
  await expect(numbers(query, view.viewId, 0, 1)).rejects.toMatchObject({ code: 'invalid_request' });
});

test('a result pauses at its limit and loads more', async () => {
  const query = session.query(SQL, { rowLimit: 1_000, atLimit: 'pause' });
  onTestFinished(() => query.close());
  const reached = async (phase: string, rows: number) => {
    let status = query.status();
    while (status.phase !== phase || status.rows !== rows) status = await query.changed(status.version);
    return status;
  };
  expect(await reached('paused', 1_000)).toMatchObject({ truncated: { reason: 'rows', limit: 1_000 } });
  query.loadMore({ rows: 500 });
  await reached('paused', 1_500);
  query.loadMore();
  expect(await reached('done', 60_000)).toMatchObject({ truncated: null });
});

test('a view that is given up ends at once, and the result stays', async () => {
  const query = await run();
  const controller = new AbortController();
  const view = query.view({ find: 'nothing like it' }, controller.signal);
  controller.abort();
  await expect(view).rejects.toMatchObject({ code: 'cancelled' });
  expect((await query.view({ find: '59999' })).rows).toBe(1);
  await expect(query.view({ filter: [{ column: 0, op: 'equals', values: ['x'] }] })).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('column n'),
  });
});
