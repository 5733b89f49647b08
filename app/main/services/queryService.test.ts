import { tableFromIPC } from 'apache-arrow';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { QueryStatus } from '../../shared/query';
import { openNativeEngine } from '../engine/nativeEngine';
import { QueryService } from './queryService';

/** Does not end by itself during a test. */
const ENDLESS =
  'SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b WHERE a.value % 7 = b.value';

function service() {
  const engine = openNativeEngine();
  const progressed = vi.fn<(owner: string, status: QueryStatus) => void>();
  const catalogChanged = vi.fn();
  const queries = new QueryService(engine, { progressed, catalogChanged });
  onTestFinished(() => {
    queries.closeAll('w1');
    queries.closeAll('w2');
    engine.close();
  });
  const last = (queryId: string) =>
    progressed.mock.calls.map(([, status]) => status).findLast((status) => status.queryId === queryId);
  const reaches = (queryId: string, ...phases: string[]) =>
    vi.waitFor(() => expect(phases).toContain(last(queryId)?.phase), { timeout: 20_000, interval: 5 });
  return { queries, progressed, catalogChanged, last, reaches };
}

test('a query reports its progress to its owner until it is done, and pages its rows', async () => {
  const { queries, progressed, last, reaches } = service();
  const { queryId } = queries.start('SELECT value, value * 2 AS twice FROM generate_series(1, 5)', 'w1');
  await reaches(queryId, 'done');
  expect(last(queryId)).toMatchObject({ rows: 5, error: null, truncated: null });
  expect(new Set(progressed.mock.calls.map(([owner]) => owner))).toEqual(new Set(['w1']));
  const versions = progressed.mock.calls.map(([, status]) => status.version);
  expect(versions).toEqual([...versions].sort((a, b) => a - b));

  const page = await queries.page(queryId, { offset: 1, limit: 3, columns: [1] });
  expect([...(tableFromIPC(page).getChildAt(0) ?? [])]).toEqual([4n, 6n, 8n]);
  expect(page.byteLength).toBe(page.buffer.byteLength);
});

test('a failed statement has its error in the status', async () => {
  const { queries, last, reaches } = service();
  const { queryId } = queries.start('SELECT nothing_like_it FROM generate_series(1, 2)', 'w1');
  await reaches(queryId, 'failed');
  expect(last(queryId)?.error).toMatchObject({ code: 'column_unknown' });
});

test('cancelling ends a query that would run for hours, and is idempotent', async () => {
  const { queries, progressed, reaches } = service();
  const { queryId } = queries.start(ENDLESS, 'w1');
  queries.cancel(queryId);
  queries.cancel(queryId);
  await reaches(queryId, 'cancelled');
  const cancelled = progressed.mock.calls.filter(([, status]) => status.phase === 'cancelled');
  expect(cancelled).toHaveLength(1);
});

test('a closed query is unknown, and closing it again does nothing', () => {
  const { queries } = service();
  const { queryId } = queries.start(ENDLESS, 'w1');
  queries.close(queryId);
  queries.close(queryId);
  queries.cancel(queryId);
  expect(() => queries.status(queryId)).toThrow(expect.objectContaining({ code: 'query_unknown' }));
});

test('closing a window closes its queries and no others', () => {
  const { queries } = service();
  const mine = queries.start(ENDLESS, 'w1');
  const other = queries.start(ENDLESS, 'w2');
  queries.closeAll('w1');
  expect(() => queries.status(mine.queryId)).toThrow(expect.objectContaining({ code: 'query_unknown' }));
  expect(queries.status(other.queryId).queryId).toBe(other.queryId);
});

test('a statement that creates a view announces the change of the catalog once', async () => {
  const { queries, catalogChanged, reaches } = service();
  const { queryId } = queries.start('CREATE VIEW v AS SELECT 1 AS one', 'w1');
  await reaches(queryId, 'done');
  expect(catalogChanged).toHaveBeenCalledTimes(1);
});
