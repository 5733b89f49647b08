import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DocumentId, TabId } from '../../shared/identity';
import { SQL_LIMIT, type WorkspaceChange } from '../../shared/workspace';
import { applyChange, type WindowState } from '../../shared/workspaceChange';

/** Each request to save, and what the main process holds after it. */
const saves: WorkspaceChange[] = [];
const held: WindowState[] = [];
const EMPTY: WindowState = { tabs: [], activeTab: null, layout: {} };
let refuse: object | null = null;
let listener: (failure: unknown) => void = () => {};
vi.mock('../bridge', () => ({
  call: (_channel: string, change: WorkspaceChange) => {
    const next = applyChange(held.at(-1) ?? EMPTY, change);
    saves.push(change);
    if (refuse || !next) return Promise.reject(refuse ?? { code: 'invalid_request' });
    held.push(next);
    return Promise.resolve();
  },
  subscribe: (_event: string, listen: typeof listener) => {
    listener = listen;
    return () => {};
  },
  toAppError: (thrown: unknown) => thrown,
}));
const toasts: { title: string }[] = [];
vi.mock('../base', () => ({
  toastError: vi.fn(),
  toast: (content: { title: string }) => toasts.push(content),
}));

const { flushAutosave, persistentPart, saveAgain, startAutosave } = await import('./autosave');
const { toastError } = await import('../base');
const { useWorkspace } = await import('./store');
const { openPlan, restoreTabs, setText } = await import('./tabs');

/** Longer than the limit for sending a text with every change. */
const LONG = '-'.repeat(300 * 1024);

/** A workspace with these texts, each in its tab; the first is on show. */
function withTexts(texts: Record<string, string>) {
  const saved = Object.entries(texts).map(([id, sql]) => ({
    query: { kind: 'query' as const, id: id as DocumentId, title: `${id}.sql`, sql },
    tab: `tab-${id}` as TabId,
  }));
  return restoreTabs(
    { documents: {}, texts: {}, onDisk: {}, tabs: [], activeTab: null, closed: [] },
    saved,
    null,
  );
}

describe('persistentPart', () => {
  it('leaves out tabs that show a plan file, also as the active one', () => {
    const state = {
      ...useWorkspace.getState(),
      ...openPlan(withTexts({ a: 'SELECT 1' }), '/p.dfplan', {
        document: 'p' as DocumentId,
        tab: 'tab-p' as TabId,
      }),
      layout: { pane: 'plan' as const },
    };
    expect(persistentPart(state)).toEqual({
      tabs: [{ id: 'a', title: 'a.sql', sql: 'SELECT 1' }],
      activeTab: null,
      layout: { pane: 'plan' },
    });
  });
});

describe('startAutosave', () => {
  let stop = () => {};
  const events = new EventTarget();

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('window', events);
    saves.length = 0;
    held.length = 0;
    held.push({ ...EMPTY, tabs: [{ id: 'a', title: 'a.sql', sql: 'SELECT 1' }], activeTab: 'a' });
    refuse = null;
    useWorkspace.setState({ ...withTexts({}), phase: 'loading', layout: {} });
    stop = startAutosave();
    useWorkspace.setState({ ...withTexts({ a: 'SELECT 1' }), phase: 'ready' });
  });

  afterEach(() => {
    stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const type = (sql: string) => useWorkspace.setState((state) => setText(state, 'a' as DocumentId, sql));
  /** The texts after each save, without what was there before. */
  const savedTexts = () => held.slice(1).map(({ tabs }) => tabs.map(({ sql }) => sql));
  const savedLength = () => held.at(-1)?.tabs[0]?.sql.length;

  it('leaves out a text beyond the limit, says so once, and keeps the rest', () => {
    for (const end of ['1', '2']) {
      useWorkspace.setState(withTexts({ a: 'SELECT 1', b: 'x'.repeat(SQL_LIMIT) + end }));
      vi.advanceTimersByTime(1000);
    }
    expect(savedTexts()).toEqual([['SELECT 1'], ['SELECT 1']]);
    expect(toasts.map(({ title }) => title)).toEqual(['b.sql is too long to be saved']);
  });

  it('does not write back what was just loaded', () => {
    vi.advanceTimersByTime(1000);
    expect(saves).toEqual([]);
  });

  it('sends every change at once, and what one action changes as one', async () => {
    type('SELECT 2');
    useWorkspace.setState({ layout: { pane: 'plan' } });
    await Promise.resolve();
    type('SELECT 3');
    await Promise.resolve();
    expect(savedTexts()).toEqual([['SELECT 2'], ['SELECT 3']]);
    vi.advanceTimersByTime(1000);
    expect(saves).toHaveLength(2);
  });

  it('sends the last of several changes of a long text once it is quiet', async () => {
    type(`${LONG}1`);
    vi.advanceTimersByTime(99);
    type(`${LONG}2`);
    await vi.advanceTimersByTimeAsync(99);
    expect(saves).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(savedTexts()).toEqual([[`${LONG}2`]]);
  });

  it('sends continuous typing in a long text at least every 250 ms, as changes', async () => {
    type(LONG);
    await vi.advanceTimersByTimeAsync(1000);
    const before = saves.length;
    let typed = LONG;
    for (let at = 0; at < 5000; at += 50) {
      typed += 'x';
      type(typed);
      await vi.advanceTimersByTimeAsync(50);
      // What was typed up to 250 ms ago is held.
      expect(typed.length - (savedLength() ?? 0)).toBeLessThanOrEqual(5);
    }
    expect(saves.length - before).toBeGreaterThanOrEqual(18);
    expect(saves.length - before).toBeLessThanOrEqual(25);
    expect(JSON.stringify(saves.slice(before)).length).toBeLessThan(10_000);
  });

  it('sends a new tab while a long text is typed into', async () => {
    type(LONG);
    await vi.advanceTimersByTimeAsync(1000);
    for (let key = 0; key < 6; key += 1) {
      useWorkspace.setState(withTexts({ a: `${LONG}${key}`, b: 'new' }));
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(held.at(-1)?.tabs.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('sends all once a change was refused, and says it once', async () => {
    refuse = { code: 'internal' };
    type('SELECT 2');
    await vi.advanceTimersByTimeAsync(0);
    type('SELECT 3');
    await vi.advanceTimersByTimeAsync(2500);
    expect(toastError).toHaveBeenCalledTimes(1);
    refuse = null;
    await vi.advanceTimersByTimeAsync(1000);
    expect(savedTexts()).toEqual([['SELECT 3']]);
    expect(saves.at(-1)?.tabs[0]?.sql).toBe('SELECT 3');
  });

  it('leaves a failure to write to the banner, which asks for another attempt', async () => {
    vi.mocked(toastError).mockClear();
    refuse = { code: 'write_failed' };
    type('SELECT 2');
    await vi.advanceTimersByTimeAsync(1000);
    expect(toastError).not.toHaveBeenCalled();
    listener({ code: 'write_failed', message: 'The disk is full.' });
    expect(useWorkspace.getState().unsaved).toMatchObject({ message: 'The disk is full.' });
    const before = saves.length;
    saveAgain();
    expect(saves).toHaveLength(before + 1);
    listener(null);
    expect(useWorkspace.getState().unsaved).toBeNull();
  });

  it('sends a long text at once on request, when the window loses focus or closes, and not twice', () => {
    for (const [index, flush] of [
      flushAutosave,
      () => events.dispatchEvent(new Event('blur')),
      () => events.dispatchEvent(new Event('beforeunload')),
    ].entries()) {
      type(`${LONG}${index}`);
      flush();
      flush();
    }
    vi.advanceTimersByTime(1000);
    expect(savedTexts()).toEqual([[`${LONG}0`], [`${LONG}1`], [`${LONG}2`]]);
  });

  it('does not write for state that is not saved', () => {
    useWorkspace.setState({ queries: [] });
    vi.advanceTimersByTime(1000);
    expect(saves).toEqual([]);
  });
});
