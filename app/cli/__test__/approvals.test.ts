import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockFile } from '../../main/engine/fileLock';
import { ApprovalService } from '../../main/services/approvalService';
import { temporaryFolder } from '../../main/testing/temporary';
import type { PlanInspection } from '../../shared/planFile';
import { run } from './cli';

const addon = resolve(__dirname, '../../../dist/native/planarium.node');
const COMMANDS = 6;

const plan = (number: number) =>
  ({
    sha256: number.toString(16).padStart(64, '0'),
    path: `/plans/${number}.dfplan`,
    writes: [],
    extensions: [],
  }) as unknown as PlanInspection;

it('approvals that the window and several commands add at once are all kept', async () => {
  const [home, cwd] = [temporaryFolder(), temporaryFolder()];
  const names = Array.from({ length: COMMANDS }, (_, number) => `${number}.dfplan`);
  for (const name of names) {
    const sql = `COPY (SELECT 1) TO '${name}.csv' STORED AS CSV`;
    expect(await run(['plan', 'export', '-e', sql, '-o', name], { cwd, home })).toMatchObject({ code: 0 });
  }
  let running = true;
  const commands = Promise.all(
    names.map((name) => run(['plan', 'run', name, '--allow-write', '--remember'], { cwd, home })),
  ).finally(() => {
    running = false;
  });
  // Two independent windows.
  const windows = [new ApprovalService(home), new ApprovalService(home)];
  let added = 0;
  const lanes = windows.map(async (approvals) => {
    while (running && added < 9000) await approvals.allow(plan(++added));
  });
  for (const outcome of await commands) expect(outcome).toMatchObject({ code: 0, stderr: '' });
  await Promise.all(lanes);

  const kept = (await new ApprovalService(home).list()).map(({ path }) => path);
  expect(kept).toHaveLength(added + COMMANDS);
  for (let number = 1; number <= added; number += 1) expect(kept).toContain(`/plans/${number}.dfplan`);
  for (const name of names) expect(kept).toContain(join(cwd, name));
  expect(readdirSync(home).sort()).toEqual(['approvals.json', 'approvals.lock']);
});

it('a killed process releases its lock, and a live one does not', async () => {
  const path = join(temporaryFolder(), 'approvals.lock');
  const script = join(temporaryFolder(), 'hold.cjs');
  writeFileSync(
    script,
    `const lock = require(${JSON.stringify(addon)}).tryLockFile(${JSON.stringify(path)});
     process.stdout.write(lock ? 'held' : 'refused');
     setInterval(() => lock, 1000);`,
  );
  const holder = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void holder.kill('SIGKILL'));
  const [said] = await once(holder.stdout, 'data');
  expect(String(said)).toBe('held');
  const impatient = new AbortController();
  const refused = lockFile(path, impatient.signal);
  impatient.abort(new Error('no longer wanted'));
  await expect(refused).rejects.toThrow('no longer wanted');
  const waiting = lockFile(path);
  holder.kill('SIGKILL');
  (await waiting)();
});
