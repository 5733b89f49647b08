// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Field, TableInfo } from '../../shared/table';
import { expectAccessible } from '../testing/axe';
import { bridge } from '../testing/bridge';
import { withLayout } from '../testing/layout';
import { render } from '../testing/render';
import { useWorkspace } from '../workspace';
import { SideBar } from './SideBar';
import { useCatalog } from './store';

const field = (name: string): Field => ({
  name,
  type: 'Int64',
  shortType: 'i64',
  kind: 'integer',
  nullable: true,
});

const table = (name: string, columns: number): TableInfo => ({
  name,
  origin: 'file',
  format: 'csv',
  path: `/data/${name}.csv`,
  columns: Array.from({ length: columns }, (_, at) => field(`c${at}`)),
  rows: null,
  bytes: 10,
  options: {},
  definition: null,
});

beforeEach(() => {
  bridge({});
  withLayout(240, 300);
  useCatalog.setState({ tables: [table('late', 2), table('wide', 10_000)], fresh: new Set() });
  useWorkspace.setState({ queries: [{ name: 'worst-days.sql', sql: 'SELECT 1' }] });
});

function opened() {
  const onPreview = vi.fn();
  const onInsert = vi.fn();
  render(<SideBar onPreview={onPreview} onInsert={onInsert} />);
  return { onPreview, onInsert, tables: screen.getByRole('treegrid', { name: 'Tables' }) };
}

test('a table expands to all of its columns, of which those in view are drawn', async () => {
  const { tables } = opened();
  fireEvent.click(screen.getByRole('button', { name: 'Columns of wide' }));
  expect(tables.getAttribute('aria-rowcount')).toBe('10002');
  expect(screen.getAllByRole('row').length).toBeLessThan(50);
  fireEvent.keyDown(tables, { key: 'End' });
  expect(await screen.findByRole('row', { name: 'c9999' })).toBeTruthy();
  await expectAccessible();
});

test('Enter previews a table and types the name of a column, a double click too', async () => {
  const { tables, onPreview, onInsert } = opened();
  fireEvent.keyDown(tables, { key: 'l' });
  fireEvent.keyDown(tables, { key: 'Enter' });
  fireEvent.keyDown(tables, { key: 'ArrowRight' });
  fireEvent.keyDown(tables, { key: 'ArrowRight' });
  fireEvent.keyDown(tables, { key: 'Enter' });
  fireEvent.doubleClick(screen.getByText('wide'));
  expect(onPreview.mock.calls.map(([{ name }]) => name)).toEqual(['late', 'wide']);
  expect(onInsert.mock.calls).toEqual([['c0']]);
});

test('the menu of a table is opened by the menu key and by its button', async () => {
  const { tables } = opened();
  fireEvent.keyDown(tables, { key: 'ArrowDown' });
  fireEvent.contextMenu(tables);
  expect(screen.getByRole('menu', { name: 'Actions on late' })).toBeTruthy();
  await expectAccessible();
});

test('without tables it says how to open some', async () => {
  useCatalog.setState({ tables: [] });
  render(<SideBar onPreview={vi.fn()} onInsert={vi.fn()} />);
  expect(screen.getByText('No tables yet')).toBeTruthy();
  await expectAccessible();
});
