// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { expectAccessible } from '../testing/axe';
import { bridge } from '../testing/bridge';
import { render } from '../testing/render';
import { FolderDialog } from './FolderDialog';

const NOTHING = { tables: [], failures: [], plans: [], queries: [], folders: [] };
const folder = {
  path: '/data/sales',
  oneFormat: true,
  tables: [
    {
      path: '/data/sales/customers.csv',
      name: 'customers',
      format: 'csv',
      files: 1,
      bytes: 20,
      columns: ['id'],
    },
    { path: '/data/sales/orders-*.csv', name: 'orders', format: 'csv', files: 2, bytes: 90, columns: ['no'] },
  ],
  faults: [{ path: '/data/sales/torn.csv', error: { code: 'file_damaged', message: 'It is torn.' } }],
} as const;

function show(changed: { oneFormat?: boolean } = {}) {
  const asked = bridge({ 'catalog:open': () => NOTHING });
  const onClose = vi.fn();
  render(<FolderDialog folder={structuredClone({ ...folder, ...changed }) as never} onClose={onClose} />);
  return { asked, onClose };
}

it('opens each table that is left chosen', async () => {
  const { asked, onClose } = show();
  const dialog = screen.getByRole('dialog', { name: 'sales contains 2 different tables' });
  expect(dialog.textContent).toContain('orders-*.csv · CSV · 2 files');
  fireEvent.click(screen.getByRole('checkbox', { name: /customers/ }));
  fireEvent.click(screen.getByRole('button', { name: 'Open 1 table' }));
  expect(onClose).toHaveBeenCalledOnce();
  await expect.poll(() => asked).toEqual([['catalog:open', { paths: ['/data/sales/orders-*.csv'] }]]);
});

it('says which files cannot be opened', async () => {
  show();
  const items = screen.getAllByRole('listitem').map((item) => item.textContent);
  expect(items[2]).toBe("torn.csvCan't be opened: It is torn.");
  await expectAccessible();
});

it('opens the folder as one table where all files have one format', async () => {
  const { asked } = show();
  fireEvent.click(screen.getByRole('button', { name: 'Open as one table' }));
  const request = { paths: ['/data/sales'], options: { format: 'csv' } };
  await expect.poll(() => asked).toEqual([['catalog:open', request]]);
});

it('does not offer one table of several formats', () => {
  show({ oneFormat: false });
  expect(screen.queryByRole('button', { name: 'Open as one table' })).toBeNull();
});
