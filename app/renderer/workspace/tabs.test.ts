import { describe, expect, it } from 'vitest';
import type { DocumentId, TabId } from '../../shared/identity';
import * as tabs from './tabs';

const EMPTY: tabs.TabsState = { documents: {}, texts: {}, onDisk: {}, tabs: [], activeTab: null, closed: [] };
const doc = (id: string) => id as DocumentId;
/** The tab of document `a` is `tab-a`. */
const tab = (id: string) => `tab-${id}` as TabId;
const query = (id: string, sql = ''): tabs.Query => ({ kind: 'query', id: doc(id), title: `${id}.sql`, sql });
const saved = (...ids: string[]) => ids.map((id) => ({ query: query(id), tab: tab(id) }));
/** Queries in tabs, the first one on show. */
const state = (...ids: string[]) => tabs.restoreTabs(EMPTY, saved(...ids), null);
const order = ({ tabs: open, activeTab }: tabs.TabsState) => ({
  documents: open.map(({ document }) => document),
  activeTab,
});
const fresh = (id: string) => ({ document: doc(id), tab: tab(id) });

it('a new query comes after the active tab and is shown', () => {
  const opened = tabs.openQuery(state('a', 'b'), query('c', 'SELECT 1'), tab('c'));
  expect(order(opened)).toEqual({ documents: ['a', 'c', 'b'], activeTab: 'tab-c' });
  expect(tabs.openQueries(opened).map(({ sql }) => sql)).toEqual(['', 'SELECT 1', '']);
});

describe('restoreTabs', () => {
  it('shows the query that was on show, else the first', () => {
    const shows = (active: string) => order(tabs.restoreTabs(EMPTY, saved('a', 'b'), doc(active))).activeTab;
    expect([shows('b'), shows('gone')]).toEqual(['tab-b', 'tab-a']);
    expect(order(tabs.restoreTabs(EMPTY, [], null))).toEqual({ documents: [], activeTab: null });
  });

  it('keeps what was opened before the workspace was read', () => {
    const early = tabs.openPlan(EMPTY, '/x/p.dfplan', fresh('p'));
    expect(order(tabs.restoreTabs(early, saved('a'), doc('a')))).toEqual({
      documents: ['a', 'p'],
      activeTab: 'tab-p',
    });
  });
});

it('each plan file has one tab, and is read again each time', () => {
  const once = tabs.openPlan(state('a'), '/x/p.dfplan', fresh('p'));
  expect(once.documents[doc('p')]).toMatchObject({ title: 'p.dfplan', opened: 1 });
  const twice = tabs.openPlan({ ...once, activeTab: tab('a') }, '/x/p.dfplan', fresh('q'));
  expect(order(twice)).toEqual({ documents: ['a', 'p'], activeTab: 'tab-p' });
  expect(twice.documents[doc('p')]).toMatchObject({ opened: 2 });
});

describe('closeTab', () => {
  it('shows the right neighbour, at the right end the left one', () => {
    const first = tabs.closeTab({ ...state('a', 'b', 'c'), activeTab: tab('b') }, tab('b'));
    expect(order(first)).toEqual({ documents: ['a', 'c'], activeTab: 'tab-c' });
    expect(order(tabs.closeTab(first, tab('c')))).toEqual({ documents: ['a'], activeTab: 'tab-a' });
  });

  it('leaves the active tab alone when another is closed', () => {
    expect(order(tabs.closeTab(state('a', 'b'), tab('b')))).toEqual({ documents: ['a'], activeTab: 'tab-a' });
  });

  it('has no active tab once the last is closed', () => {
    expect(order(tabs.closeTab(state('a'), tab('a')))).toEqual({ documents: [], activeTab: null });
  });

  it('does nothing for a tab that is not open', () => {
    const before = state('a');
    expect(tabs.closeTab(before, tab('x'))).toBe(before);
  });

  it('keeps the last closed tabs up to the limit, and their documents only', () => {
    const ids = Array.from({ length: tabs.CLOSED_LIMIT + 2 }, (_, index) => `t${index}`);
    const after = ids.map(tab).reduce(tabs.closeTab, state(...ids));
    expect(after.closed.map(({ tab: closed }) => closed.document)).toEqual(ids.slice(2));
    expect(Object.keys(after.documents)).toEqual(ids.slice(2));
    expect(Object.keys(after.texts)).toEqual(ids.slice(2));
  });

  it('keeps a document that another tab shows', () => {
    const before = state('a', 'b');
    const two = { ...before, tabs: [...before.tabs, { id: tab('a2'), document: doc('a') }] };
    const after = tabs.closeTab(tabs.closeTab(two, tab('a')), tab('b'));
    expect(after.documents[doc('a')]).toBe(before.documents[doc('a')]);
  });
});

describe('reopenTab', () => {
  it('brings a tab back to its place with its text', () => {
    const before = tabs.setText(state('a', 'b', 'c'), doc('b'), 'SELECT 1');
    const after = tabs.reopenTab(tabs.closeTab(before, tab('b')), tab('b'));
    expect(after).toEqual({ ...before, activeTab: 'tab-b' });
  });

  it('brings back the last closed tab when none is named', () => {
    const closed = tabs.closeTab(tabs.closeTab(state('a', 'b', 'c'), tab('a')), tab('b'));
    expect(order(tabs.reopenTab(closed))).toEqual({ documents: ['b', 'c'], activeTab: 'tab-b' });
  });

  it('does nothing when nothing was closed', () => {
    const before = state('a');
    expect(tabs.reopenTab(before)).toBe(before);
  });
});

describe('renameDocument', () => {
  it('trims the title and cuts it at 200 characters', () => {
    const renamed = tabs.renameDocument(state('a'), doc('a'), `  ${'x'.repeat(300)} `);
    expect(renamed.documents[doc('a')]?.title).toBe('x'.repeat(200));
  });

  it('refuses a blank title, and any for a plan file', () => {
    const before = tabs.openPlan(state('a'), '/x/p.dfplan', fresh('p'));
    expect(tabs.renameDocument(before, doc('a'), '  ')).toBe(before);
    expect(tabs.renameDocument(before, doc('p'), 'other')).toBe(before);
  });
});

it('typing changes the text alone', () => {
  const before = tabs.openPlan(state('a'), '/x/p.dfplan', fresh('p'));
  const after = tabs.setText(before, doc('a'), 'SELECT 1');
  expect(after.texts).toEqual({ a: 'SELECT 1' });
  expect([after.documents, after.tabs]).toEqual([before.documents, before.tabs]);
  expect(after.documents).toBe(before.documents);
  expect(after.tabs).toBe(before.tabs);
  expect(tabs.setText(before, doc('p'), 'SELECT 1')).toBe(before);
});

describe('stepTab', () => {
  it('goes round both ends', () => {
    expect(tabs.stepTab(state('a', 'b', 'c'), -1).activeTab).toBe('tab-c');
    expect(tabs.stepTab({ ...state('a', 'b', 'c'), activeTab: tab('c') }, 1).activeTab).toBe('tab-a');
  });

  it('stays where it is without tabs', () => {
    expect(tabs.stepTab(EMPTY, 1).activeTab).toBeNull();
  });
});

it('a new query takes the lowest number that no open one has', () => {
  const titled = (id: string, title: string) => ({ query: { ...query(id), title }, tab: tab(id) });
  const open = tabs.restoreTabs(EMPTY, [titled('a', 'Query 1.sql'), titled('b', 'Query 3.sql')], null);
  expect(tabs.freeTitle(open)).toBe('Query 2.sql');
});
