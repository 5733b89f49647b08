import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../../engine/engine';
import { openNativeEngine } from '../../engine/nativeEngine';
import { temporaryFolder } from '../../testing/temporary';
import { runToEnd } from '../runToEnd';
import { type Template, WorkspaceService } from './workspaceService';

const template: Template = {
  name: 'Test',
  sample: true,
  queries: [
    { name: 'first.sql', sql: 'SELECT 1' },
    { name: 'second.sql', sql: 'SELECT 2' },
  ],
  open: ['second.sql'],
  tables: { people: 'people-3.csv' },
};

/** One folder, used by several starts of the application. */
function machine() {
  const root = temporaryFolder();
  const samplesFolder = join(root, 'samples');
  const folder = join(root, 'workspace');
  mkdirSync(samplesFolder);
  writeFileSync(join(samplesFolder, 'people-3.csv'), 'name,age\nAda,36\nGrace,85\nEmmy,53\n');
  writeFileSync(join(root, 'own.csv'), 'n\n1\n2\n');
  const start = (): { engine: Engine; workspace: WorkspaceService } => {
    const engine = openNativeEngine();
    onTestFinished(() => engine.close());
    return { engine, workspace: new WorkspaceService(engine, { folder, samplesFolder, template }) };
  };
  return { root, folder, samplesFolder, start };
}

const names = async (engine: Engine) => (await engine.tables()).map((table) => table.name).sort();

test('the first start shows the sample: its tabs, queries and tables', async () => {
  const { start } = machine();
  const { engine, workspace } = start();
  expect(await workspace.load()).toEqual({
    name: 'Test',
    sample: true,
    queries: template.queries,
    tabs: [{ id: 'sample-1', title: 'second.sql', sql: 'SELECT 2' }],
    activeTab: 'sample-1',
    layout: {},
    notes: [],
    unsaved: null,
  });
  expect(await workspace.restoreTables()).toEqual([]);
  expect(await names(engine)).toEqual(['people']);
});

test('tabs, text and layout are restored, at the next load and the next start', async () => {
  const { start } = machine();
  const { workspace } = start();
  const state = {
    tabs: [{ id: 't', title: 'Mine', sql: "SELECT 'ü 😀\n'" }],
    activeTab: 't',
    layout: { sideBarWidth: 220, pane: 'plan' as const },
  };
  await workspace.save(state);
  expect(await workspace.load()).toMatchObject(state);
  expect(await start().workspace.load()).toMatchObject({ ...state, notes: [] });
});

test('a reloaded window gets the latest change, even before it is on disk', async () => {
  const { folder, start } = machine();
  const { workspace } = start();
  await workspace.load();
  const states = ['S', 'SE', 'SELECT 7'].map((sql) => ({
    tabs: [{ id: 't', title: 'Mine', sql }],
    activeTab: 't',
    layout: {},
  }));
  const saves = states.map((state) => workspace.save(state));
  expect(await workspace.load()).toMatchObject(states[2] ?? {});
  expect(existsSync(join(folder, 'window.json'))).toBe(false);
  await workspace.settled();
  await Promise.all(saves);
  expect(JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8')).value).toEqual({
    ...states[2],
    save: 1,
  });
});

test('closing every tab does not bring the sample back', async () => {
  const { start } = machine();
  await start().workspace.save({ tabs: [], activeTab: null, layout: {} });
  expect((await start().workspace.load()).tabs).toEqual([]);
});

test('tables, views on views and external tables are restored', async () => {
  const { root, start } = machine();
  const first = start();
  await first.workspace.restoreTables();
  await first.engine.openFile(join(root, 'own.csv'), { name: 'zz_own' });
  const run = (sql: string) => runToEnd(first.engine.query(sql));
  await run('CREATE VIEW z_base AS SELECT n FROM zz_own');
  await run('CREATE VIEW a_top AS SELECT sum(n) AS total FROM z_base');
  await run(
    `CREATE EXTERNAL TABLE ext STORED AS CSV LOCATION '${root}/own.csv' OPTIONS ('format.has_header' 'true')`,
  );
  await first.workspace.recordTables(await first.engine.tables());

  const second = start();
  expect(await second.workspace.restoreTables()).toEqual([]);
  expect(await names(second.engine)).toEqual(['a_top', 'ext', 'people', 'z_base', 'zz_own']);
});

test('a removed table is not restored', async () => {
  const { start } = machine();
  const first = start();
  await first.workspace.restoreTables();
  await first.engine.removeTable('people');
  await first.workspace.recordTables(await first.engine.tables());
  const second = start();
  await second.workspace.restoreTables();
  expect(await names(second.engine)).toEqual([]);
});

test('a missing file is reported, and its table is restored once it is back', async () => {
  const { root, start } = machine();
  const own = join(root, 'own.csv');
  const first = start();
  await first.workspace.restoreTables();
  await first.engine.openFile(own);
  await first.workspace.recordTables(await first.engine.tables());
  await first.workspace.settled();
  renameSync(own, `${own}.away`);

  const second = start();
  expect(await second.workspace.restoreTables()).toMatchObject([
    { name: own, error: { code: 'file_missing' } },
  ]);
  await second.workspace.recordTables(await second.engine.tables());
  await second.workspace.settled();
  renameSync(`${own}.away`, own);

  const third = start();
  expect(await third.workspace.restoreTables()).toEqual([]);
  expect(await names(third.engine)).toEqual(['own', 'people']);
});

test('a sample table follows the product to another folder', async () => {
  const { root, folder, samplesFolder, start } = machine();
  const first = start();
  await first.workspace.restoreTables();
  await first.workspace.recordTables(await first.engine.tables());
  const moved = join(root, 'moved');
  renameSync(samplesFolder, moved);
  const engine = openNativeEngine();
  onTestFinished(() => engine.close());
  const second = new WorkspaceService(engine, { folder, samplesFolder: moved, template });
  expect(await second.restoreTables()).toEqual([]);
  expect((await engine.tables())[0]?.path).toBe(join(moved, 'people-3.csv'));
});

test('a truncated file falls back to the previous save with a note, once', async () => {
  const { folder, start } = machine();
  const { workspace } = start();
  const tab = (sql: string) => ({ tabs: [{ id: 't', title: 'T', sql }], activeTab: 't', layout: {} });
  await workspace.save(tab('before'));
  await workspace.save(tab('latest'));
  truncateSync(join(folder, 'window.json'), 20);

  const next = start().workspace;
  const loaded = await next.load();
  expect(loaded.tabs[0]?.sql).toBe('before');
  expect(loaded.notes).toEqual(['window.json is damaged; it is kept as window.json.damaged-1.']);
  expect((await next.load()).notes).toEqual([]);
  expect(readdirSync(folder)).toContain('window.json.damaged-1');
});

test('a saved definition that does something else is not run', async () => {
  const { root, folder, start } = machine();
  mkdirSync(folder, { recursive: true });
  const out = join(root, 'written.csv');
  const entries = [
    { kind: 'statement', name: 'a', sql: `COPY (SELECT 1) TO '${out}'`, missed: 0 },
    {
      kind: 'statement',
      name: 'b',
      sql: `CREATE VIEW b AS SELECT 1; COPY (SELECT 1) TO '${out}'`,
      missed: 0,
    },
  ];
  writeFileSync(join(folder, 'tables.json'), JSON.stringify({ version: 1, value: entries }));
  const lost = await start().workspace.restoreTables();
  expect(lost.map(({ error }) => error.code)).toEqual(['workspace_damaged', 'workspace_damaged']);
  expect(readdirSync(root)).not.toContain('written.csv');
});

test('while the folder cannot be created, it reports why and works without it; then it saves by itself', async () => {
  const { root, start } = machine();
  const home = join(root, 'workspace');
  writeFileSync(home, 'a file in the place of the folder');
  const { workspace, engine } = start();
  const heard: (string | undefined)[] = [];
  workspace.onSavingChanged((failure) => heard.push(failure?.message));
  expect((await workspace.load()).tabs).toHaveLength(1);
  await workspace.restoreTables();
  await expect(workspace.recordTables(await engine.tables())).rejects.toMatchObject({ code: 'write_failed' });
  const tab = { id: 't', title: 'T', sql: 'SELECT 7' };
  const typed = { tabs: [tab], activeTab: 't', layout: {} };
  await expect(workspace.save(typed)).rejects.toMatchObject({ code: 'write_failed' });
  const shown = await workspace.load();
  expect(shown.tabs).toEqual([tab]);
  expect(shown.unsaved?.message).toContain('could not be written: its folder is a file.');
  expect(shown.unsaved?.hint).toContain('PLANARIUM_HOME');

  rmSync(home);
  // What the banner's button and the timer do.
  await workspace.save({ tabs: [{ id: 't', title: 'T' }], activeTab: 't', layout: {} });
  await workspace.settled();
  expect(heard.at(-1)).toBeUndefined();
  expect(heard[0]).toContain('its folder is a file');
  const next = start();
  expect((await next.workspace.load()).tabs).toEqual([tab]);
  await next.workspace.restoreTables();
  expect(await names(next.engine)).toEqual(['people']);
});

test('a change of another text than the current one is refused, and nothing is lost', async () => {
  const { workspace } = machine().start();
  const tab = { id: 't', title: 'T', sql: 'SELECT 1' };
  await workspace.save({ tabs: [tab], activeTab: 't', layout: {} });
  const wrong = { ...tab, sql: { start: 0, end: 0, text: 'x', length: 99 } };
  const refused = workspace.save({ tabs: [wrong], activeTab: 't', layout: {} });
  await expect(refused).rejects.toMatchObject({ code: 'invalid_request' });
  expect((await workspace.load()).tabs).toEqual([tab]);
});

test('two windows on a profile that could not be written at first do not both save', async () => {
  const { folder, start } = machine();
  // A file instead of the workspace's folder.
  writeFileSync(folder, '');
  const [one, other] = [start().workspace, start().workspace];
  await Promise.all([one.load(), other.load()]);
  rmSync(folder);
  const tabs = (sql: string) => ({ tabs: [{ id: 't', title: 'T', sql }], activeTab: 't', layout: {} });
  await one.save(tabs('of one'));
  await expect(other.save(tabs('of the other'))).rejects.toMatchObject({
    code: 'write_failed',
    message: expect.stringContaining('another Planarium window'),
    hint: expect.stringContaining('Close the other window'),
  });
  const stored = (name: string) => readFileSync(join(folder, name), 'utf8');
  expect(stored('window.json')).toContain('of one');

  await one.settled();
  await other.save(tabs('of the other, later'));
  expect(stored('window.json')).toContain('of the other, later');
  expect(stored('window.json.other-1')).toContain('of one');
  await other.settled();
});

test('options of a table are restored with it', async () => {
  const { root, start } = machine();
  const path = join(root, 'semi.csv');
  writeFileSync(path, 'a;b\n1;2\n');
  const first = start();
  await first.workspace.restoreTables();
  await first.engine.openFile(path, { options: { delimiter: ';', has_header: 'false' } });
  await first.workspace.recordTables(await first.engine.tables());
  await first.workspace.settled();
  const second = start();
  expect(await second.workspace.restoreTables()).toEqual([]);
  const table = (await second.engine.tables()).find(({ name }) => name === 'semi');
  expect(table?.options).toEqual({ delimiter: ';', has_header: 'false' });
  expect(table?.columns.map((column) => column.name)).toEqual(['column_1', 'column_2']);
});
