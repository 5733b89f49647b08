import { appendFileSync, copyFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { changeBetween, type WindowState } from '../../../shared/workspaceChange';
import { temporaryFolder } from '../../testing/temporary';
import { workspaceFiles } from './files';
import { WindowStore } from './windowStore';

/** Above the limit for full writes. */
const LONG = '-'.repeat(300 * 1024);
const EMPTY: WindowState = { tabs: [], activeTab: null, layout: {} };

const text = (sql: string): WindowState => ({
  tabs: [{ id: 'a', title: 'a.sql', sql }],
  activeTab: 'a',
  layout: {},
});

/** A store as in a new process, and a function that types into it. */
async function started(folder: string) {
  const store = new WindowStore(workspaceFiles(folder).window);
  onTestFinished(() => store.close());
  const { state, notes } = await store.load();
  if (!state) store.begin(EMPTY);
  const type = async (sql: string) => {
    expect(store.change(changeBetween(store.current ?? EMPTY, text(sql)))).toBe(true);
    await store.write();
  };
  return { type, notes, shown: state?.tabs[0]?.sql };
}

test('changes of a long text are appended, and all of them are restored', async () => {
  const folder = temporaryFolder();
  const first = await started(folder);
  await first.type(LONG);
  const { mtimeMs, size } = statSync(join(folder, 'window.json'));
  for (let count = 1; count <= 20; count += 1) await first.type(`${LONG}${'x'.repeat(count)}`);
  expect(statSync(join(folder, 'window.json'))).toMatchObject({ mtimeMs, size });
  expect(statSync(join(folder, 'window.json.journal-1')).size).toBeLessThan(5000);
  const second = await started(folder);
  expect(second.shown).toBe(`${LONG}${'x'.repeat(20)}`);

  // The next process writes its own save and journal.
  await second.type(`${LONG}y`);
  await second.type(`${LONG}yz`);
  expect((await started(folder)).shown).toBe(`${LONG}yz`);
  expect(readdirSync(folder).sort()).toEqual([
    'window.json',
    'window.json.bak',
    'window.json.journal-1',
    'window.json.journal-2',
  ]);
});

test('a truncated change is dropped, earlier ones are kept', async () => {
  const folder = temporaryFolder();
  const { type } = await started(folder);
  await type(LONG);
  await type(`${LONG}1`);
  await type(`${LONG}12`);
  const journal = join(folder, 'window.json.journal-1');
  truncateSync(journal, statSync(journal).size - 3);
  expect((await started(folder)).shown).toBe(`${LONG}1`);
  appendFileSync(journal, '\n{"tabs":[]}\n');
  expect((await started(folder)).shown).toBe(`${LONG}1`);
});

test('a damaged save falls back to the previous one and its changes', async () => {
  const folder = temporaryFolder();
  const first = await started(folder);
  await first.type(LONG);
  await first.type(`${LONG}1`);
  const second = await started(folder);
  await second.type(`${LONG}12`);
  truncateSync(join(folder, 'window.json'), 1000);
  const third = await started(folder);
  expect(third.shown).toBe(`${LONG}1`);
  expect(third.notes).toHaveLength(1);
});

test('a journal that belongs to another state is not applied', async () => {
  const folder = temporaryFolder();
  const { type } = await started(folder);
  await type(LONG);
  await type(`${LONG}1`);
  await (await started(folder)).type(`${LONG}9`);
  copyFileSync(join(folder, 'window.json.journal-1'), join(folder, 'window.json.journal-2'));
  expect((await started(folder)).shown).toBe(`${LONG}9`);
});

test('a journal as large as the text is replaced by a full write', async () => {
  const folder = temporaryFolder();
  const { type } = await started(folder);
  await type(LONG);
  for (let count = 0; count < 8; count += 1) await type(`${LONG}${String(count).repeat(200_000)}`);
  const { size } = statSync(join(folder, readdirSync(folder).find((name) => name.includes('journal')) ?? ''));
  expect(size).toBeLessThan(1024 * 1024 + 1000);
  expect((await started(folder)).shown).toBe(`${LONG}${'7'.repeat(200_000)}`);
});
