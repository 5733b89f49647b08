// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { TableInfo } from '../../shared/table';
import { expectAccessible } from '../testing/axe';
import { bridge, Refusal } from '../testing/bridge';
import { render } from '../testing/render';
import { OptionsDialog } from './OptionsDialog';
import { ReopenButtons } from './ReopenButtons';
import { useCatalog } from './store';

const table: TableInfo = {
  name: 'late',
  origin: 'file',
  format: 'csv',
  path: '/data/late.csv',
  columns: [],
  rows: null,
  bytes: 10,
  options: { delimiter: ';' },
  definition: null,
};

it('begins with the options there are, opens again with those that were chosen, and can take it back', async () => {
  const asked = bridge({ 'catalog:reopen': () => table });
  const onClose = vi.fn();
  render(
    <OptionsDialog target={{ path: '/data/late.csv', table, options: table.options }} onClose={onClose} />,
  );
  expect(screen.getByRole('button', { name: /Delimiter/ }).textContent).toContain('Semicolon');
  fireEvent.change(screen.getByRole('textbox', { name: 'Text columns' }), { target: { value: 'a, b' } });
  fireEvent.click(screen.getByRole('checkbox', { name: /too short/ }));
  fireEvent.click(screen.getByRole('button', { name: 'Reopen' }));
  await expect.poll(() => onClose.mock.calls).toHaveLength(1);
  const options = { delimiter: ';', text_columns: 'a, b', truncated_rows: 'true' };
  expect(asked).toEqual([['catalog:reopen', { name: 'late', options }]]);
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  await expect
    .poll(() => asked[1])
    .toEqual(['catalog:reopen', { name: 'late', options: { delimiter: ';' } }]);
});

it('shows what the file objects to and stays open', async () => {
  bridge({
    'catalog:open': () => ({
      tables: [],
      plans: [],
      queries: [],
      folders: [],
      failures: [{ path: '/data/x', error: { code: 'file_damaged', message: 'It is torn.' } }],
    }),
  });
  const onClose = vi.fn();
  render(<OptionsDialog target={{ path: '/data/x', table: null, options: {} }} onClose={onClose} />);
  const dialog = screen.getByRole('dialog', { name: 'Open options for x' });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Open' }));
  await expect.poll(() => screen.queryByRole('alert')?.textContent).toContain('It is torn.');
  expect(onClose).not.toHaveBeenCalled();
  await expectAccessible();
});

it('an error offers what opens its table again', async () => {
  let refused = true;
  const asked = bridge({
    'catalog:reopen': () => {
      if (refused) throw new Refusal({ code: 'file_damaged', message: 'It is torn.' });
      return table;
    },
  });
  useCatalog.setState({ tables: [table] });
  const onReopened = vi.fn();
  const reopen = { table: 'late', fixes: [{ kind: 'textColumn', column: 'a' } as const] };
  const error = { code: 'file_mismatch', message: 'No number.', reopen } as const;
  render(<ReopenButtons error={error} onReopened={onReopened} />);
  const button = screen.getByRole('button', { name: 'Read a as text' });
  fireEvent.click(button);
  await expect.poll(() => screen.queryByText(/It is torn/)).toBeTruthy();
  expect(onReopened).not.toHaveBeenCalled();
  refused = false;
  fireEvent.click(button);
  await expect.poll(() => onReopened.mock.calls).toHaveLength(1);
  expect(asked[1]).toEqual([
    'catalog:reopen',
    { name: 'late', options: { delimiter: ';', text_columns: 'a' } },
  ]);
});
