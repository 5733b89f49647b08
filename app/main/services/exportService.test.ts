import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { EXPORT_FORMATS, type ExportFormat, exportExtension } from '../../shared/rowExport';
import { openNativeEngine } from '../engine/nativeEngine';
import { temporaryFolder } from '../testing/temporary';
import { canMount, tinyDisk } from '../testing/tinyDisk';
import { ExportService } from './exportService';
import { hasEnded, QueryService } from './queryService';

/** A session with a result of `sql`, of which at most `rowLimit` rows are stored. */
async function service(sql: string, rowLimit?: number) {
  const engine = openNativeEngine();
  const queries = new QueryService(engine, { progressed: vi.fn(), catalogChanged: vi.fn() });
  const progressed = vi.fn();
  const exports = new ExportService(engine, queries, progressed);
  onTestFinished(() => {
    queries.closeAll('w');
    engine.close();
  });
  const { queryId } = queries.adopt(engine.query(sql, rowLimit ? { rowLimit } : {}), 'w');
  await vi.waitUntil(() => hasEnded(queries.status(queryId)), { timeout: 20_000 });
  const controller = new AbortController();
  const call = { signal: controller.signal, commit: vi.fn() };
  const exportId = crypto.randomUUID();
  const write = (
    path: string,
    format: ExportFormat = 'csv',
    options: Record<string, string> = {},
    what: 'stored' | 'again' = 'stored',
  ) => exports.export({ exportId, queryId, what, format, options }, path, call);
  return { engine, exportId, progressed, write, call, cancel: () => controller.abort() };
}

const NUMBERS = "SELECT value AS n, 'text ' || value AS t, value % 3 AS part FROM generate_series(1, 1000)";

test('what is stored is written, or all of it by running the statement again', async () => {
  const folder = temporaryFolder();
  const { write, call } = await service(NUMBERS, 10);
  const path = join(folder, 'out.csv');
  writeFileSync(path, 'before');
  const stored = await write(path);
  expect(stored).toMatchObject({ path, rows: 10, bytes: statSync(path).size });
  expect(call.commit).toHaveBeenCalledOnce();
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines.slice(0, 3)).toEqual(['n,t,part', '1,text 1,1', '2,text 2,2']);
  expect(await write(path, 'csv', {}, 'again')).toMatchObject({ rows: 1000 });
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(1002);
  expect(readdirSync(folder)).toEqual(['out.csv']);
});

test('every format and compression that the dialog offers is written', async () => {
  const folder = temporaryFolder();
  const { write, engine } = await service(NUMBERS);
  for (const [id, { compressions, partitions }] of Object.entries(EXPORT_FORMATS)) {
    const format = id as ExportFormat;
    for (const compression of compressions.length > 0 ? compressions : [undefined]) {
      const options: Record<string, string> = compression ? { compression } : {};
      const path = join(folder, `${compression ?? 'plain'}.${exportExtension(format, options)}`);
      expect(await write(path, format, options), path).toMatchObject({ rows: 1000 });
      if (['csv', 'tsv', 'json', 'ndjson', 'parquet', 'arrow-file'].includes(format)) {
        const table = await engine.openFile(path);
        expect(
          table.columns.map(({ name }) => name),
          path,
        ).toEqual(['n', 't', 'part']);
      }
    }
    const folded = write(join(folder, format), format, { partition_by: 'part' });
    if (partitions) expect(await folded).toMatchObject({ rows: 1000 });
    else await expect(folded).rejects.toMatchObject({ code: 'invalid_request' });
  }
});

test('progress is told, and a cancelled export leaves nothing', async () => {
  const folder = temporaryFolder();
  const { write, cancel, progressed, exportId } = await service(
    'SELECT value FROM generate_series(1, 100000000000)',
    10,
  );
  const writing = write(join(folder, 'endless.csv'), 'csv', {}, 'again');
  await vi.waitUntil(() => progressed.mock.calls.length > 1, { timeout: 20_000 });
  expect(progressed.mock.lastCall?.[0]).toEqual({
    exportId,
    rows: expect.any(Number),
    bytes: expect.any(Number),
  });
  cancel();
  await expect(writing).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(folder)).toEqual([]);
});

test('a place that cannot be written is one error', async () => {
  const folder = temporaryFolder();
  const { write } = await service(NUMBERS);
  await expect(write(join(folder, 'none', 'out.csv'))).rejects.toMatchObject({
    code: 'write_failed',
    message: expect.stringContaining('the folder does not exist'),
  });
  await expect(write(folder)).rejects.toMatchObject({
    code: 'write_failed',
    message: expect.stringContaining('it is a folder'),
  });
});

test.skipIf(!canMount)('a full disk keeps the file that was there', async () => {
  const disk = tinyDisk(64);
  onTestFinished(disk.remove);
  const { write } = await service('SELECT value, random() AS noise FROM generate_series(1, 50000)');
  for (const format of ['csv', 'parquet', 'xlsx'] as const) {
    const path = join(disk.path, 'out');
    writeFileSync(path, 'before');
    await expect(write(path, format), format).rejects.toMatchObject({
      code: 'write_failed',
      message: expect.stringContaining('the disk is full'),
    });
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(disk.path)).toEqual(['out']);
  }
});
