// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import {
  Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { expect, test } from 'vitest';
import type { DocumentId } from '../../../shared/identity';
import { expectAccessible } from '../../testing/axe';
import { bridge } from '../../testing/bridge';
import { withLayout } from '../../testing/layout';
import { render } from '../../testing/render';
import { ResultGrid } from './ResultGrid';

const WHOLE = 'x'.repeat(5_000);

/** One column of texts; the first is cut to 100 letters where the request says that values may be. */
function pageOf(offset: number, limit: number, cellBytes: number | undefined): Uint8Array {
  const isCut = cellBytes !== undefined && cellBytes < WHOLE.length && offset === 0;
  const texts = Array.from({ length: limit }, (_, row) => `row ${offset + row}`);
  if (offset === 0) texts[0] = isCut ? WHOLE.slice(0, 100) : WHOLE;
  const cut = new Map(isCut ? [['planarium.cut', `0:${WHOLE.length}`]] : []);
  const field = new Field('text', new Utf8(), true, cut);
  const [values] = vectorFromArray(texts, new Utf8()).data;
  if (!values) throw new Error('no values');
  const rows = makeData({ type: new Struct([field]), length: limit, children: [values] });
  return tableToIPC(new Table(new RecordBatch(new Schema([field]), rows)));
}

function opened(queryId: string) {
  withLayout(800, 400);
  const asked = bridge({
    'query:page': ({ offset, limit, cellBytes }) => pageOf(offset, limit, cellBytes) as never,
  });
  const columns = [{ name: 'text', type: 'Utf8', shortType: 'str', kind: 'text' as const, nullable: true }];
  render(
    <ResultGrid
      documentId={'document' as DocumentId}
      rows={{ queryId, columns, count: 1_000_000, truncated: null, memoryRows: 1_000_000, stale: false }}
    />,
  );
  return { asked, grid: screen.getByRole('grid', { name: 'Result rows' }) };
}

test('shows the rows in view and says where they are', async () => {
  const { asked, grid } = opened('a');
  await screen.findByRole('gridcell', { name: 'row 1' });
  expect(grid.getAttribute('aria-rowcount')).toBe('1000001');
  expect(screen.getAllByRole('row').length).toBeLessThan(40);
  expect(asked.length).toBeLessThanOrEqual(2);
  fireEvent.keyDown(grid, { key: 'Home', ctrlKey: true });
  fireEvent.keyDown(grid, { key: 'End', ctrlKey: true });
  await screen.findByRole('gridcell', { name: 'row 999999' });
  const active = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
  expect([active?.textContent, active?.getAttribute('aria-selected')]).toEqual(['row 999999', 'true']);
  await expectAccessible();
});

test('a long value is fetched whole when it is opened', async () => {
  const { asked, grid } = opened('b');
  await screen.findByRole('gridcell', { name: `${WHOLE.slice(0, 100)}…` });
  const cut = { ...(asked[0]?.[1] as object) };
  expect(cut).toMatchObject({ columns: [0], cellBytes: 1_200 });
  fireEvent.keyDown(grid, { key: 'Home', ctrlKey: true });
  fireEvent.keyDown(grid, { key: 'Enter' });
  const dialog = await screen.findByRole('dialog', { name: 'text, row 1' });
  await waitFor(() => expect(dialog.querySelector('pre')?.textContent).toBe(WHOLE));
  expect(dialog.textContent).toContain('5,000 characters');
  expect(asked.at(-1)?.[1]).toMatchObject({ offset: 0, limit: 1, columns: [0] });
  await expectAccessible();
});
