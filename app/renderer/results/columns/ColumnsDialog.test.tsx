// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import type { Field } from '../../../shared/table';
import { expectAccessible } from '../../testing/axe';
import { withLayout } from '../../testing/layout';
import { render } from '../../testing/render';
import { type Arrangement, initialArrangement } from './arrangement';
import { ColumnsDialog } from './ColumnsDialog';

const COLUMNS = 10_000;

const columns: Field[] = Array.from({ length: COLUMNS }, (_, index) => ({
  name: `column ${index}`,
  type: 'Int32',
  shortType: 'i32',
  kind: 'integer',
  nullable: true,
}));

test('finds columns among ten thousand, draws those in view, hides and shows what is found', async () => {
  withLayout(400, 300);
  let last: Arrangement | undefined;
  function Dialog() {
    const [arrangement, setArrangement] = useState(() => initialArrangement(COLUMNS));
    last = arrangement;
    return (
      <ColumnsDialog
        columns={columns}
        arrangement={arrangement}
        onArrange={setArrangement}
        onClose={() => undefined}
      />
    );
  }
  render(<Dialog />);
  await screen.findByRole('option', { name: /^column 0/ });
  expect(screen.getAllByRole('option').length).toBeLessThan(100);
  await expectAccessible();

  fireEvent.change(screen.getByRole('textbox', { name: 'Find' }), { target: { value: 'column 999' } });
  expect(screen.getByRole('status').textContent).toBe('10,000 of 10,000 shown, 11 found');
  fireEvent.click(screen.getByRole('button', { name: 'Hide found' }));
  expect(last?.order).toHaveLength(COLUMNS - 11);
  fireEvent.click(screen.getByRole('button', { name: 'Show found' }));
  expect(last?.order).toEqual(initialArrangement(COLUMNS).order);

  fireEvent.change(screen.getByRole('textbox', { name: 'Find' }), { target: { value: '' } });
  fireEvent.click(screen.getByRole('button', { name: 'Hide all' }));
  expect(last?.order).toEqual([0]);
});
