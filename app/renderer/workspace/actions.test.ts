import { afterEach, expect, it, vi } from 'vitest';
import { loadWorkspace } from './actions';
import { useWorkspace } from './store';

const saved = {
  name: 'Flights',
  queries: [],
  tabs: [{ id: 'a', title: 'a.sql', sql: 'SELECT 1' }],
  activeTab: 'a',
  layout: {},
  unsaved: null,
  notes: ['late.csv is missing'],
};

afterEach(() => {
  vi.unstubAllGlobals();
});

it('opens the saved tabs once when the workspace is loaded twice, as under StrictMode', async () => {
  vi.stubGlobal('window', { planarium: { call: async () => ({ ok: true, value: saved }) } });
  const loads = await Promise.all([loadWorkspace(), loadWorkspace()]);
  expect(useWorkspace.getState().tabs.map(({ id }) => id)).toEqual(['a']);
  expect(loads.flatMap(({ notes }) => notes)).toEqual(saved.notes);
});
