// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { expectAccessible } from '../testing/axe';
import { withLayout } from '../testing/layout';
import { render } from '../testing/render';
import { VirtualTreeGrid } from './VirtualTreeGrid';

interface Item {
  key: string;
  depth: number;
  children: number;
}

const COLUMNS = [
  { title: 'Name', cell: ({ key }: Item) => key },
  { title: 'Columns', right: true, cell: ({ children }: Item) => children },
];

/** Tables of 10,000 columns each. */
function Tables({ log }: { log: string[] }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string | null>(null);
  const rows: Item[] = ['alpha', 'beta'].flatMap((table) => [
    { key: table, depth: 0, children: 10_000 },
    ...Array.from({ length: open.has(table) ? 10_000 : 0 }, (_, at) => ({
      key: `${table}.c${at}`,
      depth: 1,
      children: 0,
    })),
  ]);
  return (
    <VirtualTreeGrid
      label="Tables"
      rows={rows}
      place={({ key, depth, children }) => ({
        key,
        depth,
        label: key,
        expanded: children > 0 ? open.has(key) : undefined,
      })}
      columns={COLUMNS}
      widths="1fr 60px"
      rowHeight={20}
      indent={10}
      selected={selected}
      onSelect={({ key }) => setSelected(key)}
      onToggle={({ key }) => setOpen(open.has(key) ? new Set() : new Set([key]))}
      onAction={({ key }) => log.push(`act ${key}`)}
      onDelete={({ key }) => log.push(`delete ${key}`)}
      onMenu={({ key }) => log.push(`menu ${key}`)}
    />
  );
}

function opened() {
  const log: string[] = [];
  withLayout(300, 220);
  render(<Tables log={log} />);
  const grid = screen.getByRole('treegrid', { name: 'Tables' });
  const press = (...keys: string[]) => {
    for (const key of keys) fireEvent.keyDown(grid, { key });
  };
  const active = () => {
    const id = grid.getAttribute('aria-activedescendant');
    return id === null ? null : document.getElementById(id)?.getAttribute('aria-label');
  };
  return { log, grid, press, active };
}

test('of ten thousand rows only those on show are in the document, and say where they are', async () => {
  const { grid, press } = opened();
  press('ArrowDown', 'ArrowRight');
  expect(grid.getAttribute('aria-rowcount')).toBe('10003');
  const rows = screen.getAllByRole('row').filter((row) => row.hasAttribute('aria-level'));
  expect(rows.length).toBeLessThan(40);
  const column = screen.getByRole('row', { name: 'alpha.c3' });
  expect([...column.attributes].map(({ name, value }) => `${name}=${value}`)).toEqual(
    expect.arrayContaining(['aria-rowindex=6', 'aria-level=2', 'aria-posinset=4', 'aria-setsize=10000']),
  );
  await expectAccessible();
});

test('keys move, open, close, act and find', async () => {
  const { log, grid, press, active } = opened();
  press('ArrowDown');
  expect(active()).toBe('alpha');
  press('ArrowRight', 'ArrowRight');
  expect(active()).toBe('alpha.c0');
  press('End');
  await waitFor(() => expect(active()).toBe('beta'));
  press('ArrowUp');
  await waitFor(() => expect(active()).toBe('alpha.c9999'));
  press('ArrowLeft');
  await waitFor(() => expect(active()).toBe('alpha'));
  press('ArrowLeft');
  expect(grid.getAttribute('aria-rowcount')).toBe('3');
  press('b');
  expect(active()).toBe('beta');
  press('Enter', 'Delete');
  fireEvent.contextMenu(grid);
  expect(log).toEqual(['act beta', 'delete beta', 'menu beta']);
  await expectAccessible();
});

test('a click selects, the chevron opens, a double click acts', () => {
  const { log, grid, active } = opened();
  fireEvent.click(screen.getByText('beta'));
  expect([active(), document.activeElement]).toEqual(['beta', grid]);
  const [chevron] = screen.getAllByRole('button', { name: 'Expand' });
  if (chevron) fireEvent.click(chevron);
  expect(active()).toBeNull();
  expect(screen.getByRole('row', { name: 'alpha' }).getAttribute('aria-expanded')).toBe('true');
  fireEvent.doubleClick(screen.getByText('alpha.c1'));
  expect(log).toEqual(['act alpha.c1']);
});
