import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';
import type { Workbench } from './pages/workbench';

/** Longer than the maximum loss after a kill, in milliseconds; the unit tests of the autosave check one second. */
const ALLOWED_MS = 2000;
const TYPING_MS = 6000;

const line = '-- a line of a long script that somebody keeps in a tab\n';

/** A profile with five million characters in its tabs; `active` is visible. */
function longProfile(home: string, active: string) {
  const folder = join(home, 'workspaces', 'flights');
  const text = (length: number) => line.repeat(Math.ceil(length / line.length)).slice(0, length);
  const tabs = [
    { id: 'long', title: 'long.sql', sql: text(4_000_000) },
    { id: 'other', title: 'other.sql', sql: text(1_000_000) },
    { id: 'short', title: 'short.sql', sql: '-- ' },
  ];
  mkdirSync(folder, { recursive: true });
  const value = { tabs, activeTab: active, layout: {} };
  writeFileSync(join(folder, 'window.json'), JSON.stringify({ version: 1, value }));
}

/** Types numbers without a pause, and returns the time at which each was in the editor. */
async function typeNumbers({ page }: Workbench): Promise<number[]> {
  const typed: number[] = [];
  const end = Date.now() + TYPING_MS;
  while (Date.now() < end) {
    await page.keyboard.type(`n${typed.length + 1} `);
    typed.push(Date.now());
  }
  return typed;
}

for (const tab of ['long', 'short'] as const) {
  test(`continuous typing in the ${tab} of several long tabs loses at most one second`, async ({
    open,
    home,
  }) => {
    longProfile(home, tab);
    const { bench, app, page } = await open();
    await expect(bench.editor()).toContainText('--');
    await page.getByTestId('editor').click();
    await bench.command('Home');
    await page.keyboard.press('End');
    const typed = await typeNumbers(bench);
    app.process().kill('SIGKILL');
    const killed = Date.now();

    const again = await open();
    await expect(again.bench.editor()).toContainText('n1 n2 ');
    const text = (await again.bench.editor().locator('.view-line').allInnerTexts()).join('\n');
    const kept = Math.max(...[...text.matchAll(/n(\d+)\s/g)].map((found) => Number(found[1])));
    const mustBeKept = typed.filter((when) => when < killed - ALLOWED_MS).length;
    expect(mustBeKept).toBeGreaterThan(10);
    expect(kept).toBeGreaterThanOrEqual(mustBeKept);
    test.info().annotations.push({
      type: 'lost',
      description: `${killed - (typed[kept - 1] ?? 0)} ms of typing, ${typed.length - kept} of ${typed.length} numbers`,
    });
  });
}

test('a new tab next to long ones is saved while it is typed into', async ({ open, home }) => {
  longProfile(home, 'long');
  const { bench, app } = await open();
  await expect(bench.editor()).toContainText('--');
  await bench.newTab();
  const typed = await typeNumbers(bench);
  app.process().kill('SIGKILL');
  expect(typed.length).toBeGreaterThan(10);

  const again = await open();
  await expect(again.bench.editor()).toContainText('n1 n2 ');
  await expect(again.bench.tabs().getByRole('tab')).toHaveCount(4);
});
