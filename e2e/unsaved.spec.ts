import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canMount, tinyDisk } from '../app/main/testing/tinyDisk';
import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';

/** The window works: it runs, opens tabs, and says that nothing of it is kept, where, and what to do. */
async function worksWithoutSaving(bench: Workbench, reason: string, place: string) {
  await expect(bench.unsaved()).toContainText('Changes are not being saved');
  await expect(bench.unsaved()).toContainText('Query tabs, layout and the list of tables will be lost');
  await expect(bench.unsaved()).toContainText(reason);
  await expect(bench.unsaved()).toContainText(place);
  await expect(bench.unsaved()).toContainText(/PLANARIUM_HOME|Free some space/);
  await bench.query("SELECT 'it runs' AS v");
  expect(await bench.rows()).toEqual([['it runs']]);
}

const windowFile = (home: string) => join(home, 'workspaces', 'flights', 'window.json');

test('a file in the place of the profile folder is said, and saving begins once it is gone', async ({
  open,
  folder,
}) => {
  const home = join(folder, 'home');
  writeFileSync(home, 'a file');
  const { bench, app } = await open({ home });
  await worksWithoutSaving(bench, 'its folder is a file', home);
  expect(readFileSync(home, 'utf8')).toBe('a file');

  await bench.unsaved().getByRole('button', { name: 'Try again' }).click();
  await expect(bench.unsaved()).toBeVisible();
  // Each second saving is tried again by itself: a click from here on could come too late.
  rmSync(home);
  await expect(bench.unsaved()).toHaveCount(0);
  await expect.poll(() => readFileSync(windowFile(home), 'utf8')).toContain('it runs');
  await app.close();
  const again = await open({ home });
  await expect(again.bench.editor()).toContainText('it runs');
  await expect(again.bench.unsaved()).toHaveCount(0);
  // Before its folder is removed, which it would make again.
  await again.app.close();
});

test('a profile folder that cannot be made is said', async ({ open, folder }) => {
  writeFileSync(join(folder, 'file'), '');
  const home = join(folder, 'file', 'below', 'home');
  const { bench, app } = await open({ home });
  await worksWithoutSaving(bench, 'its folder is a file', home);
  await app.close();
});

test('a profile folder on a read-only disk shows what it holds, and is said', async ({ open }) => {
  test.skip(!canMount, 'Only root on Linux may mount a disk.');
  const disk = tinyDisk(8 * 1024);
  try {
    const tab = { id: 'kept', title: 'kept.sql', sql: "SELECT 'from before' AS v" };
    mkdirSync(join(disk.path, 'workspaces', 'flights'), { recursive: true });
    const value = { tabs: [tab], activeTab: 'kept', layout: {} };
    writeFileSync(windowFile(disk.path), JSON.stringify({ version: 1, value }));
    disk.makeReadOnly();
    const { bench, app } = await open({ home: disk.path });
    await expect(bench.editor()).toContainText('from before');
    await worksWithoutSaving(bench, 'the disk is read-only', disk.path);
    await app.close();
    expect(existsSync(join(disk.path, 'chromium'))).toBe(false);
  } finally {
    disk.remove();
  }
});

test('a profile folder that is not there on a read-only disk is said', async ({ open }) => {
  test.skip(!canMount, 'Only root on Linux may mount a disk.');
  const disk = tinyDisk(1024);
  try {
    disk.makeReadOnly();
    const home = join(disk.path, 'home');
    const { bench, app } = await open({ home });
    await worksWithoutSaving(bench, 'the disk is read-only', home);
    await app.close();
  } finally {
    disk.remove();
  }
});

test('a profile folder on a disk that is full is said, and saving begins once there is room', async ({
  open,
}) => {
  test.skip(!canMount, 'Only root on Linux may mount a disk.');
  const disk = tinyDisk(1024);
  try {
    disk.fill();
    const { bench, app } = await open({ home: disk.path });
    await worksWithoutSaving(bench, 'the disk is full', disk.path);
    disk.makeRoom();
    await expect(bench.unsaved()).toHaveCount(0);
    expect(readFileSync(windowFile(disk.path), 'utf8')).toContain('it runs');
    await app.close();
  } finally {
    disk.remove();
  }
});
