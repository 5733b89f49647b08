import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canMount, tinyDisk } from '../app/main/testing/tinyDisk';
import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';

/** The window works: it runs, opens tabs, and shows that nothing is saved, where, and what to do. */
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

test('a file instead of the profile folder is reported, and saving begins once it is removed', async ({
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
  // Saving is retried every second: a click from here on could come too late.
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

test('a profile folder that cannot be created is reported', async ({ open, folder }) => {
  writeFileSync(join(folder, 'file'), '');
  const home = join(folder, 'file', 'below', 'home');
  const { bench, app } = await open({ home });
  await worksWithoutSaving(bench, 'its folder is a file', home);
  await app.close();
});

test('a profile folder on a read-only disk is restored, and reported', async ({ open }) => {
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

test('a missing profile folder on a read-only disk is reported', async ({ open }) => {
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

test('a profile folder on a full disk is reported, and saving begins once there is space', async ({
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
