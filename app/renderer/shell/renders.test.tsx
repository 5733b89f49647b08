// @vitest-environment happy-dom
import '../testing/countedReact';

import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { beforeEach, expect, test } from 'vitest';
import type { DocumentId, TabId } from '../../shared/identity';
import type { QueryStatus } from '../../shared/query';
import { useEditor } from '../editor';
import { runSql } from '../query';
import { bridge, emit } from '../testing/bridge';
import { withLayout } from '../testing/layout';
import { render } from '../testing/render';
import { setText, TabStrip, useWorkspace } from '../workspace';
import { ActionBar } from './ActionBar';
import { Panes } from './Panes';
import { RunDot } from './RunDot';
import { StatusBar } from './StatusBar';

const TABS = 50;
const FIRST = 'query 0' as DocumentId;
const runDot = (documentId: DocumentId) => <RunDot documentId={documentId} />;
const nothing = () => undefined;

/** The window around the editor, with 50 tabs, of which the first is on show. */
function Window() {
  return (
    <>
      <TabStrip panelId="panel" onClick={nothing} renderState={runDot} />
      <ActionBar documentId={FIRST} />
      <Panes documentId={FIRST} />
      <StatusBar />
    </>
  );
}

const status = (version: number, rows: number): QueryStatus => ({
  queryId: 'query',
  version,
  phase: 'running',
  columns: [
    { name: 'a', type: 'Int32', shortType: 'i32', kind: 'integer', nullable: false },
    { name: 'b', type: 'Int32', shortType: 'i32', kind: 'integer', nullable: false },
  ],
  rows,
  bytes: 0,
  elapsedMs: version,
  phases: { parse: 0.1, plan: 2, optimize: 3, physical: 4, execute: version },
  memoryRows: rows,
  diskBytes: 0,
  truncated: null,
  statement: { index: 0, count: 1 },
  catalogChanged: false,
  message: null,
  error: null,
});

/** Rows whose cells are their number. */
function pageOf(offset: number, limit: number): Uint8Array {
  const numbers = () => Int32Array.from({ length: limit }, (_, row) => offset + row);
  return tableToIPC(tableFromArrays({ a: numbers(), b: numbers() }));
}

/** What rendered while something was done and all that follows from it. */
async function rendered(work: () => void): Promise<Record<string, number>> {
  window.takeRenders();
  await act(async () => {
    work();
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  return window.takeRenders().byName;
}

beforeEach(() => {
  const documents = Array.from({ length: TABS }, (_, at) => ({
    kind: 'query' as const,
    id: `query ${at}` as DocumentId,
    title: `Query ${at}.sql`,
  }));
  useWorkspace.setState({
    phase: 'ready',
    documents: Object.fromEntries(documents.map((document) => [document.id, document])),
    texts: Object.fromEntries(documents.map(({ id }) => [id, ''])),
    tabs: documents.map(({ id }, at) => ({ id: `tab ${at}` as TabId, document: id })),
    activeTab: 'tab 0' as TabId,
  });
  withLayout(800, 400);
  bridge({
    'app:info': () => ({ datafusion: '55', cores: 2, memoryLimitBytes: 1000 }) as never,
    'query:start': () => ({ queryId: 'query' }),
    'query:status': () => status(1, 5_000),
    'query:plan': () => ({ stages: [] }) as never,
    'query:page': ({ offset, limit }) => pageOf(offset, limit) as never,
  });
});

test('typing renders nothing but the place of the cursor', async () => {
  render(<Window />);
  await rendered(nothing);
  const names = await rendered(() => {
    setText(FIRST, 'SELECT 1');
    useEditor.setState({ cursor: { line: 1, column: 9 }, selected: 0 });
  });
  expect(names).toEqual({ CursorPlace: 1 });
});

test('showing another of 50 tabs renders the two that change', async () => {
  render(<Window />);
  await rendered(nothing);
  const names = await rendered(() => useWorkspace.setState({ activeTab: 'tab 7' as TabId }));
  expect(names).toMatchObject({ TabStrip: 1, TabHandle: 2, RunStatus: 1 });
  expect(names).not.toHaveProperty('ActionBar');
  expect(names).not.toHaveProperty('Panes');
});

test('a status renders what it changes, and scrolling the rows that come into view', async () => {
  render(<Window />);
  await rendered(() => void runSql(FIRST, 'SELECT 1', { line: 1, column: 1 }));
  const grid = screen.getByRole('grid');
  await waitFor(() => expect(screen.getAllByRole('gridcell')[2]?.textContent).toBe('1'));
  await rendered(nothing);

  const progress = await rendered(() => emit('query:progressed', status(2, 9_000)));
  expect(progress).toMatchObject({ ResultGrid: 1, RunSummary: expect.any(Number) });
  for (const name of ['GridRow', 'GridHeader', 'ActionBar', 'TabStrip', 'TabHandle', 'RunDot', 'RunStatus'])
    expect(progress).not.toHaveProperty(name);

  const scroll = await rendered(() => {
    grid.scrollTop = 48;
    fireEvent.scroll(grid);
  });
  expect(scroll).toMatchObject({ ResultGrid: 1, GridRow: 2 });
  expect(scroll).not.toHaveProperty('GridHeader');

  await rendered(() => fireEvent.keyDown(grid, { key: 'Home', ctrlKey: true }));
  // The time of the run goes on beside it.
  const { RunSummary: _time, ...key } = await rendered(() => fireEvent.keyDown(grid, { key: 'ArrowDown' }));
  expect(key).toEqual({
    ResultGrid: 1,
    VirtualRows: 1,
    GridRow: 2,
    GridCells: 2,
    GridMenus: 1,
    CellDetail: 1,
  });
});
