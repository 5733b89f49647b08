// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import type { DocumentId } from '../../../shared/identity';
import type { ViewRequest } from '../../../shared/resultView';
import { expectAccessible } from '../../testing/axe';
import { bridge } from '../../testing/bridge';
import { withLayout } from '../../testing/layout';
import { render } from '../../testing/render';
import { ResultGrid } from '../grid/ResultGrid';
import { ArrangedRows } from './HeaderTools';
import { useArranged } from './useArranged';
import { ViewBar } from './ViewBar';

const columns = ['a', 'b'].map((name) => ({
  name,
  type: 'Int32',
  shortType: 'i32',
  kind: 'integer' as const,
  nullable: false,
}));

/** Cells are the place of their row, those of a view above a thousand. */
function pageOf(offset: number, limit: number, viewId: string | undefined): Uint8Array {
  const first = offset + (viewId === undefined ? 0 : 1_000 * Number(viewId.slice(1)));
  const numbers = () => Int32Array.from({ length: limit }, (_, row) => first + row);
  return tableToIPC(tableFromArrays({ a: numbers(), b: numbers() }));
}

function Results({ queryId }: { queryId: string }) {
  const rows = { queryId, columns, count: 500, truncated: null, memoryRows: 500, stale: false };
  const arranged = useArranged(rows, false);
  return (
    <ArrangedRows value={rows}>
      <ViewBar rows={rows} />
      <ResultGrid key={arranged.queryId} documentId={'document' as DocumentId} rows={arranged} />
    </ArrangedRows>
  );
}

test('columns are sorted and filtered by their headers, each as a chip that can be removed', async () => {
  withLayout(800, 400);
  const views: ViewRequest[] = [];
  const closed: string[] = [];
  bridge({
    'query:page': ({ offset, limit, viewId }) => pageOf(offset, limit, viewId) as never,
    'rows:view': ({ queryId, ...request }) => {
      views.push(request);
      return { queryId, viewId: `v${views.length}`, rows: 20 };
    },
    'rows:closeView': ({ viewId }) => void closed.push(viewId),
    'rows:progress': () => null,
  });
  render(<Results queryId="q1" />);
  await screen.findAllByRole('gridcell', { name: '7' });

  fireEvent.click(screen.getByRole('button', { name: 'Sort by b' }));
  await screen.findByRole('button', { name: 'Stop sorting by b' });
  fireEvent.click(screen.getByRole('button', { name: 'Sort by a' }), { shiftKey: true });
  await waitFor(() => expect(closed).toEqual(['v1']));
  const ascending = (column: number) => ({ column, descending: false, nullsFirst: false });
  expect(views.at(-1)).toEqual({ sort: [ascending(1), ascending(0)], filter: [] });

  fireEvent.click(screen.getByRole('button', { name: 'Filter by a' }));
  const value = await screen.findByRole('textbox', { name: 'Value' });
  await expectAccessible();
  fireEvent.change(value, { target: { value: '7' } });
  fireEvent.click(screen.getByRole('button', { name: 'Apply' }));
  await waitFor(() => expect(screen.getByText('20 of 500 rows')).toBeTruthy());
  expect(views.at(-1)?.filter).toEqual([{ column: 0, op: 'equals', values: ['7'] }]);
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('21');
  await expectAccessible();

  fireEvent.click(screen.getByRole('button', { name: 'Remove the filter a = 7' }));
  await waitFor(() => expect(views.at(-1)?.filter).toEqual([]));
  fireEvent.click(await screen.findByRole('button', { name: 'Clear all' }));
  await waitFor(() => expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('501'));
  expect(screen.queryByRole('region', { name: 'Sort and filter' })).toBeNull();
  expect(closed).toEqual(['v1', 'v2', 'v3', 'v4']);
});
