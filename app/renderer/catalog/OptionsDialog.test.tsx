// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { TableInfo, TablePreview } from '../../shared/table';
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

const field = (name: string) =>
  ({ name, type: 'Int64', shortType: 'i64', kind: 'integer', nullable: true }) as const;

const preview: TablePreview = {
  format: 'csv',
  found: { delimiter: ';', has_header: 'true', quote: '"' },
  columns: [field('n'), field('a, b')],
  sheets: [],
  rows: [['1', null]],
  statement: 'CREATE EXTERNAL TABLE late',
};

it('begins with the options there are, opens again with those that were chosen, and can take it back', async () => {
  const asked = bridge({ 'catalog:reopen': () => table, 'catalog:preview': () => preview });
  const onClose = vi.fn();
  render(
    <OptionsDialog target={{ path: '/data/late.csv', table, options: table.options }} onClose={onClose} />,
  );
  expect(screen.getByRole('button', { name: /Delimiter/ }).textContent).toContain('Semicolon');
  const type = await screen.findByRole('combobox', { name: 'Type of n' });
  fireEvent.change(type, { target: { value: 'DOUBLE' } });
  fireEvent.change(screen.getByRole('combobox', { name: 'Type of a, b' }), { target: { value: 'VARCHAR' } });
  fireEvent.click(screen.getByRole('checkbox', { name: /short rows/ }));
  expect(screen.getByRole('cell', { name: 'NULL' })).toBeTruthy();
  await expectAccessible();
  fireEvent.click(screen.getByRole('button', { name: 'Reopen' }));
  await expect.poll(() => onClose.mock.calls).toHaveLength(1);
  const options = {
    delimiter: ';',
    text_columns: '"a, b"',
    column_types: 'n DOUBLE',
    truncated_rows: 'true',
  };
  const reopened = () => asked.filter(([channel]) => channel === 'catalog:reopen');
  expect(reopened()).toEqual([['catalog:reopen', { name: 'late', options }]]);
  fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  await expect
    .poll(() => reopened()[1])
    .toEqual(['catalog:reopen', { name: 'late', options: { delimiter: ';' } }]);
});

it('shows what the file objects to and stays open', async () => {
  bridge({
    'catalog:preview': () => preview,
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

it('shows why the files are not read with these options, and what reads them', async () => {
  const reopen = { table: null, fixes: [{ kind: 'encoding', encoding: 'windows-1252' } as const] };
  const asked = bridge({
    'catalog:preview': ({ options }) => {
      if (options['encoding'] === undefined)
        throw new Refusal({ code: 'file_unsupported', message: 'It is not valid UTF-8.', reopen });
      return preview;
    },
  });
  render(<OptionsDialog target={{ path: '/data/x.csv', table: null, options: {} }} onClose={vi.fn()} />);
  const fix = await screen.findByRole('button', { name: 'Read as Western (Windows-1252)' });
  expect(screen.getByRole('alert').textContent).toContain('not valid UTF-8');
  fireEvent.click(fix);
  await screen.findByRole('combobox', { name: 'Type of n' });
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.getByRole('button', { name: /Encoding/ }).textContent).toContain('Western');
  expect(asked.at(-1)?.[1]).toEqual({ path: '/data/x.csv', options: { encoding: 'windows-1252' } });
  fireEvent.click(screen.getByRole('radio', { name: 'SQL' }));
  expect(screen.getByText('CREATE EXTERNAL TABLE late')).toBeTruthy();
});
