import { describe, expect, it } from 'vitest';
import * as tabs from './tabs';

const query = (id: string, sql = '') => ({ kind: 'query' as const, id, title: `${id}.sql`, sql });
const state = (...ids: string[]): tabs.TabsState => ({
  tabs: ids.map((id) => query(id)),
  activeTab: ids[0] ?? null,
  closed: [],
});
const order = ({ tabs: open, activeTab }: tabs.TabsState) => ({ ids: open.map(({ id }) => id), activeTab });

describe('openTab', () => {
  it('puts a new tab after the active one and shows it', () => {
    expect(order(tabs.openTab(state('a', 'b'), query('c')))).toEqual({
      ids: ['a', 'c', 'b'],
      activeTab: 'c',
    });
  });

  it('only shows a tab that is open already', () => {
    expect(order(tabs.openTab(state('a', 'b'), query('b')))).toEqual({ ids: ['a', 'b'], activeTab: 'b' });
  });
});

describe('restoreTabs', () => {
  it('shows the tab that was on show, else the first', () => {
    const saved = state('a', 'b').tabs;
    expect(order(tabs.restoreTabs(state(), saved, 'b'))).toEqual({ ids: ['a', 'b'], activeTab: 'b' });
    expect(order(tabs.restoreTabs(state(), saved, 'gone'))).toEqual({ ids: ['a', 'b'], activeTab: 'a' });
    expect(order(tabs.restoreTabs(state(), [], null))).toEqual({ ids: [], activeTab: null });
  });

  it('keeps what was opened before the workspace was read', () => {
    const early = tabs.openPlan(state(), '/x/p.dfplan', 'p');
    expect(order(tabs.restoreTabs(early, state('a').tabs, 'a'))).toEqual({ ids: ['a', 'p'], activeTab: 'p' });
  });
});

describe('openPlan', () => {
  it('gives each path one tab, and reads it anew each time', () => {
    const once = tabs.openPlan(state('a'), '/x/p.dfplan', 'p');
    expect(once.tabs[1]).toMatchObject({ id: 'p', title: 'p.dfplan', opened: 1 });
    const twice = tabs.openPlan({ ...once, activeTab: 'a' }, '/x/p.dfplan', 'q');
    expect(order(twice)).toEqual({ ids: ['a', 'p'], activeTab: 'p' });
    expect(twice.tabs[1]).toMatchObject({ opened: 2 });
  });
});

describe('closeTab', () => {
  it('shows the right neighbour, at the right end the left one', () => {
    const first = tabs.closeTab({ ...state('a', 'b', 'c'), activeTab: 'b' }, 'b');
    expect(order(first)).toEqual({ ids: ['a', 'c'], activeTab: 'c' });
    expect(order(tabs.closeTab(first, 'c'))).toEqual({ ids: ['a'], activeTab: 'a' });
  });

  it('leaves the active tab alone when another is closed', () => {
    expect(order(tabs.closeTab(state('a', 'b'), 'b'))).toEqual({ ids: ['a'], activeTab: 'a' });
  });

  it('has no active tab once the last is closed', () => {
    expect(order(tabs.closeTab(state('a'), 'a'))).toEqual({ ids: [], activeTab: null });
  });

  it('does nothing for a tab that is not open', () => {
    const before = state('a');
    expect(tabs.closeTab(before, 'x')).toBe(before);
  });

  it('keeps the last closed tabs up to the limit', () => {
    const ids = Array.from({ length: tabs.CLOSED_LIMIT + 2 }, (_, index) => `t${index}`);
    const closed = ids.reduce(tabs.closeTab, state(...ids)).closed;
    expect(closed.map(({ tab }) => tab.id)).toEqual(ids.slice(2));
  });
});

describe('reopenTab', () => {
  it('brings a tab back to its place with its text', () => {
    const before = tabs.setSql(state('a', 'b', 'c'), 'b', 'SELECT 1');
    const after = tabs.reopenTab(tabs.closeTab(before, 'b'), 'b');
    expect(after.tabs).toEqual(before.tabs);
    expect(after.activeTab).toBe('b');
    expect(after.closed).toEqual([]);
  });

  it('brings back the last closed tab when none is named', () => {
    const closed = tabs.closeTab(tabs.closeTab(state('a', 'b', 'c'), 'a'), 'b');
    expect(order(tabs.reopenTab(closed))).toEqual({ ids: ['b', 'c'], activeTab: 'b' });
  });

  it('does nothing when nothing was closed', () => {
    const before = state('a');
    expect(tabs.reopenTab(before)).toBe(before);
  });
});

describe('renameTab', () => {
  it('trims the title and cuts it at 200 characters', () => {
    const titles = tabs.renameTab(state('a'), 'a', `  ${'x'.repeat(300)} `).tabs.map(({ title }) => title);
    expect(titles).toEqual(['x'.repeat(200)]);
  });

  it('refuses a blank title', () => {
    const before = state('a');
    expect(tabs.renameTab(before, 'a', '  ')).toBe(before);
  });
});

describe('stepTab', () => {
  it('goes round both ends', () => {
    expect(tabs.stepTab(state('a', 'b', 'c'), -1).activeTab).toBe('c');
    expect(tabs.stepTab({ ...state('a', 'b', 'c'), activeTab: 'c' }, 1).activeTab).toBe('a');
  });

  it('stays where it is without tabs', () => {
    expect(tabs.stepTab(state(), 1).activeTab).toBeNull();
  });
});

describe('freeTitle', () => {
  it('takes the lowest number that no tab has', () => {
    const open = ['Query 1.sql', 'Query 3.sql'].map((title) => ({ ...query(title), title }));
    expect(tabs.freeTitle(open)).toBe('Query 2.sql');
  });
});
