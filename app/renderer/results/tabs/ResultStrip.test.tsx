// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import type { KeptResult } from '../../query';
import { expectAccessible } from '../../testing/axe';
import { render } from '../../testing/render';
import { ResultStrip } from './ResultStrip';
import { tabsOf } from './tabsOf';

const kept = (queryId: string, title: string, pinned = false): KeptResult => ({
  queryId,
  title,
  rows: { queryId, columns: [], count: 1, truncated: null, memoryRows: 0, stale: false },
  elapsedMs: 1,
  pinned,
});

test('keys show one result after the other, round both ends', async () => {
  const tabs = tabsOf([kept('a', 'SELECT 1', true), kept('b', 'SELECT 2')], 'c', '-- last\nSELECT\n  3');
  function Strip() {
    const [selected, setSelected] = useState<string | null>(null);
    return (
      <>
        <ResultStrip tabs={tabs} selected={selected} onSelect={setSelected} />
        <div role="tabpanel" aria-label="Rows" />
      </>
    );
  }
  render(<Strip />);
  const selected = () => screen.getByRole('tab', { selected: true }).textContent;
  expect(selected()).toBe('3SELECT 3');
  fireEvent.keyDown(screen.getByRole('tab', { selected: true }), { key: 'ArrowRight' });
  expect(selected()).toBe('1SELECT 1');
  expect(document.activeElement).toBe(screen.getByRole('tab', { name: /pinned/ }));
  fireEvent.keyDown(screen.getByRole('tab', { selected: true }), { key: 'End' });
  expect(selected()).toBe('3SELECT 3');
  await expectAccessible();
});

test('the result of the last run is listed once where it is pinned', () => {
  const tabs = tabsOf([kept('a', 'SELECT 1', true)], 'a', 'SELECT 1');
  expect(tabs).toEqual([{ queryId: null, title: 'SELECT 1', rows: null, pinned: true }]);
});
