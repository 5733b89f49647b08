import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openNativeEngine } from '../engine/nativeEngine';
import { canMount, tinyDisk } from '../testing/tinyDisk';
import { ApprovalService } from './approvalService';
import { PlanService } from './planService';
import { QueryService } from './queryService';
import { WorkspaceService } from './workspace/workspaceService';

/** Incompressible text of the given number of characters. */
const noise = (length: number) => randomBytes(length / 2).toString('hex');

function disk() {
  const made = tinyDisk(64);
  onTestFinished(made.remove);
  return made;
}

function engine() {
  const opened = openNativeEngine();
  onTestFinished(() => opened.close());
  return opened;
}

/** Checks that the existing file is intact and nothing is left of the failed attempt. */
describe.skipIf(!canMount)('on a disk that is full', () => {
  const full = { code: 'write_failed', message: expect.stringContaining('the disk is full') };

  test('a plan that does not fit leaves the existing file unchanged', async () => {
    const { path } = disk();
    const session = engine();
    const plans = new PlanService(
      session,
      new QueryService(session, { progressed: vi.fn(), catalogChanged: vi.fn() }),
    );
    const sql = `SELECT '${noise(200_000)}' AS text`;
    for (const file of [join(path, 'plan.dfplan'), join(path, 'plan.pb')]) writeFileSync(file, 'before');
    await expect(plans.save({ sql }, join(path, 'plan.dfplan'))).rejects.toMatchObject(full);
    await expect(plans.export({ sql }, 'optimized', join(path, 'plan.pb'))).rejects.toMatchObject(full);
    for (const name of ['plan.dfplan', 'plan.pb'])
      expect(readFileSync(join(path, name), 'utf8')).toBe('before');
    expect(readdirSync(path).sort()).toEqual(['plan.dfplan', 'plan.pb']);
  });

  test('a workspace keeps its last state, and the next save works once there is space again', async () => {
    const { path: root, fill, makeRoom } = disk();
    const folder = join(root, 'workspace');
    mkdirSync(folder);
    const template = { name: 'Test', sample: true, queries: [], open: [], tables: {} };
    const start = () => new WorkspaceService(engine(), { folder, samplesFolder: root, template });
    const state = (sql: string) => ({
      tabs: [{ id: 'a', title: 'a.sql', sql }],
      activeTab: 'a',
      layout: {},
    });
    const workspace = start();
    await workspace.save(state('SELECT 1'));
    fill();
    await expect(workspace.save(state(noise(20_000)))).rejects.toMatchObject(full);
    expect((await start().load()).tabs).toEqual(state('SELECT 1').tabs);
    makeRoom();
    await workspace.save(state('SELECT 2'));
    expect((await start().load()).tabs).toEqual(state('SELECT 2').tabs);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('an approval that cannot be stored is reported, and the others stay', async () => {
    const { path, fill } = disk();
    const approvals = new ApprovalService(path);
    const plan = (sha256: string) =>
      ({ sha256, path: `${noise(8_000)}.dfplan`, asks: [] }) as unknown as Parameters<
        ApprovalService['allow']
      >[0];
    await approvals.allow(plan('a'.repeat(64)));
    fill();
    await expect(approvals.allow(plan('b'.repeat(64)))).rejects.toMatchObject(full);
    expect((await approvals.list()).map(({ sha256 }) => sha256)).toEqual(['a'.repeat(64)]);
  });
});
