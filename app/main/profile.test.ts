import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openProfile } from './profile';
import { temporaryFolder } from './testing/temporary';
import { canMount, tinyDisk } from './testing/tinyDisk';

/** A temporary folder of the system's own for this test. */
function systemTemporary(): string {
  const folder = temporaryFolder();
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

test('the folders of the profile are in the user folder, which is created', () => {
  const home = join(temporaryFolder(), 'new', 'home');
  expect(openProfile(home)).toEqual({ chromium: join(home, 'chromium'), logs: join(home, 'logs') });
  expect(readdirSync(join(home, 'chromium'))).toEqual([]);
});

test('if the user folder cannot be created, they are temporary, and the reason is kept', () => {
  const tmp = systemTemporary();
  const home = join(temporaryFolder(), 'home');
  writeFileSync(home, 'a file in the place of the folder');
  const { chromium, logs, problem } = openProfile(home);
  expect(chromium.startsWith(join(tmp, 'planarium-chromium-'))).toBe(true);
  expect(existsSync(chromium)).toBe(true);
  expect(logs.startsWith(chromium)).toBe(true);
  expect(problem).toMatchObject({ code: expect.stringMatching(/^E(NOTDIR|EXIST)$/) });
});

test.skipIf(!canMount)('so they are on a disk that is full, or read-only', () => {
  systemTemporary();
  for (const [spoil, code] of [
    ['fill', 'ENOSPC'],
    ['makeReadOnly', 'EROFS'],
  ] as const) {
    const disk = tinyDisk(256);
    onTestFinished(disk.remove);
    disk[spoil]();
    expect(openProfile(disk.path).problem).toMatchObject({ code });
  }
});
