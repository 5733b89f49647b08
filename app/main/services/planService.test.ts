import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { PlanSet } from '../../shared/plan';
import { openNativeEngine } from '../engine/nativeEngine';
import { temporaryFolder } from '../testing/temporary';
import { PlanService } from './planService';
import { hasEnded, QueryService } from './queryService';

/** A new session with the table `t` of three rows, unless `bare`. */
async function service({ bare = false, folder = temporaryFolder() } = {}) {
  const engine = openNativeEngine();
  const queries = new QueryService(engine, { progressed: vi.fn(), catalogChanged: vi.fn() });
  onTestFinished(() => {
    queries.closeAll('w');
    engine.close();
  });
  const data = join(folder, '50% of ä.csv');
  if (!bare) {
    writeFileSync(data, 'a,b\n3,x\n1,y\n2,z\n');
    await engine.openFile(data, { name: 't' });
  }
  const ended = (queryId: string) =>
    vi.waitFor(
      () => {
        const status = queries.status(queryId);
        expect(hasEnded(status)).toBe(true);
        return status;
      },
      { timeout: 20_000, interval: 5 },
    );
  const values = async (queryId: string) => {
    const page = tableFromIPC(await queries.page(queryId, { offset: 0, limit: 100, columns: [0] }));
    return [...(page.getChildAt(0) ?? [])];
  };
  return { plans: new PlanService(engine, queries), queries, folder, data, ended, values };
}

const SORTED = 'SELECT a, b FROM t ORDER BY a';

test('a saved plan is inspected and run in another session, with the same rows', async () => {
  const { plans, folder, data } = await service();
  const path = join(folder, 'sorted.dfplan');
  const saved = await plans.save({ sql: SORTED }, path);
  expect(saved).toMatchObject({
    path,
    bytes: statSync(path).size,
    kinds: ['logical', 'optimized', 'physical'],
  });

  const other = await service({ bare: true, folder });
  const shown = await other.plans.inspect(path);
  expect(shown).toMatchObject({ container: 'dfplan', kind: 'optimized', refusal: null, writes: [] });
  expect(shown.manifest?.sql).toBe(SORTED);
  expect(shown.reads.map(({ url }) => decodeURIComponent(url))).toEqual([expect.stringContaining(data)]);

  for (const kind of shown.kinds) {
    const { sha256 } = await other.plans.inspect(path, kind);
    const { queryId } = other.plans.run(path, { kind, sha256 }, 'w');
    expect((await other.ended(queryId)).error).toBeNull();
    expect(await other.values(queryId)).toEqual([1n, 2n, 3n]);
  }
});

test('the plan of a query that ran is saved over an existing file', async () => {
  const { plans, queries, folder, ended } = await service();
  const path = join(folder, 'again.dfplan');
  writeFileSync(path, 'something else');
  const { queryId } = queries.start(SORTED, 'w');
  await ended(queryId);
  await plans.save({ queryId }, path);
  expect((await plans.inspect(path)).manifest?.sql).toBe(SORTED);
  queries.close(queryId);
  await expect(plans.save({ queryId }, path)).rejects.toMatchObject({ code: 'query_unknown' });
});

test('exported bytes equal the plan in the file, and can be opened on their own', async () => {
  const { plans, folder } = await service();
  const path = join(folder, 'bytes.pb');
  const written = await plans.export({ sql: SORTED }, 'optimized', path);
  expect(written).toEqual({ path, bytes: statSync(path).size });
  expect(await plans.inspect(path)).toMatchObject({
    container: 'bytes',
    manifest: null,
    planBytes: written.bytes,
  });
});

test('a path that cannot be written is reported, and nothing is left behind', async () => {
  const { plans, folder } = await service();
  const taken = join(folder, 'folder.dfplan');
  mkdirSync(taken);
  const below = join(folder, '50% of ä.csv', 'p.pb');
  await expect(plans.save({ sql: SORTED }, taken)).rejects.toMatchObject({ code: 'write_failed' });
  await expect(plans.export({ sql: SORTED }, 'logical', taken)).rejects.toMatchObject({
    code: 'write_failed',
  });
  await expect(plans.export({ sql: SORTED }, 'logical', below)).rejects.toMatchObject({
    code: 'write_failed',
  });
});

test('neither saving nor exporting a plan makes folders', async () => {
  const { plans, folder } = await service();
  const missing = join(folder, 'missing');
  const failed = { code: 'write_failed', message: expect.stringContaining(missing) };
  await expect(plans.save({ sql: SORTED }, join(missing, 'p.dfplan'))).rejects.toMatchObject(failed);
  for (const kind of ['logical', 'optimized', 'physical'] as const) {
    await expect(plans.export({ sql: SORTED }, kind, join(missing, 'p.pb'))).rejects.toMatchObject(failed);
  }
  expect(existsSync(missing)).toBe(false);
});

test('other bytes than those that were shown are not run', async () => {
  const { plans, folder, ended } = await service();
  const path = join(folder, 'swapped.dfplan');
  await plans.save({ sql: SORTED }, path);
  const { kind, sha256 } = await plans.inspect(path);
  await plans.save({ sql: 'SELECT 1 AS other' }, path);
  const status = await ended(plans.run(path, { kind, sha256 }, 'w').queryId);
  expect(status).toMatchObject({ phase: 'failed', rows: 0 });
  expect(status.error?.message).toMatch(/changed|differ|other/i);
});

test('a source that changed asks first, and runs when that is accepted', async () => {
  const { plans, folder, data, ended, values } = await service();
  const path = join(folder, 'changed.dfplan');
  await plans.save({ sql: SORTED }, path);
  const { kind, sha256 } = await plans.inspect(path);
  writeFileSync(data, 'a,b\n30,x\n10,y\n');
  const refused = await ended(plans.run(path, { kind, sha256 }, 'w').queryId);
  expect(refused.error?.code).toBe('plan_source_changed');
  const { queryId } = plans.run(path, { kind, sha256, allowChanged: true }, 'w');
  await ended(queryId);
  expect(await values(queryId)).toEqual([10n, 30n]);
});

test('a plan that would write is shown with its effects, and writes only with consent', async () => {
  const { plans, folder, ended } = await service();
  const path = join(folder, 'writes.dfplan');
  const target = join(folder, 'written.csv');
  await plans.save({ sql: `COPY (SELECT 1 AS a) TO '${target}'` }, path);
  const { kind, sha256, refusal, consent, writes } = await plans.inspect(path);
  expect(refusal).toBeNull();
  expect(consent?.code).toBe('plan_writes');
  expect(writes).toHaveLength(1);
  expect((await ended(plans.run(path, { kind, sha256 }, 'w').queryId)).error?.code).toBe('plan_writes');
  expect(() => statSync(target)).toThrow('ENOENT');
  const { queryId } = plans.run(path, { kind, sha256, allowWrite: true }, 'w');
  expect((await ended(queryId)).error).toBeNull();
  expect(readFileSync(target, 'utf8')).toBe('a\n1\n');
});

test('a plan is checked before it is saved, and saved without its credentials', async () => {
  const { plans, folder } = await service();
  expect((await plans.check({ sql: SORTED })).findings).toEqual([]);
  const sql = "SELECT a, 'https://h.example/?token=t0k3n-value' AS link FROM t";
  const { kinds, findings } = await plans.check({ sql });
  expect(kinds.map(({ status }) => status)).toEqual(['blocked', 'blocked', 'blocked']);
  expect(findings[0]).toMatchObject({ subject: 'secret', name: 'token', severity: 'blocked' });
  const path = join(folder, 'link.dfplan');
  await expect(plans.save({ sql }, path)).rejects.toMatchObject({ code: 'plan_secret' });
  const saved = await plans.save({ sql }, path, { redact: true });
  expect(saved.redacted?.map(({ name }) => name)).toContain('token');
  expect(readFileSync(path).includes('t0k3n-value')).toBe(false);
  expect((await plans.inspect(path)).secrets?.map(({ variable }) => variable)).toEqual([
    'PLANARIUM_SECRET_TOKEN',
  ]);
});

test('damaged files and files of other programs have different errors', async () => {
  const { plans, folder } = await service();
  const path = join(folder, 'whole.dfplan');
  await plans.save({ sql: SORTED }, path);
  const whole = readFileSync(path);
  const half = join(folder, 'half.dfplan');
  writeFileSync(half, whole.subarray(0, whole.length / 2));
  await expect(plans.inspect(half)).rejects.toMatchObject({ code: 'plan_file_damaged' });
  const foreign = join(folder, 'foreign.dfplan');
  writeFileSync(foreign, 'a letter to my landlord');
  await expect(plans.inspect(foreign)).rejects.toMatchObject({ code: 'plan_file_foreign' });
  await expect(plans.inspect(join(folder, 'none.dfplan'))).rejects.toMatchObject({ code: 'file_missing' });
});

test('explaining plans without running, and can be cancelled', async () => {
  const { plans, folder } = await service();
  const target = join(folder, 'never.csv');
  const explained = await plans.explain(`COPY (SELECT 1 AS a) TO '${target}'`);
  const { stages } = JSON.parse(explained.text) as PlanSet;
  expect(stages.map(({ id }) => id)).toContain('physical');
  expect(() => statSync(target)).toThrow('ENOENT');
  await expect(plans.explain('SELECT 1', AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
