import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { PlanInspection } from '../../shared/planFile';
import { temporaryFolder } from '../testing/temporary';
import { ApprovalService } from './approvalService';
import { cancelled } from './serviceError';

const plan = (letter: string) =>
  ({
    sha256: letter.repeat(64),
    kind: 'optimized',
    path: `/plans/${letter}.dfplan`,
    asks: [
      { effect: 'writes', action: 'Copy to a file', target: `/out/${letter}.csv` },
      { effect: 'runsForeignCode', action: 'Hand work to an extension', target: 'table t, codec geo' },
    ],
  }) as PlanInspection;

test('an approval is stored, seen by others, and revoked', async () => {
  const home = temporaryFolder();
  const [window, commandLine] = [new ApprovalService(home), new ApprovalService(home)];
  expect(await window.list()).toEqual([]);
  await Promise.all([window.allow(plan('a')), window.allow(plan('b'))]);
  await window.allow(plan('a'));
  expect((await commandLine.list()).map(({ sha256 }) => sha256[0]).sort()).toEqual(['a', 'b']);
  expect(await commandLine.has('a'.repeat(64), 'logical')).toBe(true);
  // The same bytes read as a physical plan are another plan.
  expect(await commandLine.has('a'.repeat(64), 'physical')).toBe(false);
  await commandLine.revoke('a'.repeat(64));
  await commandLine.revoke('a'.repeat(64));
  expect(await window.has('a'.repeat(64), 'logical')).toBe(false);
  expect((await window.list())[0]).toMatchObject({
    path: '/plans/b.dfplan',
    writes: [
      { operator: 'Copy to a file', target: '/out/b.csv' },
      { operator: 'Hand work to an extension', target: 'table t, codec geo' },
    ],
  });
});

test('a damaged file approves nothing and is set aside', async () => {
  const home = temporaryFolder();
  const file = join(home, 'approvals.json');
  for (const text of ['{', '{"version":1,"value":[{"sha256":"*"}]}', '{"version":9,"value":[]}']) {
    writeFileSync(file, text);
    const service = new ApprovalService(home);
    expect(await service.list()).toEqual([]);
    await service.allow(plan('c'));
    expect(JSON.parse(readFileSync(file, 'utf8')).value).toHaveLength(1);
  }
  expect(readdirSync(home).filter((name) => name.includes('damaged'))).toHaveLength(3);
});

test('an approval and its run start together, or neither does', async () => {
  const approvals = new ApprovalService(temporaryFolder());
  const { signal } = new AbortController();
  const refused = () => {
    throw cancelled();
  };
  const begin = vi.fn(() => 'begun');
  const undo = vi.fn();
  const late = approvals.allowAnd(plan('a'), { signal, commit: refused }, begin, undo);
  await expect(late).rejects.toMatchObject({ code: 'cancelled' });
  expect(begin).not.toHaveBeenCalled();
  expect(await approvals.list()).toEqual([]);
  const call = { signal, commit: () => undefined };
  expect(await approvals.allowAnd(plan('a'), call, begin, undo)).toBe('begun');
  expect(await approvals.has('a'.repeat(64), 'optimized')).toBe(true);
  expect(undo).not.toHaveBeenCalled();
});
