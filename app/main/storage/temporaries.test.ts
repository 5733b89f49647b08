import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/temporary';
import { atomicWrite } from './atomicWrite';
import { ownerName, ownerState } from './owner';
import { sweepTemporaries, temporaryName } from './temporaries';

/** The name of this process with another process id or start. */
function ownerLike({ pid, start }: { pid?: number; start?: number }): string {
  const [place, ownPid, ownStart] = ownerName().split('-');
  return [place, pid ?? ownPid, start ?? ownStart].join('-');
}

/** The id of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

test('a process is alive until it ends, and a reused id is another process', () => {
  expect(ownerState(ownerName())).toBe('alive');
  expect(ownerState(ownerLike({ pid: endedProcess() }))).toBe('dead');
  if (process.platform === 'linux') expect(ownerState(ownerLike({ start: 1 }))).toBe('dead');
  expect(ownerState('00000000-1-1')).toBe('unknown');
});

test('files of ended processes are removed, files that may be in use and foreign files stay', async () => {
  const folder = temporaryFolder();
  const file = (owner: string) => `.planarium-${owner}-0123456789ab.tmp`;
  const dead = file(ownerLike({ pid: endedProcess() }));
  const [elsewhere, abandoned] = [file('00000000-1-1'), file('00000000-2-1')];
  const [mine, foreign] = [temporaryName(folder).slice(folder.length + 1), '.planarium-notes.tmp'];
  for (const name of [dead, elsewhere, abandoned, mine, foreign]) writeFileSync(join(folder, name), 'x');
  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 60 * 60;
  utimesSync(join(folder, abandoned), twoDaysAgo, twoDaysAgo);
  await sweepTemporaries(folder);
  expect(readdirSync(folder).sort()).toEqual([elsewhere, mine, foreign].sort());
});

test('a cancelled write leaves the old file and nothing else', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'file');
  await atomicWrite(path, 'before');
  const beforeSwap = () => {
    throw new Error('called off');
  };
  await expect(atomicWrite(path, 'after', { beforeSwap })).rejects.toThrow('called off');
  expect(readdirSync(folder)).toEqual(['file']);
  expect(readFileSync(path, 'utf8')).toBe('before');
});
