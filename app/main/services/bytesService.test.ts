import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bytesSummary, wireField } from '../../shared/bytes';
import { openNativeEngine } from '../engine/nativeEngine';
import { temporaryFolder } from '../testing/temporary';
import { BytesService } from './bytesService';

/** A service, and the file of an optimized plan over a table of two columns. */
async function service() {
  const engine = openNativeEngine();
  onTestFinished(() => engine.close());
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'data.csv'), 'a,b\n3,x\n1,y\n');
  await engine.openFile(join(folder, 'data.csv'), { name: 't' });
  const plan = join(folder, 'plan.pb');
  writeFileSync(plan, await engine.planBytes('SELECT abs(a) FROM t ORDER BY b', 'optimized'));
  return { bytes: new BytesService(engine), engine, folder, plan };
}

test('bytes are returned in parts, and lead to their field and node', async () => {
  const { bytes, engine, plan } = await service();
  const { bytesId, summary } = await bytes.start(plan, undefined, 'w');
  const file = readFileSync(plan);
  expect(bytesSummary.parse(summary)).toEqual(summary);
  const shown = await engine.inspectPlan(plan);
  expect(summary).toMatchObject({ bytes: file.length, sha256: shown.sha256, kind: shown.kind, error: null });
  expect(summary.nodes.map(({ id }) => id).sort()).toEqual(shown.stage.nodes.map(({ id }) => id).sort());
  expect(summary.nodes.reduce((sum, { ownBytes }) => sum + ownBytes, 0)).toBe(file.length);

  const slice = await bytes.slice(bytesId, 10, 20);
  expect(Buffer.from(slice)).toEqual(file.subarray(10, 30));
  expect(slice.buffer.byteLength).toBe(20);
  const at = (await bytes.find(bytesId, new TextEncoder().encode('abs'), 0)) ?? -1;
  expect(at).toBe(file.indexOf('abs'));
  const chain = await bytes.locate(bytesId, at, at + 3);
  expect(chain.map((field) => wireField.parse(field))).toEqual(chain);
  expect(chain.at(-1)).toMatchObject({ name: 'fun_name', value: '"abs"' });
  const holder = chain.slice(0, -1).map(({ start }) => start);
  const { fields } = await bytes.children(bytesId, holder, 0, 100);
  expect(fields.map(({ name }) => name)).toContain('fun_name');
});

test('bytes that cannot be decoded are opened at the fault', async () => {
  const { bytes, plan } = await service();
  truncateSync(plan, 60);
  const { summary } = await bytes.start(plan, undefined, 'w');
  expect(summary.error?.code).toBe('plan_file_damaged');
  expect(summary.kind).toBe('optimized');
  expect(summary.fault).toMatchObject({ end: 60, found: expect.stringContaining('the bytes end') });
});

test('bytes are closed with their window', async () => {
  const { bytes, plan } = await service();
  const { bytesId } = await bytes.start(plan, undefined, 'w');
  await bytes.start(plan, undefined, 'other');
  bytes.closeAll('w');
  expect(bytes.open).toBe(1);
  await expect(async () => bytes.locate(bytesId, 0, 1)).rejects.toMatchObject({ code: 'invalid_request' });
});
